// SPDX-License-Identifier: Apache-2.0
// See environment_key.h.
#include "harness/compare/environment_key.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "harness/compare/is_among.h"

namespace fleetmark::compare {
namespace {

// Of the host's facts these count; the others tell who and when.
constexpr std::array<std::string_view, 8> kHostFacts{
    "kernel",    "operating_system",       "cpu_model",    "cpu_governor",
    "cpu_boost", "transparent_huge_pages", "cpus_allowed", "numa_nodes_online"};

// Of the device's facts these do not: they name one device or move while it works.
constexpr std::array<std::string_view, 9> kMovingFacts{
    "uuid",          "pci_bus_id",     "serial",      "pcie_generation_now",   "pcie_width_now",
    "temperature_c", "host_numa_node", "host_thread", "memory_available_bytes"};
constexpr std::array<std::string_view, 3> kIdentityFacts{"uuid", "pci_bus_id", "serial"};

// Shortest text that a person reads as the number: facts are counts, watts and hertz.
std::string text_of(double number) {
  std::string text = std::to_string(number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string value_of(const DeviceFact& fact) {
  if (fact.number) return text_of(*fact.number);
  return fact.text.value_or("");
}

std::vector<record::NamedValue> in_order(const std::map<std::string, std::string>& values) {
  std::vector<record::NamedValue> list;
  for (const auto& [name, value] : values) {
    if (!value.empty()) list.push_back({name, value});
  }
  return list;
}

}  // namespace

std::vector<record::NamedValue> environment_key(const record::RunRecord& run) {
  std::map<std::string, std::string> key;
  for (const auto& fact : run.environment.facts) {
    if (is_among(kHostFacts, fact.name)) key["host." + fact.name] = fact.value;
  }
  for (const auto& library : run.tool.libraries) key["library." + library.name] = library.value;
  key["device.name"] = run.device.name;
  key["device.backend"] = run.device.backend;
  key["device.architecture"] = run.device.architecture;
  key["device.compute_units"] = std::to_string(run.device.compute_units);
  for (const auto& fact : run.device.facts) {
    if (!is_among(kMovingFacts, fact.key)) key["device." + fact.key] = value_of(fact);
  }
  return in_order(key);
}

std::vector<record::NamedValue> identity_of(const record::RunRecord& run) {
  std::map<std::string, std::string> identity{{"device.id", run.device.id}};
  for (const auto& fact : run.environment.facts) {
    if (fact.name == "hostname") identity["hostname"] = fact.value;
  }
  for (const auto& fact : run.device.facts) {
    if (is_among(kIdentityFacts, fact.key)) identity["device." + fact.key] = value_of(fact);
  }
  return in_order(identity);
}

std::vector<Change> changes_between(const std::vector<record::NamedValue>& base,
                                    const std::vector<record::NamedValue>& now) {
  std::map<std::string, Change> all;
  for (const auto& value : base) all[value.name] = {value.name, value.value, {}};
  for (const auto& value : now) {
    all[value.name].name = value.name;
    all[value.name].now = value.value;
  }
  std::vector<Change> changes;
  for (const auto& [name, change] : all) {
    if (change.base != change.now) changes.push_back(change);
  }
  return changes;
}

}  // namespace fleetmark::compare

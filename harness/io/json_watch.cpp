// SPDX-License-Identifier: Apache-2.0
// What a device told of itself while it was measured, as JSON and back: see json_run_parts.h.
#include "harness/io/json_run_parts.h"

namespace fleetmark::io {

namespace {

using Json = nlohmann::ordered_json;
using nlohmann::json;

}  // namespace

Json windows_json(const std::vector<record::Window>& windows) {
  Json list = Json::array();
  for (const auto& w : windows) {
    list.push_back({{"begin_s", w.begin_s},
                    {"end_s", w.end_s},
                    {"clock_hz", or_null(w.clock_hz)},
                    {"power_w", or_null(w.power_w)},
                    {"energy_j", or_null(w.energy_j)},
                    {"temperature_c", or_null(w.temperature_c)},
                    {"throttle", or_null(w.throttle)},
                    {"other_load_cpus", or_null(w.other_load)}});
  }
  return list;
}

Json counters_json(const std::vector<record::CounterChange>& changes) {
  Json counters = Json::array();
  for (const auto& c : changes) {
    counters.push_back({{"name", c.name}, {"before", c.before}, {"after", c.after}});
  }
  return counters;
}

Json limits_json(const record::PowerLimits& limits) {
  return {{"enforced_before_w", or_null(limits.enforced_before_w)},
          {"enforced_after_w", or_null(limits.enforced_after_w)},
          {"default_before_w", or_null(limits.default_before_w)},
          {"default_after_w", or_null(limits.default_after_w)}};
}

Json watch_json(const record::Watch& watch) {
  Json written{{"clock_source", watch.clock_source},
               {"power_source", watch.power_source},
               {"pcie_generation", or_null(watch.pcie_generation)},
               {"memory_clock_hz", or_null(watch.memory_clock_hz)},
               {"median_cycles", or_null(watch.median_cycles)},
               {"energy_over_power", or_null(watch.energy_over_power)},
               {"counters", counters_json(watch.counters)}};
  // Only of devices that have limits: records of others stay as they were.
  const record::PowerLimits& limits = watch.power_limits;
  if (!limits.is_empty()) {
    written["power_limits"] = limits_json(limits);
  }
  return written;
}

std::optional<double> maybe_number(const json& value) {
  return value.is_null() ? std::nullopt : std::optional<double>(value.get<double>());
}
std::optional<std::string> maybe_text(const json& value) {
  return value.is_null() ? std::nullopt : std::optional<std::string>(value.get<std::string>());
}

namespace {

record::Window window_of(const json& value) {
  record::Window w;
  w.begin_s = value["begin_s"];
  w.end_s = value["end_s"];
  w.clock_hz = maybe_number(value["clock_hz"]);
  w.power_w = maybe_number(value["power_w"]);
  w.energy_j = maybe_number(value["energy_j"]);
  w.temperature_c = maybe_number(value["temperature_c"]);
  w.throttle = maybe_text(value["throttle"]);
  w.other_load = maybe_number(value["other_load_cpus"]);
  return w;
}

}  // namespace

std::vector<record::Window> windows_of(const json& list) {
  std::vector<record::Window> windows;
  for (const auto& window : list) windows.push_back(window_of(window));
  return windows;
}

std::vector<record::CounterChange> counters_of(const json& list) {
  std::vector<record::CounterChange> changes;
  for (const auto& c : list) changes.push_back({c["name"], c["before"], c["after"]});
  return changes;
}

record::PowerLimits limits_of(const json& value) {
  return {maybe_number(value["enforced_before_w"]), maybe_number(value["enforced_after_w"]),
          maybe_number(value["default_before_w"]), maybe_number(value["default_after_w"])};
}

record::Watch watch_of(const json& value) {
  record::Watch watch;
  watch.clock_source = value["clock_source"];
  watch.power_source = value["power_source"];
  if (!value["pcie_generation"].is_null())
    watch.pcie_generation = value["pcie_generation"].get<int>();
  watch.memory_clock_hz = maybe_number(value["memory_clock_hz"]);
  watch.median_cycles = maybe_number(value["median_cycles"]);
  watch.energy_over_power = maybe_number(value["energy_over_power"]);
  watch.counters = counters_of(value["counters"]);
  if (value.contains("power_limits")) watch.power_limits = limits_of(value["power_limits"]);
  return watch;
}

}  // namespace fleetmark::io

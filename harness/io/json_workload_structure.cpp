// SPDX-License-Identifier: Apache-2.0
// See json_workload_structure.h. The schema has been checked before anything here reads a key.
#include "harness/io/json_workload_structure.h"

#include <nlohmann/json.hpp>

#include "harness/io/json_document.h"

namespace fleetmark::io {
namespace {

using model::OperatorRule;
using model::PhaseRule;
using nlohmann::json;

Result<OperatorRule> operator_from_json(const json& entry, const std::string& where) {
  OperatorRule rule{.where = where,
                    .name = entry.value("name", ""),
                    .kernel = entry["kernel"],
                    .type = entry["dtype"],
                    .sizes = {},
                    .count = expression_from_json(entry["count"])};
  if (entry["count"] == 0) return bad_entry(where + ".count", "found 0; allowed: 1 or more");
  const auto names = model::size_names(rule.kernel);
  if (names.empty()) {
    return bad_entry(where,
                     "kernel: found '" + rule.kernel + "'; allowed: " + model::known_kernels());
  }
  const auto& sizes = entry["sizes"];
  std::string wanted;
  for (const auto name : names) {
    const std::string key(name);
    wanted += (wanted.empty() ? "" : ", ") + key;
    if (!sizes.contains(key)) return bad_entry(where + ".sizes." + key, "is missing; add it");
    rule.sizes.push_back({key, expression_from_json(sizes[key])});
  }
  if (sizes.size() != names.size()) {
    return bad_entry(where + ".sizes", "unknown size; " + rule.kernel + " takes exactly " + wanted);
  }
  return rule;
}

Result<> append_operators(std::vector<OperatorRule>& rules, const json& entries,
                          const std::string& where, const std::string& times) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    FLEETMARK_TRY(OperatorRule rule,
                  operator_from_json(entries[i], where + "." + std::to_string(i)));
    if (!times.empty()) rule.count = "(" + rule.count.text() + ") * (" + times + ")";
    rules.push_back(std::move(rule));
  }
  return {};
}

// From C (m x n) = A (m x k) B (k x n): dA (m x k) = dC (m x n) B^T, dB^T (n x k) = dC^T (n x m) A.
Result<> turn_into_gradient(OperatorRule& rule, const std::string& of) {
  if (!rule.kernel.starts_with("matmul.")) {
    return bad_entry(rule.where, "found " + rule.kernel +
                                     " in a group included for its gradient; allowed: matmul.*");
  }
  const std::size_t m = rule.sizes.size() - 3;  // m n k are the last three
  auto& sizes = rule.sizes;
  std::swap(sizes[m + 1].expression, sizes[m + 2].expression);
  if (of == "weights") std::swap(sizes[m].expression, sizes[m + 2].expression);
  rule.name += ", gradient of the " + of;
  return {};
}

Result<> append_groups(PhaseRule& phase, const json& owner, const json& entry,
                       const std::string& name, const std::string& where) {
  for (const auto& include : entry.value("include", json::array())) {
    const std::string group = include["group"];
    if (!owner.contains("groups") || !owner["groups"].contains(group)) {
      return bad_entry(where + ".include", "found the group '" + group + "'; add it to groups");
    }
    const std::string times =
        include.contains("times") ? expression_from_json(include["times"]) : "";
    const std::size_t first = phase.operators.size();
    FLEETMARK_CHECK(append_operators(phase.operators, owner["groups"][group],
                                     name + ": groups." + group, times));
    if (!include.contains("gradient")) continue;
    for (std::size_t i = first; i < phase.operators.size(); ++i) {
      FLEETMARK_CHECK(turn_into_gradient(phase.operators[i], include["gradient"]));
    }
  }
  return {};
}

}  // namespace

std::string expression_from_json(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

model::Parameters parameters_from_json(const json& owner, const char* key) {
  model::Parameters parameters;
  const auto found = owner.find(key);
  if (found == owner.end()) return parameters;
  for (const auto& [name, value] : found->items()) parameters[name] = value.get<std::int64_t>();
  return parameters;
}

std::vector<model::NamedExpression> derived_from_json(const json& owner) {
  std::vector<model::NamedExpression> derived;
  for (const auto& entry : owner.value("derived", json::array())) {
    derived.push_back({entry["name"], expression_from_json(entry["value"])});
  }
  return derived;
}

std::vector<model::WeightRule> weights_from_json(const json& owner) {
  std::vector<model::WeightRule> weights;
  for (const auto& entry : owner.value("weights", json::array())) {
    const std::string elements = expression_from_json(entry["elements"]);
    const auto active = entry.find("active");
    weights.push_back({entry["name"], elements,
                       active == entry.end() ? elements : expression_from_json(*active),
                       model::type_role_from_name(entry.value("role", "weights")).value()});
  }
  return weights;
}

Result<std::vector<PhaseRule>> phases_from_json(const json& owner, const std::string& name) {
  std::vector<PhaseRule> phases;
  const auto& entries = owner["phases"];
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& entry = entries[i];
    const std::string where = name + ": phases." + std::to_string(i);
    PhaseRule phase{.name = entry["name"],
                    .measure = model::TaskMeasure::kFlops,
                    .amount = "",
                    .parameters = parameters_from_json(entry, "parameters"),
                    .derived = derived_from_json(entry),
                    .operators = {}};
    if (const auto yields = entry.find("yields"); yields != entry.end()) {
      phase.measure =
          *model::task_measure_from_name((*yields)["measure"].get_ref<const std::string&>());
      phase.amount = expression_from_json((*yields)["amount"]);
    }
    FLEETMARK_CHECK(append_groups(phase, owner, entry, name, where));
    FLEETMARK_CHECK(append_operators(phase.operators, entry.value("operators", json::array()),
                                     where + ".operators", ""));
    if (phase.operators.empty()) return bad_entry(where + ".operators", "there is none; add one");
    phases.push_back(std::move(phase));
  }
  return phases;
}

}  // namespace fleetmark::io

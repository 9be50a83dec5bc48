// SPDX-License-Identifier: Apache-2.0
// See workload_checks.h.
#include "harness/io/workload_checks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "harness/io/json_document.h"
#include "harness/record/joined.h"

namespace fleetmark::io {
namespace {

using model::Workload;
using nlohmann::json;

// Key and source id of everything that cites one.
std::vector<std::pair<std::string, std::string>> citations(const Workload& workload) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& figure : workload.shape) all.emplace_back("shape." + figure.name, figure.source);
  for (const auto& precision : workload.precisions) {
    if (!precision.source.empty()) {
      all.emplace_back("precisions." + precision.name, precision.source);
    }
  }
  for (const auto& rate : workload.speculative) all.emplace_back("speculative", rate.source);
  const auto& published = workload.published_total;
  if (published) all.emplace_back("published.total_parameters", published->source);
  const auto& active = workload.published_active;
  if (active) all.emplace_back("published.active_parameters", active->source);
  const auto& prefix = workload.prefix_cache_hit_rate;
  if (prefix) all.emplace_back("prefix_cache_hit_rate", prefix->source);
  return all;
}

Result<> check_sources(const Workload& workload, const std::string& name) {
  std::string ids;
  for (const auto& source : workload.sources) ids += (ids.empty() ? "" : ", ") + source.id;
  const auto cited = citations(workload);
  for (const auto& [key, id] : cited) {
    if (std::ranges::find(workload.sources, id, &model::Source::id) == workload.sources.end()) {
      return bad_entry(name + ": " + key, "found the source '" + id +
                                              "'; allowed: an id in sources (" +
                                              (ids.empty() ? "there is none" : ids) + ")");
    }
  }
  for (const auto& source : workload.sources) {
    if (std::ranges::find(cited, source.id, &std::pair<std::string, std::string>::second) ==
        cited.end()) {
      return bad_entry(name + ": sources." + source.id, "no figure cites it; cite or remove it");
    }
  }
  return {};
}

// Names in `without` are weights of the workload, so that a slip does not count silently.
Result<> check_published(const Workload& workload, const model::PublishedCount& published,
                         bool is_active, const std::string& where) {
  for (const auto& name : published.without) {
    if (std::ranges::find(workload.weight_rules, name, &model::WeightRule::name) ==
        workload.weight_rules.end()) {
      return bad_entry(where + ".without", "found '" + name + "'; allowed: a name of the weights");
    }
  }
  auto weights = model::count_weights(workload, published.without);
  if (!weights) return bad_entry(where, weights.error().message);
  const std::int64_t counted = is_active ? weights->active : weights->total;
  const double off = std::abs(static_cast<double>(counted - published.value)) /
                     std::max(static_cast<double>(published.value), 1.0);
  if (off <= published.tolerance) return {};
  return bad_entry(where, "found " + std::to_string(published.value) + ", but the shape gives " +
                              std::to_string(counted) + "; allowed: a difference of " +
                              json(published.tolerance).dump() +
                              "; correct the shape or the count");
}

Result<> check_weights(const Workload& workload, const json& document, const std::string& name) {
  if (workload.weight_rules.empty()) return {};
  if (!document.contains("published")) {
    return bad_entry(name,
                     "'published' is missing; give published.total_parameters, or null there where "
                     "nobody published it");
  }
  const auto& total = workload.published_total;
  const auto& active = workload.published_active;
  const std::string where = name + ": published.";
  if (total) {
    FLEETMARK_CHECK(check_published(workload, *total, false, where + "total_parameters"));
  }
  return active ? check_published(workload, *active, true, where + "active_parameters")
                : Result<>();
}

// A format of experts, where there are some.
Result<> check_experts(const Workload& workload, const std::string& name) {
  if (std::ranges::find(workload.weight_rules, model::TypeRole::kExperts,
                        &model::WeightRule::role) != workload.weight_rules.end()) {
    return {};
  }
  const std::string none = "there are no experts: no weight has the role 'experts'; ";
  for (const auto& precision : workload.precisions) {
    if (precision.experts) {
      return bad_entry(name + ": precisions." + precision.name + ".experts", none + "remove it");
    }
  }
  const std::string_view type = name_of(model::TypeRole::kExperts);
  for (const auto& rule : workload.phase_rules) {
    for (const auto& op : rule.operators) {
      if (op.type != type) continue;
      return bad_entry(name + ": phases." + rule.name + ", '" + op.name + "'",
                       "found the type 'experts'; " + none + "give one, or another type");
    }
  }
  return {};
}

// What is wrong with the totals of a phase, each beginning with its key; empty where nothing is.
std::vector<std::string> wrong_totals(const json& expected, const model::Phase& phase) {
  const std::string where = "expected_totals." + phase.name;
  if (!expected.contains(phase.name)) {
    return {where + ": is missing; the operators give bytes_read " +
            std::to_string(phase.total.bytes_read) + ", bytes_written " +
            std::to_string(phase.total.bytes_written) + ", flops " +
            std::to_string(phase.total.flops)};
  }
  const std::array<std::pair<const char*, std::int64_t>, 3> rows{
      {{"bytes_read", phase.total.bytes_read},
       {"bytes_written", phase.total.bytes_written},
       {"flops", phase.total.flops}}};
  std::vector<std::string> wrong;
  for (const auto& [key, computed] : rows) {
    const auto stated = expected[phase.name][key].get<std::int64_t>();
    if (stated == computed) continue;
    wrong.push_back(where + "." + key + ": found " + std::to_string(stated) +
                    ", but the operators give " + std::to_string(computed));
  }
  return wrong;
}

// All at once: who writes a workload takes them over in one go.
Result<> check_totals(const json& expected, const Workload& workload, const std::string& name) {
  std::vector<std::string> wrong;
  for (const auto& phase : workload.phases) {
    for (auto& one : wrong_totals(expected, phase)) wrong.push_back(std::move(one));
  }
  for (const auto& [phase, unused] : expected.items()) {
    if (std::ranges::find(workload.phases, phase, &model::Phase::name) == workload.phases.end()) {
      wrong.push_back("expected_totals." + phase + ": there is no such phase; remove it");
    }
  }
  if (wrong.empty()) return {};
  return bad_entry(name, joined(wrong, "; ") + "; correct what is wrong");
}

// A task counted in work is done once by all phases together; any other is what some phase yields.
Result<> check_task(const Workload& workload, const std::string& name) {
  const auto& unit = workload.unit;
  if (unit.measure != model::TaskMeasure::kBytes && unit.measure != model::TaskMeasure::kFlops) {
    if (std::ranges::find(workload.phases, unit.measure, &model::Phase::measure) !=
        workload.phases.end()) {
      return {};
    }
    return bad_entry(name + ": task_unit.measure",
                     "found '" + std::string(name_of(unit.measure)) +
                         "', but no phase yields it; give one that does");
  }
  const std::int64_t done =
      unit.measure == model::TaskMeasure::kBytes ? workload.total.bytes() : workload.total.flops;
  if (std::abs(static_cast<double>(done - unit.amount)) <=
      model::kTaskAmountTolerance * static_cast<double>(unit.amount)) {
    return {};
  }
  return bad_entry(name + ": task_unit.amount",
                   "found " + std::to_string(unit.amount) + ", but the operators do " +
                       std::to_string(done) +
                       "; allowed: a difference of 1e-9; correct sizes or counts");
}

}  // namespace

Result<> check_workload(const Workload& workload, const json& document, const std::string& name) {
  FLEETMARK_CHECK(check_weights(workload, document, name));
  FLEETMARK_CHECK(check_experts(workload, name));
  FLEETMARK_CHECK(check_sources(workload, name));
  FLEETMARK_CHECK(check_totals(document["expected_totals"], workload, name));
  return check_task(workload, name);
}

}  // namespace fleetmark::io

// SPDX-License-Identifier: Apache-2.0
// See workload_plan.h.
#include "harness/cli/workload_plan.h"

#include <algorithm>
#include <array>

#include "harness/cli/catalogue.h"
#include "harness/cli/workload_choices.h"
#include "harness/measure/replica.h"
#include "harness/record/joined.h"

namespace fleetmark::cli {
namespace {

// What the workload can be asked for beside its shape.
std::vector<std::string> conditions_of(const model::Workload& workload,
                                       const model::PhaseRule& rule) {
  std::vector<std::string> names;
  for (const auto& phase : workload.phases) {
    if (phase.name != rule.name) continue;
    for (const auto& [name, value] : phase.conditions) names.push_back(name);
  }
  return names;
}

// Heads are shared out whole, and so are those of keys and values; of these each device has one
// where the devices are more, as many times as it takes.
Result<> check_heads_divide(const model::Workload& workload, std::int64_t tp) {
  const auto found = workload.parameters.find("heads");
  if (found == workload.parameters.end() || found->second < 1) return {};
  const std::int64_t heads = found->second;
  const auto kv_found = workload.parameters.find("kv_heads");
  const bool has_kv_heads = kv_found != workload.parameters.end() && kv_found->second > 0;
  const std::int64_t kv_heads = has_kv_heads ? kv_found->second : heads;
  const auto divides = [&](std::int64_t devices) {
    return heads % devices == 0 && (kv_heads % devices == 0 || devices % kv_heads == 0);
  };
  if (divides(tp)) return {};
  std::vector<std::string> allowed;
  for (std::int64_t devices = 1; devices <= heads; ++devices) {
    if (divides(devices)) allowed.push_back(std::to_string(devices));
  }
  return Error{
      ErrorCode::kUsage,
      "--tp: found " + std::to_string(tp) + "; allowed: " + joined(allowed, ", ") +
          ", among which the " + std::to_string(heads) + " heads of " + workload.id +
          (has_kv_heads ? " and " + std::to_string(kv_heads) + " of keys and values" : "") +
          " divide"};
}

Result<model::Parameters> chosen_conditions(const model::Workload& workload,
                                            const model::PhaseRule& rule,
                                            const MeasureOptions& options) {
  const std::vector<std::string> allowed = conditions_of(workload, rule);
  model::Parameters chosen;
  const std::array<std::pair<const char*, std::optional<std::int64_t>>, 3> asked{
      {{"batch", options.batch}, {"context", options.context}, {"tp", options.tp}}};
  for (const auto& [name, value] : asked) {
    if (!value) continue;
    if (std::ranges::find(allowed, name) == allowed.end()) {
      return Error{ErrorCode::kUsage, "--" + std::string(name) + ": " + workload.id + ", phase " +
                                          rule.name + ", has no such condition; it has: " +
                                          (allowed.empty() ? "none" : joined(allowed, ", "))};
    }
    if (std::string_view(name) == "tp") FLEETMARK_CHECK(check_heads_divide(workload, *value));
    chosen[name] = *value;
  }
  return chosen;
}

bool runs_whole(const Session& session, const model::ReplicaPlan& plan) {
  return std::ranges::all_of(plan.operators, [&](const model::ReplicaOperator& one) {
    return one.why_none.empty() && measure::has_kernel(session, one.op.problem);
  });
}

std::string name_of(const model::Precision* precision) {
  return precision == nullptr ? "" : precision->name;
}

Result<WorkloadPlan> plan_block(const model::Workload& workload, const MeasureOptions& options,
                                const Session& session) {
  FLEETMARK_TRY(const auto* rule, phase_named(workload, options.phase));
  FLEETMARK_TRY(const auto* named, precision_named(workload, options.precision));
  model::Conditions conditions{.parameters = {}, .precision = named};
  FLEETMARK_TRY(conditions.parameters, chosen_conditions(workload, *rule, options));
  FLEETMARK_TRY(auto first, model::plan_replica(workload, *rule, conditions));
  if (options.precision.empty() && !runs_whole(session, first)) {
    for (const auto& precision : workload.precisions) {
      conditions.precision = &precision;
      FLEETMARK_TRY(auto plan, model::plan_replica(workload, *rule, conditions));
      if (runs_whole(session, plan)) {
        return WorkloadPlan{workload.id, precision.name, std::move(plan), {}};
      }
    }
  }
  return WorkloadPlan{workload.id, name_of(named), std::move(first), {}};
}

}  // namespace

Result<WorkloadPlan> plan_workload(Context& context, const CommonOptions& common,
                                   const MeasureOptions& options, const Session& session) {
  FLEETMARK_TRY(const auto catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const auto workload, catalogue.workload(options.workload));
  FLEETMARK_TRY(auto plan, plan_block(workload, options, session));
  const std::string& file = options.implementations_from;
  if (file.empty()) return plan;
  FLEETMARK_TRY(const auto loaded, catalogue.run(file));
  FLEETMARK_TRY(plan.parts, parts_as_in(loaded.value, file, session, plan.replica));
  return plan;
}

report::Document operator_list(const model::ReplicaPlan& plan) {
  report::Table table{"operators",
                      "Operators of " + plan.phase.name + "; block: " + plan.block + ", " +
                          std::to_string(plan.blocks) + " times",
                      {{"operator", "operator"},
                       {"problem", "problem"},
                       {"in_block", "in a block", report::Align::kRight},
                       {"in_phase", "in the phase", report::Align::kRight}},
                      {},
                      {}};
  const auto count = [](std::int64_t n) {
    return report::Cell(std::to_string(n), static_cast<double>(n));
  };
  for (const auto& one : plan.operators) {
    table.rows.push_back({report::Cell(one.op.name), report::Cell(one.op.problem.key()),
                          count(one.in_block), count(one.op.count)});
    if (!one.why_none.empty()) table.notes.push_back(one.op.name + ": not run: " + one.why_none);
  }
  return {{}, {table}, {}};
}

}  // namespace fleetmark::cli

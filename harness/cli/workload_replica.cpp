// SPDX-License-Identifier: Apache-2.0
// See workload_replica.h.
#include "harness/cli/workload_replica.h"

#include <algorithm>

#include "harness/cli/catalogue.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/progress.h"
#include "harness/cli/run_suite.h"
#include "harness/cli/workload_choices.h"
#include "harness/io/run_journal.h"
#include "harness/measure/replica.h"
#include "harness/model/replica.h"
#include "harness/record/joined.h"
#include "harness/report/numbers.h"
#include "harness/report/run_view.h"

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
    chosen[name] = *value;
  }
  return chosen;
}

struct Plan {
  const model::Precision* precision = nullptr;
  model::ReplicaPlan replica;
};

bool runs_whole(const Session& session, const model::ReplicaPlan& plan) {
  return std::ranges::all_of(plan.operators, [&](const model::ReplicaOperator& one) {
    return measure::has_kernel(session, one.op.problem);
  });
}

// The precision that was asked for; else the first one whose operators all have kernels on this
// device; else the workload's first.
Result<Plan> plan_for(const Session& session, const model::Workload& workload,
                      const model::PhaseRule& rule, const MeasureOptions& options) {
  FLEETMARK_TRY(const auto* named, precision_named(workload, options.precision));
  model::Conditions conditions{.parameters = {}, .precision = named};
  FLEETMARK_TRY(conditions.parameters, chosen_conditions(workload, rule, options));
  FLEETMARK_TRY(auto first, model::plan_replica(workload, rule, conditions));
  if (!options.precision.empty() || runs_whole(session, first))
    return Plan{named, std::move(first)};
  for (const auto& precision : workload.precisions) {
    conditions.precision = &precision;
    FLEETMARK_TRY(auto plan, model::plan_replica(workload, rule, conditions));
    if (runs_whole(session, plan)) return Plan{&precision, std::move(plan)};
  }
  return Plan{named, std::move(first)};
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
  }
  return {{}, {table}, {}};
}

// The parts to measure, and what of the phase nothing here can run.
struct Parts {
  std::vector<measure::ReplicaPartSpec> specs;
  std::vector<record::ReplicaPart> named;  // beside each of `specs`
  std::vector<record::MissingOperator> missing;

  void add(const model::ReplicaOperator& one, std::int64_t blocks, const KernelVariant& variant,
           double estimate_s, bool is_rival) {
    specs.push_back({one.op.name, one.op.problem, &variant, one.in_block, one.beyond(blocks),
                     is_rival, estimate_s});
    named.push_back({one.op.name, static_cast<std::int64_t>(named.size()), one.in_block,
                     one.op.count, variant.is_library, is_rival, one.instead_of});
  }
};

measure::Implementations allowed_by(const std::string& word) {
  if (word == "own") return measure::Implementations::kOwn;
  return word == "library" ? measure::Implementations::kLibrary : measure::Implementations::kAny;
}

Result<Parts> choose_parts(Context& context, const CommonOptions& common, Session& session,
                           const model::ReplicaPlan& plan, const MeasureOptions& options) {
  const InputRecipe recipe{options.data, options.seed};
  Parts parts;
  Progress progress(*context.err, context.err_is_terminal && !common.is_quiet,
                    plan.operators.size());
  const double begin_s = context.clock->now_s();
  for (const auto& one : plan.operators) {
    progress.begin("trying " + one.op.problem.key(), context.clock->now_s() - begin_s);
    FLEETMARK_TRY(const auto choice,
                  measure::choose_variant(session, one.op.problem,
                                          allowed_by(options.implementation), recipe));
    if (choice.fastest == nullptr) {
      parts.missing.push_back({one.op.name, one.op.problem, one.op.count, choice.reason});
      progress.end("nothing runs it");
      continue;
    }
    parts.add(one, plan.blocks, *choice.fastest, choice.fastest_s, false);
    if (choice.library != nullptr) {
      parts.add(one, plan.blocks, *choice.library, choice.library_s, true);
    }
    progress.end(choice.fastest->name);
  }
  return parts;
}

void name_replica(record::Replica& replica, const model::Workload& workload,
                  const model::ReplicaPlan& plan, const model::Precision* precision) {
  replica.workload = workload.id;
  replica.phase = plan.phase.name;
  replica.precision = precision == nullptr ? "" : precision->name;
  replica.conditions.assign(plan.phase.conditions.begin(), plan.phase.conditions.end());
  replica.block = plan.block;
  replica.measure = name_of(plan.phase.measure);
  replica.amount = plan.phase.amount;
}

// What the record holds in place of a replica.
record::Skipped why_nothing(const model::ReplicaPlan& plan, const Error& error) {
  const bool is_failure =
      error.code != ErrorCode::kNotSupported && error.code != ErrorCode::kOutOfMemory;
  return {plan.operators.front().op.problem, "replica", error.message, is_failure};
}

Result<measure::ReplicaResult> measure_plan(Context& context, const CommonOptions& common,
                                            const MeasureOptions& options, Session& session,
                                            const model::ReplicaPlan& plan) {
  FLEETMARK_TRY(auto parts, choose_parts(context, common, session, plan, options));
  if (parts.specs.empty()) {
    return Error{ErrorCode::kNotSupported, "no operator of " + plan.phase.name + " runs on " +
                                               session.device().id + ": " +
                                               parts.missing.front().reason};
  }
  log_line(context, common, "timing " + plan.block + " and each of its operators in turn");
  measure::ReplicaOptions wanted;
  wanted.recipe = {options.data, options.seed};
  wanted.is_cold = options.cache == "cold";
  wanted.blocks = plan.blocks;
  if (options.time_limit_s > 0) wanted.time_limit_s = options.time_limit_s;
  wanted.is_interrupted = context.is_interrupted;
  FLEETMARK_TRY(auto result,
                measure::measure_replica(session, parts.specs, wanted, *context.clock));
  result.whole.parts = std::move(parts.named);
  result.whole.missing = std::move(parts.missing);
  if (!result.whole.missing.empty()) result.whole.phase_s.reset();
  return result;
}

// Measurements first, for the replica points at them. A crash loses what comes after the last line
// of the journal.
Result<> keep(io::RunJournal& journal, record::RunRecord& record, measure::ReplicaResult result) {
  for (auto& measurement : result.parts) {
    FLEETMARK_CHECK(journal.append(measurement));
    record.measurements.push_back(std::move(measurement));
  }
  FLEETMARK_CHECK(journal.append(result.whole));
  record.replicas.push_back(std::move(result.whole));
  return {};
}

}  // namespace

Result<int> measure_workload(Context& context, const CommonOptions& common,
                             const MeasureOptions& options, Session& session,
                             report::Document& answer) {
  FLEETMARK_TRY(const auto catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const auto workload, catalogue.workload(options.workload));
  FLEETMARK_TRY(const auto* rule, phase_named(workload, options.phase));
  FLEETMARK_TRY(const auto chosen, plan_for(session, workload, *rule, options));
  const auto& [precision, plan] = chosen;
  if (options.only_list) {
    answer = operator_list(plan);
    return kExitDone;
  }
  record::RunRecord record = new_record(context, session.device(), "workload " + workload.id);
  const std::filesystem::path output = record_path(common, record.id);
  FLEETMARK_TRY(const auto journal, io::RunJournal::create(output, record));
  auto measured = measure_plan(context, common, options, session, plan);
  std::optional<Error> failure;
  if (measured) {
    name_replica(measured->whole, workload, plan, precision);
    FLEETMARK_CHECK(keep(*journal, record, *std::move(measured)));
  } else {
    failure = measured.error();
    record.skipped.push_back(why_nothing(plan, *failure));
  }
  record.finished_at = context.now_utc();
  FLEETMARK_CHECK(journal->finalise(record));
  if (failure) return *failure;
  const auto view = report::run_view(record);
  answer.tables.insert(answer.tables.end(), view.tables.begin(), view.tables.end());
  answer.notes.insert(answer.notes.end(), view.notes.begin(), view.notes.end());
  answer.notes.push_back("Run record: " + output.string());
  return kExitDone;
}

}  // namespace fleetmark::cli

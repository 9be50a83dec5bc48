// SPDX-License-Identifier: Apache-2.0
// See workload_replica.h.
#include "harness/cli/workload_replica.h"

#include "harness/cli/kept_record.h"
#include "harness/cli/replica_parts.h"
#include "harness/cli/run_suite.h"
#include "harness/io/run_journal.h"

namespace fleetmark::cli {
namespace {

void name_replica(record::Replica& replica, const WorkloadPlan& plan) {
  replica.workload = plan.workload;
  replica.phase = plan.replica.phase.name;
  replica.precision = plan.precision;
  replica.conditions.assign(plan.replica.phase.conditions.begin(),
                            plan.replica.phase.conditions.end());
  replica.block = plan.replica.block;
  replica.measure = name_of(plan.replica.phase.measure);
  replica.amount = plan.replica.phase.amount;
}

// What the record holds in place of a replica.
record::Skipped why_nothing(const model::ReplicaPlan& plan, const Error& error) {
  const bool is_failure = error.code != ErrorCode::kNotSupported &&
                          error.code != ErrorCode::kOutOfMemory &&
                          error.code != ErrorCode::kInterrupted;
  return {plan.operators.front().op.problem, std::string(record::kReplicaVariant), error.message,
          is_failure};
}

// Rivals are part of no sum: a block that fits without them is measured without them.
void make_room(Context& context, const CommonOptions& common, const Session& session,
               ReplicaParts& parts) {
  const auto available = session.device().memory_available;
  if (!available || measure::operands_of(parts.specs).value <= available->value) return;
  if (parts.drop_rivals()) {
    log_line(context, common,
             "warning: memory does not hold the libraries that are timed beside the fastest "
             "kernels; the block is timed without them");
  }
}

Result<measure::ReplicaResult> measure_plan(Context& context, const CommonOptions& common,
                                            const MeasureOptions& options, Session& session,
                                            const WorkloadPlan& whole,
                                            std::vector<record::Skipped>& wrong) {
  const model::ReplicaPlan& plan = whole.replica;
  ReplicaParts parts;
  if (whole.parts) {
    parts = *whole.parts;
  } else {
    FLEETMARK_TRY(parts, choose_parts(context, common, session, plan, options));
  }
  wrong = std::move(parts.wrong);
  if (!parts.has_block()) {
    return Error{ErrorCode::kNotSupported, "no operator of a block of " + plan.phase.name +
                                               " runs on " + session.device().id + ": " +
                                               parts.missing.front().reason};
  }
  make_room(context, common, session, parts);
  log_line(context, common, "timing " + plan.block + " and each of its operators in turn");
  measure::ReplicaOptions wanted;
  wanted.recipe = {options.data.front(), options.seed};
  wanted.is_cold = options.cache == "cold";
  wanted.regime = options.regime;
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

Result<record::RunRecord> measure_workload(Context& context, const CommonOptions& common,
                                           const MeasureOptions& options, Session& session,
                                           const WorkloadPlan& plan,
                                           const std::filesystem::path& output) {
  record::RunRecord record = new_record(context, session.device(), "workload " + plan.workload);
  FLEETMARK_TRY(const auto journal, io::RunJournal::create(output, record));
  auto measured = measure_plan(context, common, options, session, plan, record.skipped);
  std::optional<Error> failure;
  if (measured) {
    name_replica(measured->whole, plan);
    FLEETMARK_CHECK(keep(*journal, record, *std::move(measured)));
    if (context.is_interrupted()) {
      failure = Error{ErrorCode::kInterrupted,
                      "interrupted after " +
                          std::to_string(record.replicas.front().samples.size()) + " rounds"};
    }
  } else {
    failure = measured.error();
    record.skipped.push_back(why_nothing(plan.replica, *failure));
  }
  if (failure) record.ended_by = failure->message;
  record.finished_at = context.now_utc();
  FLEETMARK_TRY(const Kept kept, keep_record(*journal, record, output));
  if (failure) return Error{failure->code, failure->message + "; " + kept.words};
  return record;
}

}  // namespace fleetmark::cli

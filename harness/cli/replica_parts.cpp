// SPDX-License-Identifier: Apache-2.0
// See replica_parts.h.
#include "harness/cli/replica_parts.h"

#include <algorithm>

#include "harness/cli/progress.h"

namespace fleetmark::cli {
namespace {

measure::Implementations allowed_by(const std::string& word) {
  if (word == "own") return measure::Implementations::kOwn;
  return word == "library" ? measure::Implementations::kLibrary : measure::Implementations::kAny;
}

Error not_as_in(const std::string& file, const std::string& what) {
  return {ErrorCode::kUsage,
          "--implementations-from " + file + ": " + what +
              "; name a run record of this workload, phase, precision and shape"};
}

const KernelVariant* variant_named(const Session& session, const Problem& problem,
                                   const std::string& name) {
  const auto found = std::ranges::find_if(session.variants(), [&](const KernelVariant& variant) {
    return variant.spec->id == problem.kernel && variant.name == name && !variant.is_oracle;
  });
  return found == session.variants().end() ? nullptr : &*found;
}

bool is_missing_in(const record::Replica& replica, const model::ReplicaOperator& one) {
  return std::ranges::any_of(replica.missing, [&](const record::MissingOperator& missing) {
    return missing.problem == one.op.problem;
  });
}

// Adds what the block says of one operator; false where it says nothing.
Result<bool> add_as_in(const record::RunRecord& record, const record::Replica& replica,
                       const std::string& file, const Session& session,
                       const model::ReplicaOperator& one, std::int64_t blocks,
                       ReplicaParts& parts) {
  bool has_one = false;
  for (const auto& part : replica.parts) {
    const auto& measured = record.measurements[static_cast<std::size_t>(part.measurement)];
    if (part.name != one.op.name || measured.problem != one.op.problem) continue;
    const auto* variant = variant_named(session, one.op.problem, measured.variant);
    if (variant == nullptr) {
      return not_as_in(file,
                       "this device has no '" + measured.variant + "' of " + one.op.problem.kernel);
    }
    parts.add(one, blocks, *variant, measured.summary.median_s, part.is_rival);
    has_one = has_one || !part.is_rival;
  }
  return has_one;
}

// Empty where the block lacks an operator of the plan.
Result<std::optional<ReplicaParts>> parts_of(const record::RunRecord& record,
                                             const record::Replica& replica,
                                             const std::string& file, const Session& session,
                                             const model::ReplicaPlan& plan) {
  ReplicaParts parts;
  for (const auto& one : plan.operators) {
    FLEETMARK_TRY(const bool has_one,
                  add_as_in(record, replica, file, session, one, plan.blocks, parts));
    if (has_one) continue;
    if (!is_missing_in(replica, one)) return std::optional<ReplicaParts>();
    parts.missing.push_back({one.op.name, one.op.problem, one.op.count,
                             "nothing ran it in the record that implementations are from"});
  }
  return std::optional(std::move(parts));
}

}  // namespace

void ReplicaParts::add(const model::ReplicaOperator& one, std::int64_t blocks,
                       const KernelVariant& variant, double estimate_s, bool is_rival) {
  specs.push_back({one.op.name, one.op.problem, &variant, one.in_block, one.beyond(blocks),
                   is_rival, estimate_s});
  named.push_back({one.op.name, static_cast<std::int64_t>(named.size()), one.in_block, one.op.count,
                   variant.is_library, is_rival, one.instead_of});
}

Result<ReplicaParts> choose_parts(Context& context, const CommonOptions& common, Session& session,
                                  const model::ReplicaPlan& plan, const MeasureOptions& options) {
  const InputRecipe recipe{options.data, options.seed};
  ReplicaParts parts;
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

Result<ReplicaParts> parts_as_in(const record::RunRecord& record, const std::string& file,
                                 const Session& session, const model::ReplicaPlan& plan) {
  for (const auto& replica : record.replicas) {
    FLEETMARK_TRY(auto parts, parts_of(record, replica, file, session, plan));
    if (parts) return *std::move(parts);
  }
  return not_as_in(file, record.replicas.empty() ? "holds no block of a workload"
                                                 : "its block lacks an operator of " +
                                                       plan.phase.name + " as it is asked for");
}

}  // namespace fleetmark::cli

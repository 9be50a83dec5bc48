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

// A block of a record, whose parts are taken one after another.
class RecordedBlock {
 public:
  RecordedBlock(const record::RunRecord& record, const record::Replica& replica)
      : record_(record), replica_(replica), is_taken_(replica.parts.size(), false) {}

  struct Taken {
    std::string variant;
    double seconds = 0;
    bool is_rival = false;
  };
  // What stood for the operator and what was timed beside it; two alike have two parts. Empty where
  // the block has none left.
  std::vector<Taken> take(const model::ReplicaOperator& one) {
    std::vector<Taken> taken;
    for (std::size_t i = 0; i < replica_.parts.size(); ++i) {
      const auto& part = replica_.parts[i];
      const auto& measured = record_.measurements[static_cast<std::size_t>(part.measurement)];
      if (is_taken_[i] || part.name != one.op.name || measured.problem != one.op.problem) continue;
      if (!taken.empty() && !part.is_rival) break;  // of the next operator like it
      is_taken_[i] = true;
      taken.push_back({measured.variant, measured.summary.median_s, part.is_rival});
    }
    return taken;
  }

  [[nodiscard]] bool is_missing(const model::ReplicaOperator& one) const {
    return std::ranges::any_of(replica_.missing, [&](const record::MissingOperator& missing) {
      return missing.problem == one.op.problem;
    });
  }

 private:
  const record::RunRecord& record_;
  const record::Replica& replica_;
  std::vector<bool> is_taken_;
};

// Empty where the block lacks an operator of the plan.
Result<std::optional<ReplicaParts>> parts_of(RecordedBlock block, const std::string& file,
                                             const Session& session,
                                             const model::ReplicaPlan& plan) {
  ReplicaParts parts;
  for (const auto& one : plan.operators) {
    if (!one.why_none.empty()) {
      parts.leave_out(one, one.why_none);
      continue;
    }
    const auto taken = block.take(one);
    if (taken.empty() && !block.is_missing(one)) return std::optional<ReplicaParts>();
    if (taken.empty()) {
      parts.leave_out(one, "nothing ran it in the record that implementations are from");
    }
    for (const auto& part : taken) {
      const auto* variant = variant_named(session, one.op.problem, part.variant);
      if (variant == nullptr) {
        return not_as_in(file,
                         "this device has no '" + part.variant + "' of " + one.op.problem.kernel);
      }
      parts.add(one, plan.blocks, *variant, part.seconds, part.is_rival);
    }
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

void ReplicaParts::leave_out(const model::ReplicaOperator& one, std::string reason) {
  missing.push_back({one.op.name, one.op.problem, one.op.count, std::move(reason), one.in_block});
}

bool ReplicaParts::has_block() const {
  return std::ranges::any_of(specs,
                             [](const auto& spec) { return spec.in_block > 0 && !spec.is_rival; });
}

bool ReplicaParts::drop_rivals() {
  ReplicaParts kept;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    if (specs[i].is_rival) continue;
    kept.named.push_back(named[i]);
    kept.named.back().measurement = static_cast<std::int64_t>(kept.specs.size());
    kept.specs.push_back(specs[i]);
  }
  const bool has_dropped = kept.specs.size() < specs.size();
  specs = std::move(kept.specs);
  named = std::move(kept.named);
  return has_dropped;
}

Result<ReplicaParts> choose_parts(Context& context, const CommonOptions& common, Session& session,
                                  const model::ReplicaPlan& plan, const MeasureOptions& options) {
  const InputRecipe recipe{options.data.front(), options.seed};
  ReplicaParts parts;
  Progress progress(*context.err, context.err_is_terminal && !common.is_quiet,
                    plan.operators.size());
  const double begin_s = context.clock->now_s();
  for (const auto& one : plan.operators) {
    progress.begin("trying " + one.op.problem.key(), context.clock->now_s() - begin_s);
    if (!one.why_none.empty()) {
      parts.leave_out(one, one.why_none);
      progress.end("nothing runs it");
      continue;
    }
    FLEETMARK_TRY(const auto choice, measure::choose_variant(session, one.op.problem,
                                                             allowed_by(options.implementation),
                                                             recipe, context.is_interrupted));
    for (const auto& wrong : choice.wrong) {
      parts.wrong.push_back(
          {one.op.problem, wrong.variant->name, wrong.error.message, /*is_failure=*/true});
    }
    if (choice.fastest == nullptr) {
      parts.leave_out(one, choice.reason);
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
    FLEETMARK_TRY(auto parts, parts_of(RecordedBlock(record, replica), file, session, plan));
    if (parts) return *std::move(parts);
  }
  return not_as_in(file, record.replicas.empty() ? "holds no block of a workload"
                                                 : "its block lacks an operator of " +
                                                       plan.phase.name + " as it is asked for");
}

}  // namespace fleetmark::cli

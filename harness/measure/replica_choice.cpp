// SPDX-License-Identifier: Apache-2.0
// See replica.h: which implementation stands for an operator.
#include <algorithm>
#include <limits>

#include "harness/measure/plan.h"
#include "harness/measure/replica.h"

namespace fleetmark::measure {
namespace {

constexpr int kTrials = 7;

bool runs(const KernelVariant& variant, const Problem& problem) {
  return variant.spec->id == problem.kernel && !variant.is_oracle &&
         std::ranges::find(variant.dtypes, problem.dtype) != variant.dtypes.end();
}

// The fastest of a few launches, each on operands that were not touched just before.
Result<double> trial(Session& session, const KernelVariant& variant, const Problem& problem,
                     const InputRecipe& recipe) {
  const DeviceInfo& device = session.device();
  const Rotation rotation = plan_rotation(true, variant.spec->footprint(problem),
                                          device.last_level_cache, device.memory_available);
  const int sets = std::min(rotation.operand_sets, kTrials + 1);
  FLEETMARK_TRY(const auto kernel, session.prepare(variant, problem, {sets, recipe}));
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i <= kTrials; ++i) {  // one to warm up
    FLEETMARK_TRY(const TimedBatch batch, session.time(*kernel, i % sets, 1));
    if (i > 0) best = std::min(best, batch.elapsed.value);
  }
  return best;
}

bool concerns_the_case_alone(ErrorCode code) {
  return code == ErrorCode::kNotSupported || code == ErrorCode::kOutOfMemory;
}

}  // namespace

bool has_kernel(const Session& session, const Problem& problem) {
  return std::ranges::any_of(session.variants(),
                             [&](const KernelVariant& variant) { return runs(variant, problem); });
}

Result<ReplicaChoice> choose_variant(Session& session, const Problem& problem,
                                     Implementations allowed, const InputRecipe& recipe) {
  ReplicaChoice choice;
  choice.fastest_s = choice.library_s = std::numeric_limits<double>::infinity();
  for (const auto& variant : session.variants()) {
    if (!runs(variant, problem)) continue;
    if (allowed == Implementations::kOwn && variant.is_library) continue;
    const auto seconds = trial(session, variant, problem, recipe);
    if (!seconds) {
      if (!concerns_the_case_alone(seconds.error().code)) return seconds.error();
      choice.reason +=
          (choice.reason.empty() ? "" : "; ") + variant.name + ": " + seconds.error().message;
      continue;
    }
    if (*seconds < choice.fastest_s) {
      choice.fastest_s = *seconds;
      choice.fastest = &variant;
    }
    if (variant.is_library && *seconds < choice.library_s) {
      choice.library_s = *seconds;
      choice.library = &variant;
    }
  }
  if (allowed == Implementations::kLibrary && choice.library != nullptr) {
    choice.fastest = choice.library;
    choice.fastest_s = choice.library_s;
  }
  if (choice.library == choice.fastest) choice.library = nullptr;
  if (choice.fastest == nullptr && choice.reason.empty()) {
    choice.reason = "no kernel of this device runs " + problem.kernel + " of " +
                    std::string(name_of(problem.dtype));
  }
  return choice;
}

}  // namespace fleetmark::measure

// SPDX-License-Identifier: Apache-2.0
// See replica.h: which implementation stands for an operator.
#include <algorithm>
#include <limits>

#include "harness/measure/plan.h"
#include "harness/measure/replica.h"
#include "harness/measure/verify.h"

namespace fleetmark::measure {
namespace {

constexpr int kTrials = 7;

bool runs(const KernelVariant& variant, const Problem& problem) {
  return variant.spec->id == problem.kernel && !variant.is_oracle &&
         std::ranges::find(variant.dtypes, problem.dtype) != variant.dtypes.end();
}

// Why not; empty: they do, or nothing runs the problem. Variants of a kernel have the same
// operands.
std::string why_too_large(const Session& session, const Problem& problem) {
  const auto variant = std::ranges::find_if(
      session.variants(), [&](const KernelVariant& one) { return runs(one, problem); });
  if (variant == session.variants().end()) return {};
  const auto fits = check_memory_suffices("its operands", variant->spec->footprint(problem),
                                          session.device().memory_available);
  return fits ? std::string() : fits.error().message;
}

Result<> go_on_choosing(const IsInterrupted& is_interrupted) {
  if (!is_interrupted()) return {};
  return Error{ErrorCode::kInterrupted, "interrupted while implementations were tried"};
}

// A wrong answer is never timed.
Result<> check_answer(const KernelVariant& variant, const Problem& problem,
                      const InputRecipe& recipe, PreparedKernel& kernel,
                      const IsInterrupted& is_interrupted) {
  FLEETMARK_TRY(const Verification checked,
                verify_before_timing(*variant.spec, problem, recipe, kernel, is_interrupted));
  if (checked.passed) return {};
  return Error{ErrorCode::kWrongAnswer, problem.key() + " (" + variant.name +
                                            "): wrong answer before timing: " + checked.detail};
}

Result<std::unique_ptr<PreparedKernel>> prepare(Session& session, const KernelVariant& variant,
                                                const Problem& problem, const InputRecipe& recipe) {
  const DeviceInfo& device = session.device();
  const Rotation rotation = plan_rotation(true, variant.spec->footprint(problem),
                                          device.last_level_cache, device.memory_available);
  const int sets = std::min(rotation.operand_sets, kTrials + 1);
  return session.prepare(variant, problem, {sets, recipe});
}

// The fastest of a few launches, each on operands that were not touched just before.
Result<double> time_best(Session& session, PreparedKernel& kernel,
                         const IsInterrupted& is_interrupted) {
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i <= kTrials; ++i) {  // one to warm up
    FLEETMARK_CHECK(go_on_choosing(is_interrupted));
    FLEETMARK_TRY(const TimedBatch batch, session.time(kernel, i % kernel.operand_sets(), 1));
    if (i > 0) best = std::min(best, batch.elapsed.value);
  }
  return best;
}

Result<double> first_trial(Session& session, const KernelVariant& variant, const Problem& problem,
                           const InputRecipe& recipe, const IsInterrupted& is_interrupted) {
  FLEETMARK_CHECK(go_on_choosing(is_interrupted));
  FLEETMARK_TRY(const auto kernel, prepare(session, variant, problem, recipe));
  FLEETMARK_CHECK(check_answer(variant, problem, recipe, *kernel, is_interrupted));
  return time_best(session, *kernel, is_interrupted);
}

// Of a variant that gave the right answer before.
Result<double> next_trial(Session& session, const KernelVariant& variant, const Problem& problem,
                          const InputRecipe& recipe, const IsInterrupted& is_interrupted) {
  FLEETMARK_CHECK(go_on_choosing(is_interrupted));
  FLEETMARK_TRY(const auto kernel, prepare(session, variant, problem, recipe));
  return time_best(session, *kernel, is_interrupted);
}

bool concerns_the_case_alone(ErrorCode code) {
  return code == ErrorCode::kNotSupported || code == ErrorCode::kOutOfMemory ||
         code == ErrorCode::kWrongAnswer;
}

// The first that is alike the fastest of those that are asked for; null: there is none.
template <typename Asked>
const VariantTrial* first_alike(const std::vector<VariantTrial>& trials, const Asked& asked) {
  double least_s = std::numeric_limits<double>::infinity();
  for (const auto& one : trials) {
    if (asked(*one.variant)) least_s = std::min(least_s, one.best_s);
  }
  const auto found = std::ranges::find_if(trials, [&](const VariantTrial& one) {
    return asked(*one.variant) && one.best_s <= kAlike * least_s;
  });
  return found == trials.end() ? nullptr : &*found;
}

// Again in reverse order, where more than one is near the fastest.
Result<> try_again(Session& session, const Problem& problem, const InputRecipe& recipe,
                   const IsInterrupted& is_interrupted, std::vector<VariantTrial>& trials) {
  if (trials.empty()) return {};
  const double least_s = std::ranges::min(trials, {}, &VariantTrial::best_s).best_s;
  const auto is_near = [&](const VariantTrial& one) { return one.best_s <= kNearEnough * least_s; };
  if (std::ranges::count_if(trials, is_near) < 2) return {};
  for (auto one = trials.rbegin(); one != trials.rend(); ++one) {
    if (!is_near(*one)) continue;
    FLEETMARK_TRY(const double seconds,
                  next_trial(session, *one->variant, problem, recipe, is_interrupted));
    one->best_s = std::min(one->best_s, seconds);
  }
  return {};
}

}  // namespace

bool has_kernel(const Session& session, const Problem& problem) {
  return std::ranges::any_of(session.variants(),
                             [&](const KernelVariant& variant) { return runs(variant, problem); });
}

ReplicaChoice choice_of(const std::vector<VariantTrial>& trials, Implementations allowed) {
  ReplicaChoice choice;
  const auto* best = first_alike(trials, [](const KernelVariant&) { return true; });
  const auto* library =
      first_alike(trials, [](const KernelVariant& variant) { return variant.is_library; });
  if (allowed == Implementations::kLibrary && library != nullptr) best = library;
  if (best != nullptr) {
    choice.fastest = best->variant;
    choice.fastest_s = best->best_s;
  }
  if (library != nullptr && library != best) {
    choice.library = library->variant;
    choice.library_s = library->best_s;
  }
  return choice;
}

Result<ReplicaChoice> choose_variant(Session& session, const Problem& problem,
                                     Implementations allowed, const InputRecipe& recipe,
                                     const IsInterrupted& is_interrupted) {
  std::vector<VariantTrial> trials;
  std::vector<WrongVariant> wrong;
  std::string reason;
  if (std::string why = why_too_large(session, problem); !why.empty()) {
    ReplicaChoice none;
    none.reason = std::move(why);
    return none;
  }
  for (const auto& variant : session.variants()) {
    if (!runs(variant, problem)) continue;
    if (allowed == Implementations::kOwn && variant.is_library) continue;
    const auto seconds = first_trial(session, variant, problem, recipe, is_interrupted);
    if (!seconds) {
      const ErrorCode code = seconds.error().code;
      if (!concerns_the_case_alone(code)) return seconds.error();
      if (code == ErrorCode::kWrongAnswer) wrong.push_back({&variant, seconds.error()});
      reason += (reason.empty() ? "" : "; ") + variant.name + ": " + seconds.error().message;
      continue;
    }
    trials.push_back({&variant, *seconds});
  }
  // Then there is nothing to time, which is no fault of the device's kernels being few.
  if (trials.empty() && !wrong.empty()) return wrong.front().error;
  FLEETMARK_CHECK(try_again(session, problem, recipe, is_interrupted, trials));
  ReplicaChoice choice = choice_of(trials, allowed);
  choice.reason = std::move(reason);
  choice.wrong = std::move(wrong);
  if (choice.fastest == nullptr && choice.reason.empty()) {
    choice.reason = "no kernel of this device runs " + problem.kernel + " of " +
                    std::string(name_of(problem.dtype));
  }
  return choice;
}

}  // namespace fleetmark::measure

// SPDX-License-Identifier: Apache-2.0
// See verify.h.
#include "harness/measure/verify.h"

#include <algorithm>

namespace fleetmark::measure {
namespace {

Result<> go_on(const IsInterrupted& is_interrupted) {
  if (!is_interrupted()) return {};
  return Error{ErrorCode::kInterrupted, "interrupted while answers were checked"};
}

// A specification reads an output piece by piece: between two pieces the user may stop it.
class WatchedReader final : public OutputReader {
 public:
  WatchedReader(OutputReader& inner, const IsInterrupted& is_interrupted)
      : inner_(inner), is_interrupted_(is_interrupted) {}
  [[nodiscard]] std::int64_t elements() const override { return inner_.elements(); }
  Result<> read(std::int64_t first, std::span<double> out) override {
    FLEETMARK_CHECK(go_on(is_interrupted_));
    return inner_.read(first, out);
  }

 private:
  OutputReader& inner_;
  const IsInterrupted& is_interrupted_;
};

Result<Verification> check_every_set(const KernelSpec& spec, const Problem& problem,
                                     const InputRecipe& recipe, PreparedKernel& kernel,
                                     const IsInterrupted& is_interrupted) {
  Verification total;
  total.passed = true;
  for (int set = 0; set < kernel.operand_sets(); ++set) {
    WatchedReader output(kernel.output(set), is_interrupted);
    FLEETMARK_TRY(const Verification one, spec.verify(problem, recipe, output));
    total.method = one.method;
    total.elements_checked += one.elements_checked;
    total.max_error = std::max(total.max_error, one.max_error);
    if (!one.passed) {
      total.passed = false;
      total.detail = one.detail + " (operand set " + std::to_string(set) + ", " +
                     std::string(name_of(recipe.pattern)) + " data)";
      return total;
    }
  }
  return total;
}

Result<Verification> launch_and_check(const KernelSpec& spec, const Problem& problem,
                                      const InputRecipe& recipe, PreparedKernel& kernel,
                                      const IsInterrupted& is_interrupted) {
  FLEETMARK_CHECK(go_on(is_interrupted));
  FLEETMARK_CHECK(kernel.fill(recipe));
  FLEETMARK_CHECK(go_on(is_interrupted));
  FLEETMARK_CHECK(kernel.poison());
  for (int set = 0; set < kernel.operand_sets(); ++set) {
    FLEETMARK_CHECK(go_on(is_interrupted));
    FLEETMARK_CHECK(kernel.enqueue(set));
  }
  return check_every_set(spec, problem, recipe, kernel, is_interrupted);
}

}  // namespace

Result<Verification> verify_before_timing(const KernelSpec& spec, const Problem& problem,
                                          const InputRecipe& recipe, PreparedKernel& kernel,
                                          const IsInterrupted& is_interrupted) {
  const InputRecipe integers{DataPattern::kSmallIntegers, recipe.seed};
  FLEETMARK_TRY(const Verification exact,
                launch_and_check(spec, problem, integers, kernel, is_interrupted));
  if (!exact.passed) return exact;
  FLEETMARK_TRY(Verification timed,
                launch_and_check(spec, problem, recipe, kernel, is_interrupted));
  timed.method = "integer data: " + exact.method + "; timed data: " + timed.method;
  return timed;
}

Result<Verification> verify_after_timing(const KernelSpec& spec, const Problem& problem,
                                         const InputRecipe& recipe, PreparedKernel& kernel,
                                         const IsInterrupted& is_interrupted) {
  return check_every_set(spec, problem, recipe, kernel, is_interrupted);
}

}  // namespace fleetmark::measure

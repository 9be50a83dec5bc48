// SPDX-License-Identifier: Apache-2.0
// See verify.h.
#include "harness/measure/verify.h"

#include <algorithm>

namespace fleetmark::measure {
namespace {

Result<Verification> check_every_set(const KernelSpec& spec, const Problem& problem,
                                     const InputRecipe& recipe, PreparedKernel& kernel) {
  Verification total;
  total.passed = true;
  for (int set = 0; set < kernel.operand_sets(); ++set) {
    FLEETMARK_TRY(const Verification one, spec.verify(problem, recipe, kernel.output(set)));
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
                                      const InputRecipe& recipe, PreparedKernel& kernel) {
  FLEETMARK_CHECK(kernel.fill(recipe));
  FLEETMARK_CHECK(kernel.poison());
  for (int set = 0; set < kernel.operand_sets(); ++set) FLEETMARK_CHECK(kernel.enqueue(set));
  return check_every_set(spec, problem, recipe, kernel);
}

}  // namespace

Result<Verification> verify_before_timing(const KernelSpec& spec, const Problem& problem,
                                          const InputRecipe& recipe, PreparedKernel& kernel) {
  const InputRecipe integers{DataPattern::kSmallIntegers, recipe.seed};
  FLEETMARK_TRY(const Verification exact, launch_and_check(spec, problem, integers, kernel));
  if (!exact.passed) return exact;
  FLEETMARK_TRY(Verification timed, launch_and_check(spec, problem, recipe, kernel));
  timed.method = "integer data: " + exact.method + "; timed data: " + timed.method;
  return timed;
}

Result<Verification> verify_after_timing(const KernelSpec& spec, const Problem& problem,
                                         const InputRecipe& recipe, PreparedKernel& kernel) {
  return check_every_set(spec, problem, recipe, kernel);
}

}  // namespace fleetmark::measure

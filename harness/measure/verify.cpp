// SPDX-License-Identifier: Apache-2.0
// See verify.h.
#include "harness/measure/verify.h"

#include <algorithm>
#include <vector>

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

// Every element the same number as in set 0; a NaN equals nothing. A kernel's sets share a reader.
Result<bool> equals_first(PreparedKernel& kernel, int set, const IsInterrupted& is_interrupted) {
  constexpr std::int64_t kPiece = 1 << 18;  // elements read at a time
  const std::int64_t elements = kernel.output(0).elements();
  std::vector<double> right, found;
  for (std::int64_t first = 0; first < elements; first += kPiece) {
    FLEETMARK_CHECK(go_on(is_interrupted));
    right.resize(static_cast<std::size_t>(std::min(kPiece, elements - first)));
    found.resize(right.size());
    FLEETMARK_CHECK(kernel.output(0).read(first, right));
    FLEETMARK_CHECK(kernel.output(set).read(first, found));
    if (found != right) return false;
  }
  return true;
}

// All sets hold the same inputs: what equals a right answer is right, and the oracle, which takes
// most of the time where many sets rotate, is asked only of the first set and of those that differ.
Result<Verification> check_every_set(const KernelSpec& spec, const Problem& problem,
                                     const InputRecipe& recipe, PreparedKernel& kernel,
                                     const IsInterrupted& is_interrupted) {
  Verification total;
  std::int64_t of_first = 0;
  for (int set = 0; set < kernel.operand_sets(); ++set) {
    if (set > 0) {
      FLEETMARK_TRY(const bool is_right, equals_first(kernel, set, is_interrupted));
      total.elements_checked += is_right ? of_first : 0;
      if (is_right) continue;
    }
    WatchedReader output(kernel.output(set), is_interrupted);
    FLEETMARK_TRY(const Verification one, spec.verify(problem, recipe, output));
    if (set == 0) of_first = one.elements_checked;
    total.method = one.method;
    total.elements_checked += one.elements_checked;
    total.max_error = std::max(total.max_error, one.max_error);
    if (!one.passed) {
      total.detail = one.detail + " (operand set " + std::to_string(set) + ", " +
                     std::string(name_of(recipe.pattern)) + " data)";
      return total;
    }
  }
  total.passed = true;
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

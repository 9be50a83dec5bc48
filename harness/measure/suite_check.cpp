// SPDX-License-Identifier: Apache-2.0
// See suite_check.h.
#include "harness/measure/suite_check.h"

#include <algorithm>

#include "harness/record/joined.h"

namespace fleetmark::measure {
namespace {

// Else a size that the kernel does not have would be left out, and one that is not told be made up.
std::string fault_in_sizes(const KernelSpec& spec, const SuiteCase& wanted) {
  std::vector<std::string> allowed, missing;
  for (const auto& size : spec.sizes) {
    allowed.emplace_back(size.name);
    const bool is_told = wanted.sizes.contains(allowed.back()) || size.name == "threads" ||
                         (size.name == "n" && wanted.array_bytes > 0);
    if (!is_told) missing.emplace_back(size.name);
  }
  for (const auto& [name, value] : wanted.sizes) {
    if (std::ranges::find(allowed, name) != allowed.end()) continue;
    return "sizes." + name + ": " + wanted.kernel +
           " has no such size; allowed: " + joined(allowed, ", ");
  }
  if (!missing.empty()) {
    return "sizes: " + joined(missing, ", ") + " of " + wanted.kernel + " missing; add what it is" +
           (missing.front() == "n" ? ", or array_bytes for n" : std::string());
  }
  const bool has_n = std::ranges::find(allowed, "n") != allowed.end();
  if (wanted.array_bytes > 0 && !has_n) {
    return "array_bytes: " + wanted.kernel + " has no size n that it could give; drop it";
  }
  if (wanted.array_bytes > 0 && wanted.sizes.contains("n")) {
    return std::string("array_bytes: sizes.n says the same; drop one of them");
  }
  return {};
}

}  // namespace

Result<> check_suite(const Suite& suite, std::span<const KernelSpec* const> specs,
                     const std::string& name) {
  for (std::size_t i = 0; i < suite.cases.size(); ++i) {
    const SuiteCase& wanted = suite.cases[i];
    const std::string where = name + ": cases." + std::to_string(i) + ".";
    const auto spec = std::ranges::find(specs, wanted.kernel, &KernelSpec::id);
    if (spec == specs.end()) {
      return Error{ErrorCode::kBadData, where + "kernel: found '" + wanted.kernel +
                                            "'; allowed: those of 'fleetmark list kernels'"};
    }
    const std::string fault = fault_in_sizes(**spec, wanted);
    if (!fault.empty()) return Error{ErrorCode::kBadData, where + fault};
    if (wanted.min_duration_s > wanted.time_limit_s) {
      return Error{ErrorCode::kBadData,
                   where + "min_duration_s: longer than time_limit_s; raise the limit"};
    }
  }
  return {};
}

}  // namespace fleetmark::measure

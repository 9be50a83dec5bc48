// SPDX-License-Identifier: Apache-2.0
// See suite.h.
#include "harness/measure/suite.h"

#include <algorithm>
#include <set>

namespace fleetmark::measure {
namespace {

bool is_for(const SuiteCase& wanted, const DeviceInfo& device) {
  if (wanted.on == DeviceClass::kAny) return true;
  const bool is_gpu = device.backend == "cuda" || device.backend == "hip";
  return is_gpu == (wanted.on == DeviceClass::kGpu);
}

bool is_wanted(const SuiteCase& wanted, const KernelVariant& variant) {
  if (variant.spec->id != wanted.kernel) return false;
  if (wanted.variants.empty()) return !variant.is_oracle;
  return std::ranges::find(wanted.variants, variant.name) != wanted.variants.end();
}

// Of one array; a case has three at most.
double wanted_bytes(const SuiteCase& wanted, const DeviceInfo& device) {
  if (!device.last_level_cache) return wanted.array_bytes;
  const double bytes =
      std::max(wanted.array_bytes, wanted.array_llc_multiple * device.last_level_cache->value);
  return wanted.operand_bytes_max > 0 ? std::min(bytes, wanted.operand_bytes_max / 3) : bytes;
}

// Three arrays at most: a twelfth of the memory each.
bool must_cut(const SuiteCase& wanted, const DeviceInfo& device) {
  return device.memory_available &&
         wanted_bytes(wanted, device) > device.memory_available->value / 12;
}

std::int64_t array_elements(const SuiteCase& wanted, const DeviceInfo& device, DType dtype) {
  const double bytes =
      must_cut(wanted, device) ? device.memory_available->value / 12 : wanted_bytes(wanted, device);
  const auto elements = static_cast<std::int64_t>(bytes / static_cast<double>(bytes_of(dtype)));
  return std::max<std::int64_t>(1, elements / 1024 * 1024);
}

Problem problem_for(const SuiteCase& wanted, const KernelSpec& spec, const DeviceInfo& device,
                    DType dtype) {
  Problem problem{std::string(spec.id), dtype, {}};
  for (const auto& size : spec.sizes) {
    const std::string name(size.name);
    const auto given = wanted.sizes.find(name);
    if (given != wanted.sizes.end()) {
      problem.sizes.emplace_back(name, given->second);
    } else if (name == "threads") {
      problem.sizes.emplace_back(name, device.compute_units);
    } else {
      problem.sizes.emplace_back(name, array_elements(wanted, device, dtype));
    }
  }
  return problem;
}

std::string family_of(std::string_view kernel) {
  return std::string(kernel.substr(0, kernel.find('.')));
}

}  // namespace

std::vector<PlannedCase> expand(const Suite& suite, const Session& session) {
  std::vector<PlannedCase> planned;
  for (const auto& wanted : suite.cases) {
    if (!is_for(wanted, session.device())) continue;
    for (const auto& variant : session.variants()) {
      if (!is_wanted(wanted, variant)) continue;
      for (const DType dtype : wanted.dtypes) {
        if (std::ranges::find(variant.dtypes, dtype) == variant.dtypes.end()) continue;
        PlannedCase next;
        next.variant = &variant;
        next.problem = problem_for(wanted, *variant.spec, session.device(), dtype);
        next.settle = wanted.settle;
        next.target_half_width = wanted.target_half_width;
        next.min_duration_s = wanted.min_duration_s;
        next.operand_bytes_max = wanted.operand_bytes_max;
        next.time_limit_s = wanted.time_limit_s;
        next.is_hot = wanted.is_hot;
        next.is_cut = !wanted.sizes.contains("n") && must_cut(wanted, session.device());
        planned.push_back(std::move(next));
      }
    }
  }
  mark_first_of_families(planned);
  return planned;
}

void mark_first_of_families(std::vector<PlannedCase>& cases) {
  std::set<std::string> families;
  for (auto& planned : cases) {
    planned.is_first_of_family = families.insert(family_of(planned.problem.kernel)).second;
  }
}

std::vector<record::Skipped> not_offered(const Suite& suite, const Session& session) {
  std::vector<record::Skipped> skipped;
  for (const auto& wanted : suite.cases) {
    if (!is_for(wanted, session.device())) continue;
    const KernelSpec* spec = nullptr;
    std::set<DType> offered;
    for (const auto& variant : session.variants()) {
      if (!is_wanted(wanted, variant)) continue;
      spec = variant.spec;
      offered.insert(variant.dtypes.begin(), variant.dtypes.end());
    }
    for (const DType dtype : wanted.dtypes) {
      if (offered.contains(dtype)) continue;
      record::Skipped missing;
      missing.problem = spec != nullptr ? problem_for(wanted, *spec, session.device(), dtype)
                                        : Problem{wanted.kernel, dtype, {}};
      missing.variant = wanted.variants.size() == 1 ? wanted.variants.front() : "any";
      missing.reason = session.device().id + " offers no such variant of " + wanted.kernel +
                       " for " + std::string(name_of(dtype));
      skipped.push_back(std::move(missing));
    }
  }
  return skipped;
}

SettlePolicy settle_policy_for(const PlannedCase& planned) {
  SettlePolicy policy;
  if (planned.settle == Settle::kNone) {
    policy.window_s = policy.time_limit_s = 0;
  } else if (planned.settle != Settle::kFull && !planned.is_first_of_family) {
    policy.window_s = 0.05;
    policy.time_limit_s = 0.4;
  } else if (planned.settle == Settle::kShort) {
    policy.window_s = 0.25;
    policy.time_limit_s = 2;
  } else {
    policy.window_s = 0.5;
    policy.time_limit_s = 10;
  }
  return policy;
}

double longest_seconds(const std::vector<PlannedCase>& cases) {
  double seconds = 0;
  for (const auto& planned : cases)
    seconds += settle_policy_for(planned).time_limit_s + planned.time_limit_s;
  return seconds;
}

std::string label_of(const PlannedCase& planned) {
  std::string key = planned.problem.key();
  return key.insert(planned.problem.kernel.size(), "/" + planned.variant->name);
}

}  // namespace fleetmark::measure

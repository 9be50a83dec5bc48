// SPDX-License-Identifier: Apache-2.0
// See known_records.h.
#include "harness/model/predict/known_records.h"

namespace fleetmark::model {
namespace {

std::uint32_t number_of_trait(const Likeness& likeness, Trait trait) {
  return likeness.traits[static_cast<std::size_t>(trait)];
}

std::pair<std::uint32_t, std::uint32_t> configuration_of(const Likeness& likeness) {
  return {number_of_trait(likeness, Trait::kDevice), number_of_trait(likeness, Trait::kWorkload)};
}

}  // namespace

KnownRecords::KnownRecords(const std::vector<Residual>& records,
                           const std::function<bool(std::size_t)>& may_use) {
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (may_use && !may_use(i)) continue;
    const Likeness& likeness = records[i].likeness;
    auto& known = vendors_[number_of_trait(likeness, Trait::kVendor)];
    known.devices.insert(number_of_trait(likeness, Trait::kDevice));
    known.generations.insert(number_of_trait(likeness, Trait::kGeneration));
    configurations_.insert(configuration_of(likeness));
  }
}

bool KnownRecords::has_vendor(const Likeness& likeness) const {
  return vendors_.contains(number_of_trait(likeness, Trait::kVendor));
}

bool KnownRecords::has_device_and_workload(const Likeness& likeness) const {
  return configurations_.contains(configuration_of(likeness));
}

bool KnownRecords::is_lone(const Likeness& likeness) const {
  const auto found = vendors_.find(number_of_trait(likeness, Trait::kVendor));
  if (found == vendors_.end()) return false;
  const auto& [devices, generations] = found->second;
  if (devices.contains(number_of_trait(likeness, Trait::kDevice))) return false;
  return devices.size() == 1 || (generations.size() == 1 && !generations.contains(number_of_trait(
                                                                likeness, Trait::kGeneration)));
}

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// A device profile as a document: identity, then every figure with value, kind, source and date.
#pragma once

#include <vector>

#include "harness/model/device_profile.h"
#include "harness/report/document.h"

namespace fleetmark::report {

Document profile_view(const model::DeviceProfile& profile,
                      const std::vector<std::string>& warnings);

// What nobody published, device by device, most complete first.
Table profile_gaps(const std::vector<model::DeviceProfile>& profiles);

// One row per profile: id, tier, vendor, memory, bandwidth, bf16 peak, power, price.
Table profile_list(const std::vector<model::DeviceProfile>& profiles);

}  // namespace fleetmark::report

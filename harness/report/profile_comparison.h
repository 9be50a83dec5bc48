// SPDX-License-Identifier: Apache-2.0
// Profiles side by side: one column per device, and how far each stands from the first in silicon
// and in software.
#pragma once

#include <vector>

#include "harness/model/device_profile.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// Two profiles and more; the first is the one that the ratios are counted against.
Document profile_comparison(const std::vector<model::DeviceProfile>& profiles);

}  // namespace fleetmark::report

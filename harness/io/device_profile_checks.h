// SPDX-License-Identifier: Apache-2.0
// Whether a profile's figures make sense together: ranges, order, and the slips that are often made
// (a bandwidth a thousand times too small, a sparse peak taken for a dense one).
#pragma once

#include <string>
#include <vector>

#include "harness/model/device_profile.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// The first error; what deserves only a warning is appended to `warnings`.
Result<> check_device_profile(const model::DeviceProfile& profile, const std::string& file,
                              std::vector<std::string>& warnings);

}  // namespace fleetmark::io

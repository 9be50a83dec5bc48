// SPDX-License-Identifier: Apache-2.0
// A profile beside the others of its vendor: figures that were copied from a sibling and never
// changed. Siblings whose sheets really agree pass; a measurement, or a rate of another number of
// units, does not repeat to the last digit by itself.
#pragma once

#include <string>
#include <vector>

#include "harness/model/device_profile.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// `catalogue` may hold the profile itself. Errors: kBadData, one line with file, key, found and
// allowed. Profiles that name each other, or the same third, in same_silicon_as may agree in
// everything.
Result<> check_siblings(const model::DeviceProfile& profile,
                        const std::vector<model::DeviceProfile>& catalogue,
                        const std::string& file);

}  // namespace fleetmark::io

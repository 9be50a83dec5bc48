// SPDX-License-Identifier: Apache-2.0
// Peaks of types that a CPU has no unit for. Pure.
#pragma once

#include "harness/model/calibration.h"
#include "kernels/api/device_info.h"

namespace fleetmark::model {

// A CPU widens what it cannot multiply to f32: the peak of f32 is then that of fp16 and fp8, and of
// bf16 where its instruction sets have none of it; the origin says so. Known peaks stay. Anything
// else, and a CPU that does not tell its instruction sets, is left as it is.
Roofs with_widened_types(Roofs roofs, const DeviceInfo& device);

}  // namespace fleetmark::model

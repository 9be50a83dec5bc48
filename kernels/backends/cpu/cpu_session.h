// SPDX-License-Identifier: Apache-2.0
// One open CPU: the team of pinned workers, and timing over it.
#pragma once

#include <memory>
#include <vector>

#include "kernels/api/backend.h"
#include "kernels/cpu/cpu_kernel.h"

namespace fleetmark::cpu {

// `variants` are copied into the session; `cpus` get one worker each.
Result<std::unique_ptr<Session>> open_cpu_session(DeviceInfo info, CpuFeatures features,
                                                  const std::vector<CpuVariant>& variants,
                                                  const std::vector<int>& cpus);

}  // namespace fleetmark::cpu

// SPDX-License-Identifier: Apache-2.0
// The CPU as a device: one, "cpu:0", made of the CPUs that this process may use.
#pragma once

#include <memory>
#include <vector>

#include "kernels/api/backend.h"
#include "kernels/cpu/cpu_kernel.h"

namespace fleetmark::cpu {

// Variants whose spec is unknown, or that run no dtype on this CPU, are left out.
std::unique_ptr<Backend> make_cpu_backend(std::vector<CpuVariant> variants);

}  // namespace fleetmark::cpu

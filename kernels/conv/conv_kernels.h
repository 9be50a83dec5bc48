// SPDX-License-Identifier: Apache-2.0
// The convolutions of the CPU behind our contract: our own, and oneDNN's.
#pragma once

#include "kernels/cpu/cpu_kernel.h"

namespace fleetmark::conv {

using MakeResult = Result<std::unique_ptr<PreparedKernel>>;

MakeResult make_blocked(cpu::CpuContext&, const Problem&, const PrepareOptions&);

// Images stay channels last, filters are laid out once, before timing, as the library prefers.
MakeResult make_onednn(cpu::CpuContext&, const Problem&, const PrepareOptions&);

}  // namespace fleetmark::conv

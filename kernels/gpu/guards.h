// SPDX-License-Identifier: Apache-2.0
// Device memory with a known pattern before and after it: a kernel that writes outside its buffers
// is found even where its answers are right.
#pragma once

#include <cstddef>

#include "kernels/api/result.h"

namespace fleetmark::gpu {

Result<void*> guarded_allocate(std::size_t bytes);
void guarded_free(void* data);
// Looks at the guards of every buffer that is alive, after all work is done. kWrongAnswer names the
// first that was written to.
Result<> check_guards();

}  // namespace fleetmark::gpu

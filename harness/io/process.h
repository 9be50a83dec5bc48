// SPDX-License-Identifier: Apache-2.0
// Running another program and waiting for it.
#pragma once

#include <string>
#include <vector>

#include "kernels/api/result.h"

namespace fleetmark::io {

// Exit status of `arguments` (the first is the program's path); a death by signal is an Error.
// Standard output goes to standard error: a child's answer must not mix into ours.
Result<int> run_process(const std::vector<std::string>& arguments);

}  // namespace fleetmark::io

// SPDX-License-Identifier: Apache-2.0
// Running another program and waiting for it.
#pragma once

#include <string>
#include <vector>

#include "kernels/api/result.h"

namespace fleetmark::io {

// Exit status of `arguments` (the first is the program's path); a death by signal is an Error.
// Its answer (standard output) is dropped, its messages (standard error) are shared with ours.
Result<int> run_process(const std::vector<std::string>& arguments);

}  // namespace fleetmark::io

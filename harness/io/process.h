// SPDX-License-Identifier: Apache-2.0
// Running another program and waiting for it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kernels/api/result.h"

namespace fleetmark::io {

// How a child learns that its parent was asked to stop: looked at while it runs, the signal is sent
// once. Empty: it is left alone.
struct StopChild {
  std::function<bool()> is_asked;
  int signal = 0;
};

// Exit status of `arguments` (the first is the program's path); a death by signal is an Error.
// Its answer (standard output) is dropped, its messages (standard error) are shared with ours.
// kInterrupted: it was told to stop before it could listen.
Result<int> run_process(const std::vector<std::string>& arguments, const StopChild& stop = {});

}  // namespace fleetmark::io

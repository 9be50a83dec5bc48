// SPDX-License-Identifier: Apache-2.0
// What the exit status of a command says, in one line of its help page.
#pragma once

#include <string>

namespace fleetmark::cli {

// "Exit status: 0 done, ..."
std::string exit_note(const std::string& command);

}  // namespace fleetmark::cli

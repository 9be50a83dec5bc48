// SPDX-License-Identifier: Apache-2.0
// From the parser to its description. For the files that know CLI11 alone.
#pragma once

#include <CLI/CLI.hpp>

#include "harness/cli/command_line.h"

namespace fleetmark::cli {

CommandLine describe(const CLI::App& app);

}  // namespace fleetmark::cli

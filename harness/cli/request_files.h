// SPDX-License-Identifier: Apache-2.0
// Which files a request is to read and which to write, by the flags that name them.
#pragma once

#include <filesystem>

#include "harness/cli/options.h"

namespace fleetmark::cli {

// kUsage where an output is one of the request's other files, see output_guard.h. What may be:
// a profile that is extended in its place (calibrate, accept --learn), and a merge that is added
// to. `program` is that of find_data(): an id stands for its file in the data folders.
Result<> check_files(const Request& request, const std::filesystem::path& program);

}  // namespace fleetmark::cli

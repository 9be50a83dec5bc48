// SPDX-License-Identifier: Apache-2.0
// A suite as every command reads it: by its schema, and against the kernels of this build.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "harness/measure/suite.h"

namespace fleetmark::cli {

Result<measure::Suite> read_suite_file(const std::filesystem::path& path,
                                       const nlohmann::json& schema);

}  // namespace fleetmark::cli

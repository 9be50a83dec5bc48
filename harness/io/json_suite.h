// SPDX-License-Identifier: Apache-2.0
// Suite files (fleetmark.suite/1).
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "harness/measure/suite.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// Errors: kIo or kBadData, one line.
Result<measure::Suite> read_suite(const std::filesystem::path& path, const nlohmann::json& schema);
Result<measure::Suite> suite_from_json(const nlohmann::json& document, const nlohmann::json& schema,
                                       const std::string& name);

}  // namespace fleetmark::io

// SPDX-License-Identifier: Apache-2.0
// Policy files (fleetmark.policy/1).
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/fleet/policy.h"
#include "harness/io/loaded.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// Every figure has its unit and range, a listed source and no date after `today` (YYYY-MM-DD); what
// policy_checks.h says holds. The id must be the name of the file when `name` is a path that ends
// in .json. Errors: kIo or kBadData, one line with file, key, what was found and what is allowed.
Result<Loaded<fleet::Policy>> read_policy(const std::filesystem::path& path,
                                          const nlohmann::json& schema, const std::string& today);
Result<Loaded<fleet::Policy>> policy_from_json(const nlohmann::json& document,
                                               const nlohmann::json& schema,
                                               const std::string& name, const std::string& today);

}  // namespace fleetmark::io

// SPDX-License-Identifier: Apache-2.0
// Fleet scenarios (fleetmark.scenario/1).
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "harness/fleet/scenario.h"
#include "harness/io/loaded.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// kBadData in one line: file, key, what was found, what is allowed. Profiles, policies and
// economics are named and not looked up here.
Result<Loaded<fleet::Scenario>> scenario_from_json(const nlohmann::json& document,
                                                   const nlohmann::json& schema,
                                                   const std::string& name);
// The id must be that of the file's name.
Result<Loaded<fleet::Scenario>> read_scenario(const std::filesystem::path& path,
                                              const nlohmann::json& schema);

}  // namespace fleetmark::io

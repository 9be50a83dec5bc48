// SPDX-License-Identifier: Apache-2.0
// `uncertainty` of a scenario file: what may turn out otherwise, with its chances.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "harness/fleet/uncertainty.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// More than that many combinations of outcomes are refused: each of n worlds is planned for, and
// each plan is tried in each world.
inline constexpr std::size_t kMostStatedWorlds = 16;

// Of a document whose schema was checked. kBadData in one line: file `name`, key, what was found,
// what is allowed.
Result<std::vector<fleet::Uncertainty>> uncertainty_from_json(const nlohmann::json& entries,
                                                              const std::string& name);

}  // namespace fleetmark::io

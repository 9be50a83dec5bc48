// SPDX-License-Identifier: Apache-2.0
// Economics files (fleetmark.economics/1).
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/cost/economics.h"
#include "harness/io/loaded.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// Every input has its one unit, in the currency of the file, and its range; low <= value <= high;
// an estimate has both; every source is listed; no date lies after `today` (YYYY-MM-DD); a rate of
// exchange lies where that currency's has been. Warnings: an input that is null, a PUE above a
// limit of the region, a file without the rate of its own currency, a source that nothing cites.
// Errors: kIo or kBadData, one line.
Result<Loaded<cost::Economics>> read_economics(const std::filesystem::path& path,
                                               const nlohmann::json& schema,
                                               const std::string& today);
Result<Loaded<cost::Economics>> economics_from_json(const nlohmann::json& document,
                                                    const nlohmann::json& schema,
                                                    const std::string& name,
                                                    const std::string& today);

}  // namespace fleetmark::io

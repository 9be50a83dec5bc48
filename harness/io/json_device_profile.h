// SPDX-License-Identifier: Apache-2.0
// Device profiles (fleetmark.device/1): schema, units, sources and the sense of the figures
// together.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/io/json_schema.h"
#include "harness/io/loaded.h"
#include "harness/model/device_profile.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// `today` (YYYY-MM-DD): later dates are refused. Errors: kIo or kBadData, one line with file, key,
// what was found and what is allowed.
Result<Loaded<model::DeviceProfile>> read_device_profile(const std::filesystem::path& path,
                                                         const Schema& schema,
                                                         const std::string& today);

// The id must be the name of the file when `name` is a path that ends in .json.
Result<Loaded<model::DeviceProfile>> device_profile_from_json(const nlohmann::json& document,
                                                              const Schema& schema,
                                                              const std::string& name,
                                                              const std::string& today);

}  // namespace fleetmark::io

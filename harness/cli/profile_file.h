// SPDX-License-Identifier: Apache-2.0
// Device profiles that commands write.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/cli/catalogue.h"

namespace fleetmark::cli {

// Only what the loader takes is written, and only in place of a device profile or an empty file:
// kBadData or kUsage else, and the file stays as it was.
Result<> write_profile(const Catalogue& catalogue, const nlohmann::ordered_json& document,
                       const std::string& path);

}  // namespace fleetmark::cli

// SPDX-License-Identifier: Apache-2.0
// JSON Schema (draft-07) checking, with messages that say file, key, what was found, what is
// allowed.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "kernels/api/result.h"

namespace fleetmark::io {

// Errors: kBadData, one line on the most specific breach; kInternal when the schema itself is
// broken.
Result<> check_schema(const nlohmann::json& document, const nlohmann::json& schema,
                      const std::string& name);

}  // namespace fleetmark::io

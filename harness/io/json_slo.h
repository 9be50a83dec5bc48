// SPDX-License-Identifier: Apache-2.0
// Latency classes (fleetmark.slo/1).
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/model/predict/operating_point.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// The id is the name of the file; every limit names a listed source. Errors: kIo, kBadData, one
// line.
Result<model::SloClass> read_slo(const std::filesystem::path& path, const nlohmann::json& schema);
Result<model::SloClass> slo_from_json(const nlohmann::json& document, const nlohmann::json& schema,
                                      const std::string& name);

}  // namespace fleetmark::io

// SPDX-License-Identifier: Apache-2.0
// Workload files (fleetmark.workload/1).
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/model/workload.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// Evaluates sizes and counts, recomputes the totals and refuses a file that states others, or whose
// operators do not add up to the task. Errors: kIo or kBadData, one line.
Result<model::Workload> read_workload(const std::filesystem::path& path,
                                      const nlohmann::json& schema);
Result<model::Workload> workload_from_json(const nlohmann::json& document,
                                           const nlohmann::json& schema, const std::string& name);

}  // namespace fleetmark::io

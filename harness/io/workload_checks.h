// SPDX-License-Identifier: Apache-2.0
// What a workload must satisfy beyond its schema: sources that exist, totals and weights that the
// operators and the shape give, operators that add up to the task.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/model/workload.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// `document` is where the file stands in `name`, for what the workload no longer says.
Result<> check_workload(const model::Workload& workload, const nlohmann::json& document,
                        const std::string& name);

}  // namespace fleetmark::io

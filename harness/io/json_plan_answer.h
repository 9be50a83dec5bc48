// SPDX-License-Identifier: Apache-2.0
// An answer of the plan command that was written with --format json, read back as a plan.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/compare/plan_difference.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// kBadData where it is no answer of the plan command: `name`, the key, and what to do.
Result<compare::PlanAnswer> plan_answer(const nlohmann::json& document, const std::string& name);

}  // namespace fleetmark::io

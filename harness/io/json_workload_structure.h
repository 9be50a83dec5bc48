// SPDX-License-Identifier: Apache-2.0
// The part that workload files and templates have in common: phases, groups of operators that
// phases include, derived parameters and what the weights are for.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "harness/model/workload.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

model::Parameters parameters_from_json(const nlohmann::json& owner, const char* key);
std::vector<model::NamedExpression> derived_from_json(const nlohmann::json& owner);
std::vector<model::WeightRule> weights_from_json(const nlohmann::json& owner);

// A size that may be a number, as an expression.
std::string expression_from_json(const nlohmann::json& value);

// Every kernel is known and has exactly its sizes; every included group exists. Expressions stay
// as they are. Errors: kBadData that names the place in `name`.
Result<std::vector<model::PhaseRule>> phases_from_json(const nlohmann::json& owner,
                                                       const std::string& name);

}  // namespace fleetmark::io

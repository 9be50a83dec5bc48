// SPDX-License-Identifier: Apache-2.0
// A command's answer that was written with --format json, read back as figures.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "harness/compare/answers.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// An answer has no schema of its own but its tables.
bool is_answer(const nlohmann::json& document);

// Every number and every null of every table. Rows are named by their words (device, workload,
// part, line and the like). kBadData where a table is no list of rows.
Result<std::vector<compare::AnswerFigure>> answer_figures(const nlohmann::json& document,
                                                          const std::string& name);

}  // namespace fleetmark::io

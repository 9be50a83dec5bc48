// SPDX-License-Identifier: Apache-2.0
// The two sides of a comparison where they are answers of a command and no run records.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/compare/answers.h"
#include "kernels/api/result.h"

namespace fleetmark::cli {

struct AnswerSets {
  std::vector<compare::AnswerFigure> base, now;
};

// Empty where neither file is an answer. kUsage where one alone is, where they are answers of
// different commands (no table in common), or `filter` (over "table: row: figure") leaves nothing.
Result<std::optional<AnswerSets>> read_answers(const std::string& base, const std::string& now,
                                               const std::string& filter);

}  // namespace fleetmark::cli

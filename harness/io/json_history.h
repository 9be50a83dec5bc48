// SPDX-License-Identifier: Apache-2.0
// Runs as JSON Lines (fleetmark.history/1): a run line, which tells how many case and fault lines
// follow, then those. One run in the file of a history, many in that of a merge.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/compare/run_result.h"
#include "harness/io/json_schema.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// Doubles are written so that they read back bit-equal.
std::string history_lines(const compare::RunResult& run);

// `schema`: results/schema/history.schema.json. Errors: kBadData, one line with file and line.
Result<std::vector<compare::RunResult>> runs_from_lines(std::string_view text, const Schema& schema,
                                                        const std::string& name);
// Of up to 1 GiB: merges of a whole cluster.
Result<std::vector<compare::RunResult>> read_history_file(const std::filesystem::path& path,
                                                          const Schema& schema);

}  // namespace fleetmark::io

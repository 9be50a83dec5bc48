// SPDX-License-Identifier: Apache-2.0
// Results as commands that track and judge take them: run records, histories and merges, by file or
// by folder.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/catalogue.h"
#include "harness/compare/run_result.h"

namespace fleetmark::cli {

struct ReadResults {
  std::vector<compare::RunResult> runs;  // in the order of the files
  std::vector<std::string> files;        // that of each run
  std::vector<std::string> warnings;
  std::vector<std::string>
      unreadable;  // one error line each; only where they were asked to be kept
};

enum class Unreadable { kRefused, kKept };

// Folders stand for the .json and .jsonl files below them, sorted.
std::vector<std::string> result_files_of(const std::vector<std::string>& given);

// Fake results are refused but in tests. Reads on all cores.
Result<ReadResults> read_results(const Context& context, const Catalogue& catalogue,
                                 const std::vector<std::string>& files, Unreadable unreadable);

// One run under two names would be two runs in every count: kUsage.
Result<> check_runs_once(const ReadResults& results);

}  // namespace fleetmark::cli

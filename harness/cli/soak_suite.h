// SPDX-License-Identifier: Apache-2.0
// measure --soak: the cases of a suite in turn, each a stretch under load with its answers checked,
// until the time is over.
#pragma once

#include <filesystem>

#include "harness/cli/run_suite.h"

namespace fleetmark::cli {

// Every stretch is on disk before the next begins. A wrong answer is counted and the soak goes on;
// a lost device ends it, and what was seen is kept. kUsage: too short for so many cases.
Result<record::RunRecord> soak_suite(Context& context, const CommonOptions& common,
                                     Session& session, const SuiteRun& run,
                                     const MeasureOptions& options,
                                     const std::filesystem::path& output);

// One line on standard error for each kernel that failed. kExitWrongAnswer when there is one, or
// when nothing could be loaded at all.
int soak_status_of(Context& context, const record::RunRecord& run);

}  // namespace fleetmark::cli

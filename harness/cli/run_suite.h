// SPDX-License-Identifier: Apache-2.0
// Measuring a suite on an open device, with journal and progress: what measure and assess share.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/cli/context.h"
#include "harness/cli/devices.h"
#include "harness/measure/suite.h"

namespace fleetmark::cli {

struct SuiteRun {
  measure::Suite suite;
  std::vector<measure::PlannedCase> cases;
  // Indices of cases: those of one group are measured together, in turn.
  std::vector<std::vector<std::size_t>> groups;
  bool is_filtered = false;
};

// Reads the suite (a name or a file) and expands it for the session, filtered.
// kUsage: bad expression, or no case left.
Result<SuiteRun> plan_suite(const DataFolders& folders, const Session& session,
                            const MeasureOptions& options);

// What answers will call the cases.
std::vector<std::string> labels_of(const SuiteRun& run);

// "memory.copy/tile f64 n=1024 in turn with cub, memcpy".
std::string group_label(const SuiteRun& run, const std::vector<std::size_t>& group);

// Measures every case; what is measured is on disk before the next case, or group, begins. When the
// device is lost the remaining cases are skipped and what was measured is kept.
Result<record::RunRecord> measure_suite(Context& context, const CommonOptions& common,
                                        Session& session, const SuiteRun& run,
                                        const MeasureOptions& options,
                                        const std::filesystem::path& output);

// A new record, filled with who, where and when.
record::RunRecord new_record(Context& context, const DeviceInfo& device, const std::string& suite);

// --output, else results/runs/<id>.json where a results folder is, else <id>.json here.
std::filesystem::path record_path(const CommonOptions& common, const std::string& id);

// kExitDone, kExitWrongAnswer with one line per failed case on standard error, or kExitIncomplete
// where nothing failed, and nothing was measured or a workload lacks operators.
int exit_status_of(Context& context, const record::RunRecord& run);

}  // namespace fleetmark::cli

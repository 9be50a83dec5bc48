// SPDX-License-Identifier: Apache-2.0
// measure --workload: one block of a workload's phase on an open device.
#pragma once

#include <filesystem>

#include "harness/cli/context.h"
#include "harness/cli/options.h"
#include "harness/cli/workload_plan.h"
#include "harness/record/run_record.h"
#include "kernels/api/backend.h"

namespace fleetmark::cli {

// Measures and writes the run record, which says why where nothing could be measured.
// kOutOfMemory names the bytes that are missing; kWrongAnswer the operator.
Result<record::RunRecord> measure_workload(Context& context, const CommonOptions& common,
                                           const MeasureOptions& options, Session& session,
                                           const WorkloadPlan& plan,
                                           const std::filesystem::path& output);

}  // namespace fleetmark::cli

// SPDX-License-Identifier: Apache-2.0
// measure --workload: one block of a workload's phase on an open device.
#pragma once

#include "harness/cli/context.h"
#include "harness/cli/options.h"
#include "harness/report/document.h"
#include "kernels/api/backend.h"

namespace fleetmark::cli {

// Measures, writes the run record, adds tables to `answer`; with --list only the operators. kUsage:
// an unknown workload, phase, precision or condition. kOutOfMemory names the bytes that are
// missing; kWrongAnswer the operator.
Result<int> measure_workload(Context& context, const CommonOptions& common,
                             const MeasureOptions& options, Session& session,
                             report::Document& answer);

}  // namespace fleetmark::cli

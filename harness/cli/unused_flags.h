// SPDX-License-Identifier: Apache-2.0
// Flags that an answer would not follow from are refused: who gives one means it.
#pragma once

#include "harness/cli/options.h"
#include "harness/model/workload.h"

namespace fleetmark::cli {

// Requests are sized by --isl, --osl and --concurrency, a phase that is repeated by --batch and
// --context; a micro task by none. kUsage names the flag that is of another kind.
Result<> check_used(const RunOptions& options, const model::Workload& workload);
// The same without those flags: of several workloads, what is meant for the others.
RunOptions only_used(RunOptions options, const model::Workload& workload);

// A job of devices where nothing is trained.
Result<> check_job_trains(const RunOptions& options, const model::Workload& workload);

// Of predict, whose phase has been chosen: empty where requests are served.
Result<> check_used(const PredictOptions& options, const model::Workload& workload);

// --known and --no-refit are of groups that are left out.
Result<> check_used(const LedgerOptions& options);

// --filter, --against and --run are of some actions alone.
Result<> check_used(const HistoryOptions& options);

}  // namespace fleetmark::cli

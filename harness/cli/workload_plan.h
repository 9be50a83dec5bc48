// SPDX-License-Identifier: Apache-2.0
// What measure --workload runs: one block of a phase, its operators and their sizes.
#pragma once

#include <optional>
#include <string>

#include "harness/cli/context.h"
#include "harness/cli/options.h"
#include "harness/cli/replica_parts.h"
#include "harness/model/replica.h"
#include "harness/report/document.h"
#include "kernels/api/backend.h"

namespace fleetmark::cli {

struct WorkloadPlan {
  std::string workload, precision;  // ids; a workload may have no precision
  model::ReplicaPlan replica;
  std::optional<ReplicaParts> parts;  // as a run record has them; else they are yet to be chosen
};

// The precision that was asked for; else the first one whose operators all have kernels on this
// device; else the workload's first. kUsage: an unknown workload, phase, precision or condition, or
// a record that implementations cannot be taken from. `session` must outlive the plan.
Result<WorkloadPlan> plan_workload(Context& context, const CommonOptions& common,
                                   const MeasureOptions& options, const Session& session);

report::Document operator_list(const model::ReplicaPlan& plan);

}  // namespace fleetmark::cli

// SPDX-License-Identifier: Apache-2.0
// Placing and pricing one task over profiles and, where there is one, this machine's own run.
#pragma once

#include <string>
#include <vector>

#include "harness/cost/device_inputs.h"
#include "harness/cost/economics.h"
#include "harness/model/device_profile.h"
#include "harness/record/run_record.h"
#include "harness/report/task_view.h"

namespace fleetmark::cli {

// `run` may be null. kUsage when the workload is not a task that can be placed yet.
Result<report::TaskRows> price_task(const model::Workload& workload,
                                    const std::vector<model::DeviceProfile>& profiles,
                                    const cost::Economics& economics, const std::string& reference,
                                    const record::RunRecord* run);

// The rows of any task: rates placed, then priced.
struct RatedTask {
  model::TaskUnit unit;
  std::string rate_unit;  // "B/s", "tokens/s"
  std::vector<model::PlacementEntry> entries;
  std::vector<cost::DeviceInputs> inputs;  // one for each entry, by id
};
report::TaskRows price_rated(RatedTask task, const cost::Economics& economics,
                             const std::string& reference);

}  // namespace fleetmark::cli

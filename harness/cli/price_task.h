// SPDX-License-Identifier: Apache-2.0
// Placing and pricing one micro task over profiles and, where there is one, this machine's own run.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/price_rated.h"
#include "harness/model/device_profile.h"
#include "harness/record/run_record.h"

namespace fleetmark::cli {

// `run` may be null: nothing is known of this machine then. kUsage when the workload is no micro
// task.
Result<report::TaskRows> price_task(const model::Workload& workload,
                                    const std::vector<model::DeviceProfile>& profiles,
                                    const Terms& terms, const std::string& reference,
                                    const record::RunRecord* run,
                                    const PricingOptions& options = {});

}  // namespace fleetmark::cli

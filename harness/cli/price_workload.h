// SPDX-License-Identifier: Apache-2.0
// Placing and pricing a workload that is no micro task, at rates that the model predicts.
#pragma once

#include <vector>

#include "harness/cli/prediction_data.h"
#include "harness/cost/economics.h"
#include "harness/report/task_view.h"

namespace fleetmark::cli {

// A device that nothing can be predicted for has an unknown rate, which names why.
Result<report::TaskRows> price_workload(const model::Question& question,
                                        const std::vector<model::DeviceProfile>& profiles,
                                        const model::Fit& fit, const cost::Economics& economics,
                                        const std::string& reference);

}  // namespace fleetmark::cli

// SPDX-License-Identifier: Apache-2.0
// Placing and pricing a workload that is no micro task, at rates that the model predicts.
#pragma once

#include <vector>

#include "harness/cli/rater.h"

namespace fleetmark::cli {

// A device that nothing can be predicted for has an unknown rate, which names why.
report::TaskRows price_workload(const WorkloadQuestion& asked,
                                const std::vector<model::DeviceProfile>& profiles,
                                const model::Library& library, const model::Fit& fit,
                                const Terms& terms, const std::string& reference,
                                const PricingOptions& options = {});

}  // namespace fleetmark::cli

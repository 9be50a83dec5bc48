// SPDX-License-Identifier: Apache-2.0
// Placing and pricing a workload that is no micro task, at rates that the model predicts.
#pragma once

#include <optional>
#include <vector>

#include "harness/cli/prediction_data.h"
#include "harness/cli/price_rated.h"
#include "harness/model/predict/operating_point.h"

namespace fleetmark::cli {

struct WorkloadQuestion {
  model::Question question;
  // Serving under a latency class: the operating point is searched on each device.
  std::optional<model::SloClass> slo = {};
};

// A device that nothing can be predicted for has an unknown rate, which names why.
report::TaskRows price_workload(const WorkloadQuestion& asked,
                                const std::vector<model::DeviceProfile>& profiles,
                                const model::Library& library, const model::Fit& fit,
                                const Terms& terms, const std::string& reference,
                                const PricingOptions& options = {});

}  // namespace fleetmark::cli

// SPDX-License-Identifier: Apache-2.0
// From rates to costs: every device of a comparison placed, priced and drawn, and what would change
// the answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/cost/settings.h"
#include "harness/model/gap/waterfall.h"
#include "harness/report/task_rows.h"

namespace fleetmark::cli {

// Terms and what the user stated in their place.
struct Terms {
  cost::Economics economics;
  cost::Settings settings;
};

// One device and how fast it is.
struct RatedDevice {
  model::PlacementEntry entry;
  cost::DeviceInputs inputs;
  report::OperatingPointText point = {};
  std::optional<model::Losses> losses = {};    // device seconds per unit of the rate
  std::optional<double> prefill_share = {};    // of its time, where tokens are served
  std::function<double(double)> rate_at = {};  // rate with software so many times as fast
  double least_devices = 1;                    // that hold what the work cannot do without
};

struct RatedTask {
  model::TaskUnit unit;
  std::string rate_unit;  // "B/s", "tokens/s"
  std::vector<RatedDevice> devices;
  double input_tokens = 0, output_tokens = 0;  // of a request, where tokens are served
};

struct PricingOptions {
  bool breaks_even = false;  // levers, ties, crossovers
  cost::DrawSettings draws;
  std::optional<double> training_tokens, training_devices;
};

report::TaskRows price_rated(const RatedTask& task, const Terms& terms,
                             const std::string& reference, const PricingOptions& options = {});

}  // namespace fleetmark::cli

// SPDX-License-Identifier: Apache-2.0
// Where a device stands among the others on one task: achieved, share of peak, and the gap to the
// reference device split exactly into silicon (peak) and efficiency. Rows for report and cli.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/micro_task.h"

namespace fleetmark::model {

struct PlacementEntry {
  std::string id;
  std::string name;
  std::optional<Tier> tier;  // absent for a device without profile
  bool is_this_device = false;
  Known<RatePrediction> rate;
};

struct Gap {
  double ratio = 1;  // device / reference
  double ratio_p10 = 1;
  double ratio_p90 = 1;  // errors of the two devices taken as independent
  double ln = 0;         // ln(reference / device): positive is slower; ln_peak + ln_efficiency
  std::optional<double> ln_peak;        // from silicon: peaks
  std::optional<double> ln_efficiency;  // from how much of the peak is reached
};

struct PlacementRow {
  PlacementEntry entry;
  bool is_reference = false;
  Known<Gap> gap;
};

// Fastest first; unknown rates last, by id. Gaps are Unknown when either rate is, naming the key.
std::vector<PlacementRow> place(std::vector<PlacementEntry> entries, std::string_view reference_id);

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// See placement.h.
#include "harness/model/placement.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::model {
namespace {

Gap gap_between(const RatePrediction& device, const RatePrediction& reference, bool is_same) {
  Gap gap;
  gap.ratio = device.per_s / reference.per_s;
  const double sigma = is_same ? 0.0 : std::hypot(device.sigma, reference.sigma);
  gap.ratio_p10 = gap.ratio / p90_factor(sigma);
  gap.ratio_p90 = gap.ratio * p90_factor(sigma);
  gap.ln = std::log(reference.per_s / device.per_s);
  if (device.peak_per_s && reference.peak_per_s) {
    gap.ln_peak = std::log(*reference.peak_per_s / *device.peak_per_s);
    gap.ln_efficiency = gap.ln - *gap.ln_peak;
  }
  return gap;
}

Known<Gap> gap_of(const PlacementEntry& entry, const PlacementEntry* reference,
                  std::string_view reference_id) {
  std::vector<std::string> missing;
  collect_missing(entry.rate, missing);
  if (reference == nullptr) {
    missing.push_back("profile of the reference " + std::string(reference_id));
  } else {
    collect_missing(reference->rate, missing);
  }
  if (!missing.empty()) return Unknown{missing};
  return gap_between(*entry.rate, *reference->rate, &entry == reference);
}

}  // namespace

std::vector<PlacementRow> place(std::vector<PlacementEntry> entries,
                                std::string_view reference_id) {
  std::sort(entries.begin(), entries.end(), [](const PlacementEntry& a, const PlacementEntry& b) {
    if (a.rate.has_value() != b.rate.has_value()) return a.rate.has_value();
    if (a.rate && a.rate->per_s != b.rate->per_s) return a.rate->per_s > b.rate->per_s;
    return a.id < b.id;
  });
  const PlacementEntry* reference = nullptr;
  for (const auto& entry : entries) {
    if (entry.id == reference_id) reference = &entry;
  }
  std::vector<PlacementRow> rows;
  rows.reserve(entries.size());
  for (const auto& entry : entries) {
    rows.push_back(PlacementRow{.entry = entry,
                                .is_reference = &entry == reference,
                                .gap = gap_of(entry, reference, reference_id)});
  }
  return rows;
}

}  // namespace fleetmark::model

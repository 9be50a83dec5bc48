// SPDX-License-Identifier: Apache-2.0
// Our own error rates beside what the rules of others were seen to do on the same kind of draws.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/compare/error_rates.h"
#include "harness/compare/tracking_rates.h"
#include "harness/report/document.h"
#include "harness/report/numbers.h"

namespace fleetmark::report {

struct SelftestRates {
  std::uint64_t seed = 1;
  int pair_count = 0, suite_count = 0, series_count = 0;  // drawn for each rate
  std::vector<compare::PairRates> pairs;
  std::vector<compare::GateRates> gates;
  std::vector<compare::HistoryRates> history;
  std::vector<compare::FleetRates> fleets;
};

Document selftest_document(const SelftestRates& rates);

// Tables of it.
Table history_rates_table(const std::vector<compare::HistoryRates>& history);
Table fleet_rates_table(const std::vector<compare::FleetRates>& fleets);

inline Cell share_cell(double share) { return {percent(share), share}; }

inline constexpr const char* kDrawnNow = "fleetmark, drawn now";
inline constexpr const char* kQuoted = "quoted";

}  // namespace fleetmark::report

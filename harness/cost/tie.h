// SPDX-License-Identifier: Apache-2.0
// What a tie costs: an import that may be bought only together with domestic devices. A tie ratio
// is domestic devices for each imported one.
//
//   C(k) = (c_i + k c_d) / (q_i + k q_d)      c per device-hour, q tasks per device-hour
//   tie cost of an import = k (c_d - q_d C_alt)
// where C_alt is what a task costs elsewhere, without the tie.
#pragma once

#include <string>

#include "harness/cost/cost_model.h"

namespace fleetmark::cost {

// Of one device with the hours that nobody uses.
struct HourYield {
  double per_hour = 0;  // cost
  double tasks_per_hour = 0;
  [[nodiscard]] double per_task() const { return per_hour / tasks_per_hour; }
};
HourYield hour_yield(const CostTerms& terms);

double bundle_per_task(const HourYield& imported, const HourYield& domestic, double ratio);

enum class TieKind {
  kRatio,  // `ratio` makes the bundle cost what the alternative does
  kAny,    // the bundle is cheaper at every ratio
  kNone,   // the import alone is dearer
};
struct TieBreakEven {
  TieKind kind = TieKind::kNone;
  double ratio = 0;
  double per_import_hour = 0;  // tie cost of one import at one for one; below 0: the tie pays
  double bundle_per_task = 0;  // at one for one
};
TieBreakEven tie_break_even(const HourYield& imported, const HourYield& domestic,
                            double alternative_per_task);

}  // namespace fleetmark::cost

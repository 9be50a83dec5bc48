// SPDX-License-Identifier: Apache-2.0
// See tie.h.
#include "harness/cost/tie.h"

#include "harness/cost/training_goodput.h"

namespace fleetmark::cost {

HourYield hour_yield(const CostTerms& terms) {
  const double tasks = 3600 * terms.tasks_per_s * terms.availability * goodput_of(terms) *
                       terms.utilisation * terms.productive_share();
  return {price_at(terms).allocation * tasks, tasks};
}

double bundle_per_task(const HourYield& imported, const HourYield& domestic, double ratio) {
  return (imported.per_hour + ratio * domestic.per_hour) /
         (imported.tasks_per_hour + ratio * domestic.tasks_per_hour);
}

TieBreakEven tie_break_even(const HourYield& imported, const HourYield& domestic,
                            double alternative_per_task) {
  TieBreakEven result;
  const double gain = alternative_per_task * imported.tasks_per_hour - imported.per_hour;
  result.per_import_hour = domestic.per_hour - alternative_per_task * domestic.tasks_per_hour;
  result.bundle_per_task = bundle_per_task(imported, domestic, 1);
  if (gain <= 0) return result;
  result.kind = result.per_import_hour <= 0 ? TieKind::kAny : TieKind::kRatio;
  if (result.kind == TieKind::kRatio) result.ratio = gain / result.per_import_hour;
  return result;
}

}  // namespace fleetmark::cost

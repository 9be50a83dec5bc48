// SPDX-License-Identifier: Apache-2.0
// See prediction_cells.h.
#include "harness/report/prediction_cells.h"

#include <cmath>

#include "harness/report/numbers.h"

namespace fleetmark::report {

Cell whole_cell(std::int64_t count) { return {std::to_string(count), static_cast<double>(count)}; }

Cell predicted_cell(const model::Prediction& prediction, double factor) {
  return {plain(prediction.value * factor), prediction.value * factor};
}

std::string predicted_interval(const model::Prediction& prediction, double factor) {
  const auto end = [&](double value) {
    return std::isinf(value) ? std::string("unbounded") : plain(value * factor);
  };
  return end(prediction.p10) + " .. " + end(prediction.p90);
}

std::string mark_of(const model::OperatingPoint& point) {
  if (point.is_chosen) return "chosen";
  std::string mark = point.is_on_frontier ? "frontier" : "";
  if (point.meets_slo) mark += mark.empty() ? "meets" : ", meets";
  return mark;
}

}  // namespace fleetmark::report

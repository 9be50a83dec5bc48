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

void add_latency_columns(Table& table, const std::string& ttft_title) {
  table.columns.push_back({"ttft_ms", ttft_title, Align::kRight});
  table.columns.push_back({"ttft_ms_p10_p90", "P10 .. P90"});
  table.columns.push_back({"tpot_ms", "TPOT, ms", Align::kRight});
  table.columns.push_back({"tpot_ms_p10_p90", "P10 .. P90"});
}

void add_latencies(std::vector<Cell>& row, const model::ServingPrediction& predicted) {
  for (const auto* time : {&predicted.ttft, &predicted.tpot}) {
    row.push_back(predicted_cell(*time, kMsOfSecond));
    row.emplace_back(predicted_interval(*time, kMsOfSecond));
  }
}

void add_left_out(Table& table, const model::Search& search) {
  for (const auto& line : search.left_out) table.notes.push_back("left out: " + line);
}

std::string mark_of(const model::OperatingPoint& point) {
  if (point.is_chosen) return "chosen";
  std::string mark = point.is_on_frontier ? "frontier" : "";
  if (point.meets_slo) mark += mark.empty() ? "meets" : ", meets";
  return mark;
}

}  // namespace fleetmark::report

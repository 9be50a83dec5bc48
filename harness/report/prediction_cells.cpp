// SPDX-License-Identifier: Apache-2.0
// See prediction_cells.h.
#include "harness/report/prediction_cells.h"

#include <algorithm>
#include <cmath>

#include "harness/report/interval_columns.h"
#include "harness/report/numbers.h"

namespace fleetmark::report {

Cell whole_cell(std::int64_t count) { return {std::to_string(count), static_cast<double>(count)}; }

Cell predicted_cell(const model::Prediction& prediction, double factor) {
  return {plain(prediction.value * factor), prediction.value * factor};
}

std::vector<Cell> predicted_interval(const model::Prediction& prediction, double factor) {
  const auto end = [&](double value) {
    return std::isinf(value) ? std::string("unbounded") : plain(value * factor);
  };
  return p10_p90_cells(end(prediction.p10) + " .. " + end(prediction.p90), prediction.p10 * factor,
                       prediction.p90 * factor);
}

void add_latency_columns(Table& table, const std::string& ttft_title) {
  table.columns.push_back({"ttft_ms", ttft_title, Align::kRight});
  append(table.columns, p10_p90_columns("ttft_ms"));
  table.columns.push_back({"tpot_ms", "TPOT, ms", Align::kRight});
  append(table.columns, p10_p90_columns("tpot_ms"));
}

void add_latencies(std::vector<Cell>& row, const model::ServingPrediction& predicted) {
  for (const auto* time : {&predicted.ttft, &predicted.tpot}) {
    row.push_back(predicted_cell(*time, kMsOfSecond));
    append(row, predicted_interval(*time, kMsOfSecond));
  }
}

std::vector<Cell> group_cells(const model::OperatingPoint& point) {
  return {whole_cell(point.asked.tensor_parallel.value_or(1)),
          whole_cell(point.asked.attention_data_parallel.value_or(1))};
}

void add_group_note(Table& table, const model::Search& search) {
  const auto is_spread = [](const model::OperatingPoint& point) {
    return model::serving_group_of(point.asked).attention == model::AttentionSharing::kData;
  };
  if (std::ranges::none_of(search.points, is_spread)) return;
  table.notes.emplace_back(
      "TP: devices that share the model. DP: of them, those that each have attention of their own, "
      "with the experts spread over all (--attention dp).");
}

void add_left_out(Table& table, const model::Search& search) {
  for (const auto& line : search.left_out) table.notes.push_back("left out: " + line);
}

void add_status_rows(Table& table, const model::Search& search) {
  table.columns.push_back({"status", "status"});
  for (auto& row : table.rows) row.emplace_back("ok");
  for (const auto& line : search.left_out) {
    const std::string_view group = std::string_view(line).substr(0, line.find(": "));
    std::vector<Cell> row(table.columns.size());
    row.back() = Cell(line.substr(group.size() + 2));
    const auto named = model::group_from_label(group);
    if (named && table.columns.front().key == "tp") {
      model::OperatingPoint point;
      model::set_group(point.asked, *named);
      std::ranges::move(group_cells(point), row.begin());
    }
    table.rows.push_back(std::move(row));
  }
}

std::string mark_of(const model::OperatingPoint& point) {
  if (point.is_chosen) return "chosen";
  std::string mark = point.is_on_frontier ? "frontier" : "";
  if (point.meets_slo) mark += mark.empty() ? "meets" : ", meets";
  return mark;
}

}  // namespace fleetmark::report

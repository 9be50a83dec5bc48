// SPDX-License-Identifier: Apache-2.0
// See prediction_view.h.
#include "harness/report/prediction_view.h"

#include "harness/report/interval_columns.h"
#include "harness/report/numbers.h"
#include "harness/report/prediction_cells.h"

namespace fleetmark::report {
namespace {

// Value, P10 and P90 in the unit of the column; empty where nothing was predicted.
void add_figures(std::vector<Cell>& row, const model::Prediction* prediction, double factor) {
  for (double model::Prediction::*part :
       {&model::Prediction::value, &model::Prediction::p10, &model::Prediction::p90}) {
    if (prediction == nullptr) {
      row.emplace_back("");
      continue;
    }
    const double value = (*prediction).*part * factor;
    row.emplace_back(plain(value, 4), value);
  }
}

void add_columns(Table& table, const std::string& key, const std::string& title) {
  table.columns.push_back({key, title, Align::kRight});
  table.columns.push_back({key + "_p10", "P10", Align::kRight});
  table.columns.push_back({key + "_p90", "P90", Align::kRight});
}

}  // namespace

std::vector<Cell> case_row(const CaseAnswer& answer) {
  std::vector<Cell> row{Cell(answer.id), Cell(answer.status)};
  const model::ServingPrediction* known = answer.predicted ? &*answer.predicted : nullptr;
  add_figures(row, known == nullptr ? nullptr : &known->ttft, kMsOfSecond);
  add_figures(row, known == nullptr ? nullptr : &known->tpot, kMsOfSecond);
  add_figures(row, known == nullptr ? nullptr : &known->output, 1);
  row.emplace_back(known == nullptr ? "" : std::string(letter_of(known->tpot.evidence)));
  row.emplace_back(known == nullptr ? "" : known->tpot.bound);
  return row;
}

Table case_table(std::vector<std::vector<Cell>> rows) {
  Table table{"predictions", "Predictions", {{"id", "id"}, {"status", "status"}}, {}, {}};
  add_columns(table, "ttft_ms", "TTFT, ms");
  add_columns(table, "tpot_ms", "TPOT, ms");
  add_columns(table, "output_tokens_per_s_per_device", "tokens/s/device");
  table.columns.push_back({"tier", "tier"});
  table.columns.push_back({"bound", "bound"});
  table.rows = std::move(rows);
  return table;
}

Table operating_point_table(const model::Search& search) {
  Table table{"operating_points",
              "Operating points",
              {{"tp", "TP", Align::kRight},
               {"attention_dp", "DP", Align::kRight},
               {"concurrency", "requests", Align::kRight}},
              {},
              {}};
  add_latency_columns(table, "TTFT, ms");
  const std::string output_key = "output_tokens_per_s_per_device";
  table.columns.push_back({output_key, "tokens/s/device", Align::kRight});
  append(table.columns, p10_p90_columns(output_key));
  append(table.columns, {Column{"tier", "tier"}, Column{"bound", "bound"}, Column{"mark", ""}});
  for (const auto& point : search.points) {
    const auto& [ttft, tpot, output] = point.predicted;
    std::vector<Cell> row = group_cells(point);
    row.push_back(whole_cell(*point.asked.concurrency));
    add_latencies(row, point.predicted);
    row.push_back(predicted_cell(output, 1));
    append(row, predicted_interval(output, 1));
    append(row,
           {Cell(std::string(letter_of(tpot.evidence))), Cell(tpot.bound), Cell(mark_of(point))});
    table.rows.push_back(std::move(row));
  }
  add_group_note(table, search);
  add_left_out(table, search);
  return table;
}

Table rate_table(const std::string& device, const std::string& what, const std::string& unit,
                 const model::Prediction& prediction) {
  Table table{"rate",
              what + " on " + device,
              {{"rate", unit, Align::kRight},
               {"p10", "P10", Align::kRight},
               {"p90", "P90", Align::kRight},
               {"tier", "tier"},
               {"bound", "bound"}},
              {},
              {}};
  table.rows.push_back({Cell(plain(prediction.value, 4), prediction.value),
                        Cell(plain(prediction.p10, 4), prediction.p10),
                        Cell(plain(prediction.p90, 4), prediction.p90),
                        Cell(std::string(letter_of(prediction.evidence))), Cell(prediction.bound)});
  return table;
}

}  // namespace fleetmark::report

// SPDX-License-Identifier: Apache-2.0
// See prediction_view.h.
#include "harness/report/prediction_view.h"

#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

constexpr double kMs = 1e3;

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

std::string interval(const model::Prediction& prediction, double factor) {
  return plain(prediction.p10 * factor) + " .. " + plain(prediction.p90 * factor);
}

Cell figure(const model::Prediction& prediction, double factor) {
  return Cell(plain(prediction.value * factor), prediction.value * factor);
}

std::string mark_of(const model::OperatingPoint& point) {
  if (point.is_chosen) return "chosen";
  std::string mark = point.is_on_frontier ? "frontier" : "";
  if (point.meets_slo) mark += mark.empty() ? "meets" : ", meets";
  return mark;
}

}  // namespace

Table case_table(const std::vector<CaseAnswer>& answers) {
  Table table{"predictions", "Predictions", {{"id", "id"}, {"status", "status"}}, {}, {}};
  add_columns(table, "ttft_ms", "TTFT, ms");
  add_columns(table, "tpot_ms", "TPOT, ms");
  add_columns(table, "output_tokens_per_s_per_device", "tokens/s/device");
  table.columns.push_back({"tier", "tier"});
  table.columns.push_back({"bound", "bound"});
  for (const auto& answer : answers) {
    std::vector<Cell> row{Cell(answer.id), Cell(answer.status)};
    const model::ServingPrediction* known = answer.predicted ? &*answer.predicted : nullptr;
    add_figures(row, known == nullptr ? nullptr : &known->ttft, kMs);
    add_figures(row, known == nullptr ? nullptr : &known->tpot, kMs);
    add_figures(row, known == nullptr ? nullptr : &known->output, 1);
    row.emplace_back(known == nullptr ? "" : std::string(letter_of(known->tpot.evidence)));
    row.emplace_back(known == nullptr ? "" : known->tpot.bound);
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table operating_point_table(const model::Search& search) {
  Table table{"operating_points",
              "Operating points",
              {{"tp", "TP", Align::kRight},
               {"concurrency", "requests", Align::kRight},
               {"ttft_ms", "TTFT, ms", Align::kRight},
               {"ttft_ms_p10_p90", "P10 .. P90"},
               {"tpot_ms", "TPOT, ms", Align::kRight},
               {"tpot_ms_p10_p90", "P10 .. P90"},
               {"output_tokens_per_s_per_device", "tokens/s/device", Align::kRight},
               {"output_tokens_per_s_per_device_p10_p90", "P10 .. P90"},
               {"tier", "tier"},
               {"bound", "bound"},
               {"mark", ""}},
              {},
              {}};
  for (const auto& point : search.points) {
    const auto count = [](std::int64_t value) {
      return Cell(std::to_string(value), static_cast<double>(value));
    };
    table.rows.push_back(
        {count(*point.asked.tensor_parallel), count(*point.asked.concurrency),
         figure(point.predicted.ttft, kMs), Cell(interval(point.predicted.ttft, kMs)),
         figure(point.predicted.tpot, kMs), Cell(interval(point.predicted.tpot, kMs)),
         figure(point.predicted.output, 1), Cell(interval(point.predicted.output, 1)),
         Cell(std::string(letter_of(point.predicted.tpot.evidence))),
         Cell(point.predicted.tpot.bound), Cell(mark_of(point))});
  }
  for (const auto& line : search.left_out) table.notes.push_back("left out: " + line);
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

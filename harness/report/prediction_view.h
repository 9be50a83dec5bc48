// SPDX-License-Identifier: Apache-2.0
// Predictions as tables: one row an operating point for people, one row a case for programs.
#pragma once

#include <string>
#include <vector>

#include "harness/model/predict/operating_point.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// What became of one row of a table of cases.
struct CaseAnswer {
  std::string id;
  std::string status;  // "ok", "unknown:precision", "infeasible:memory: ..."
  std::optional<model::ServingPrediction> predicted;
};

std::vector<Cell> case_row(const CaseAnswer& answer);
// Rows as case_row() makes them. Columns: id, status, ttft_ms, tpot_ms,
// output_tokens_per_s_per_device with _p10 and _p90 of each, tier, bound.
Table case_table(std::vector<std::vector<Cell>> rows);

Table operating_point_table(const model::Search& search);

// One figure that is no serving: a rate with its interval.
Table rate_table(const std::string& device, const std::string& what, const std::string& unit,
                 const model::Prediction& prediction);

}  // namespace fleetmark::report

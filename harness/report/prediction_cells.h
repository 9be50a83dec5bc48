// SPDX-License-Identifier: Apache-2.0
// Predicted figures as cells of a table: the value, its interval in words, a point's mark.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/model/predict/operating_point.h"
#include "harness/report/document.h"

namespace fleetmark::report {

inline constexpr double kMsOfSecond = 1e3;

Cell whole_cell(std::int64_t count);
Cell predicted_cell(const model::Prediction& prediction, double factor);

// "128 .. 501", and both ends for machines (interval_columns.h); an end without bound is called so.
std::vector<Cell> predicted_interval(const model::Prediction& prediction, double factor);

// TTFT and TPOT in ms, each with its interval: columns, and their cells.
void add_latency_columns(Table& table, const std::string& ttft_title);
void add_latencies(std::vector<Cell>& row, const model::ServingPrediction& predicted);

// The devices of a group, and those among which attention is data-parallel; the table says what
// that is where a point has it.
std::vector<Cell> group_cells(const model::OperatingPoint& point);
void add_group_note(Table& table, const model::Search& search);

// Operating points that could not be predicted, as notes.
void add_left_out(Table& table, const model::Search& search);

// The same as rows, for a format that holds no notes: a column `status`, "ok" or why there are no
// figures. A reason that holds at several loads is one row, without a load.
void add_status_rows(Table& table, const model::Search& search);

// "chosen", "frontier, meets"; empty for a point like any.
std::string mark_of(const model::OperatingPoint& point);

}  // namespace fleetmark::report

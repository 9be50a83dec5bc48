// SPDX-License-Identifier: Apache-2.0
// An interval as people read it in one column, and as machines do: two columns of numbers, whose
// unit stands in a third.
#pragma once

#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "harness/record/measurement.h"
#include "harness/report/document.h"

namespace fleetmark::report {

Column machine_column(std::string key);
Column people_column(std::string key, std::string title);

// Of what is not known: UNKNOWN.
Cell low_cell(const std::optional<record::Interval>& interval);
Cell high_cell(const std::optional<record::Interval>& interval);

// "P10 .. P90" of the figure whose column is called `key`: one column of words, `key`_p10 and
// `key`_p90 of numbers.
std::vector<Column> p10_p90_columns(const std::string& key);
// Their cells; an end without bound has no number. `words`: as people read both ends.
std::vector<Cell> p10_p90_cells(std::string words, double p10, double p90);

// At the end of a row or of a table's columns.
template <typename T>
void append(std::vector<T>& to, std::vector<T> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// Those of `amount` in a time between the ends.
std::optional<record::Interval> rates_of(double amount,
                                         const std::optional<record::Interval>& seconds);

}  // namespace fleetmark::report

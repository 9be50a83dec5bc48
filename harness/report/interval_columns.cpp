// SPDX-License-Identifier: Apache-2.0
// See interval_columns.h.
#include "harness/report/interval_columns.h"

#include <cmath>

#include "harness/report/numbers.h"

namespace fleetmark::report {

Column machine_column(std::string key) {
  Column column{key, key, Align::kRight};
  column.readers = Readers::kMachines;
  return column;
}

Column people_column(std::string key, std::string title) {
  Column column{std::move(key), std::move(title), Align::kRight};
  column.readers = Readers::kPeople;
  return column;
}

Cell low_cell(const std::optional<record::Interval>& interval) {
  return interval ? Cell(plain(interval->low), interval->low) : unknown_cell();
}

Cell high_cell(const std::optional<record::Interval>& interval) {
  return interval ? Cell(plain(interval->high), interval->high) : unknown_cell();
}

std::vector<Column> p10_p90_columns(const std::string& key) {
  Column words{key + "_p10_p90", "P10 .. P90"};
  words.readers = Readers::kPeople;
  return {std::move(words), machine_column(key + "_p10"), machine_column(key + "_p90")};
}

std::vector<Cell> p10_p90_cells(std::string words, double p10, double p90) {
  const auto end = [](double value) {
    return std::isinf(value) ? Cell("unbounded") : Cell(plain(value), value);
  };
  return {Cell(std::move(words)), end(p10), end(p90)};
}

std::optional<record::Interval> rates_of(double amount,
                                         const std::optional<record::Interval>& seconds) {
  if (!seconds) return std::nullopt;
  return record::Interval{amount / seconds->high, amount / seconds->low};
}

}  // namespace fleetmark::report

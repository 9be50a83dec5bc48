// SPDX-License-Identifier: Apache-2.0
// An interval as people read it in one column, and as machines do: two columns of numbers, whose
// unit stands in a third.
#pragma once

#include <optional>
#include <string>

#include "harness/record/measurement.h"
#include "harness/report/document.h"

namespace fleetmark::report {

Column machine_column(std::string key);
Column people_column(std::string key, std::string title);

// Of what is not known: UNKNOWN.
Cell low_cell(const std::optional<record::Interval>& interval);
Cell high_cell(const std::optional<record::Interval>& interval);

// Those of `amount` in a time between the ends.
std::optional<record::Interval> rates_of(double amount,
                                         const std::optional<record::Interval>& seconds);

}  // namespace fleetmark::report

// SPDX-License-Identifier: Apache-2.0
// Inputs as a table: what economics files and policies have in common on paper.
#pragma once

#include <string>

#include "harness/cost/economics.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// Columns: key, value, low, high, unit, what it is used for, kind, source, date, note.
Table input_table(const std::string& id, const std::string& title);
void add_input(Table& table, const std::string& key, const std::string& unit,
               const std::string& use, const cost::MaybeInput& input);

}  // namespace fleetmark::report

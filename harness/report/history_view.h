// SPDX-License-Identifier: Apache-2.0
// A history for people and for spreadsheets: series, what changed in them, all points.
#pragma once

#include <string>
#include <vector>

#include "harness/compare/history.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// Each series with a small plot and, where there are few, a large one. `baseline`: run that the
// last point is held against; empty: none.
Document history_document(const std::vector<compare::Series>& series, const std::string& baseline);

// One row per event of each series.
Document changes_document(const std::vector<compare::Series>& series);

// One row per point: what `history export --format csv` writes.
Document points_document(const std::vector<compare::Series>& series);

}  // namespace fleetmark::report

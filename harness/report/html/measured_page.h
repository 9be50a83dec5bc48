// SPDX-License-Identifier: Apache-2.0
// What was measured, judged and compared, as the sections of a page: each appears when there is
// data for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/compare/acceptance.h"
#include "harness/compare/comparison.h"
#include "harness/compare/history.h"
#include "harness/record/run_record.h"
#include "harness/report/html/section.h"
#include "harness/report/html/waterfall_section.h"
#include "harness/report/task_rows.h"

namespace fleetmark::report::html {

struct MeasuredParts {
  std::vector<record::RunRecord> records;   // read in full: empty where there are too many
  std::vector<compare::RunResult> results;  // of all runs
  std::vector<std::string> unreadable;      // files, one line each
  std::vector<TaskRows> placements;
  std::vector<std::vector<GapAnswer>> gaps;  // by workload
  std::optional<compare::Comparison> comparison;
  std::vector<compare::Series> history;
  std::optional<compare::Acceptance> acceptance;
  std::vector<compare::Floor> floors;
  std::string prior;  // profile whose priors the acceptance used
};

// Coverage first. Devices have sections of their own where they are few: of each its newest record.
std::vector<Section> measured_sections(const MeasuredParts& parts);

// Up to this many devices are shown one by one.
inline constexpr std::size_t kMostDevicesAlone = 4;

// The newest record of each device, in the order in which the devices come first.
std::vector<const record::RunRecord*> newest_of_each(const std::vector<record::RunRecord>& runs);

}  // namespace fleetmark::report::html

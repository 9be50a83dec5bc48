// SPDX-License-Identifier: Apache-2.0
// The report's part on money, from what the cost command answers.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/catalogue.h"
#include "harness/cli/options.h"
#include "harness/report/html/page.h"
#include "harness/report/task_rows.h"

namespace fleetmark::cli {

struct PricedTasks {
  std::vector<report::TaskRows> tasks;
  std::vector<std::string> names;  // of their workloads
  std::string terms;               // the line that names the economics file
  std::vector<std::string> notes;  // what was left out of the comparison
};

// Each workload priced as 'cost --breakeven' does it. `run`: this machine's record for the micro
// tasks among them; may be null.
Result<PricedTasks> price_tasks(const Catalogue& catalogue, const CostOptions& options,
                                const std::vector<std::string>& workloads,
                                const record::RunRecord* run);

// The answer at the top, and the sections behind those that are there. The answer and what the
// reader may move are of the first task.
void add_costs(const PricedTasks& priced, report::html::Page& page);

}  // namespace fleetmark::cli

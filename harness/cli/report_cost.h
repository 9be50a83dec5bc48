// SPDX-License-Identifier: Apache-2.0
// The report's part on money, from what the cost command answers.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/catalogue.h"
#include "harness/cli/options.h"
#include "harness/report/html/section.h"

namespace fleetmark::cli {

struct CostPart {
  report::html::Markup answer;  // first thing on the page; empty: nothing is priced
  std::vector<report::html::Section> sections;
  std::vector<std::string> notes;  // what was left out
};

// Each workload priced as 'cost --breakeven' does it; the answer and what the reader may move are
// of the first. `run`: this machine's record for the micro tasks among them; may be null.
Result<CostPart> report_cost(const Catalogue& catalogue, const CostOptions& options,
                             const std::vector<std::string>& workloads,
                             const record::RunRecord* run);

}  // namespace fleetmark::cli

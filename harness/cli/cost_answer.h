// SPDX-License-Identifier: Apache-2.0
// What the cost command answers, before it is shown: for the command itself and for the report.
#pragma once

#include <string>

#include "harness/cli/catalogue.h"
#include "harness/cli/options.h"
#include "harness/cli/price_rated.h"

namespace fleetmark::cli {

struct CostAnswer {
  Terms terms;
  report::TaskRows rows;
  std::string note;     // what was left out of the comparison; empty: nothing was
  bool trains = false;  // the task, and does not serve
};

// `run`: the record of this machine, priced beside the profiles where the task is a micro task; may
// be null. The record that `options` names is not read here.
Result<CostAnswer> answer_cost(const Catalogue& catalogue, const CostOptions& options,
                               const record::RunRecord* run);

}  // namespace fleetmark::cli

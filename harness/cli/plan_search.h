// SPDX-License-Identifier: Apache-2.0
// Planning a scenario as the plan command and the report do: rates, program, search, retest, other
// worlds.
#pragma once

#include <optional>
#include <string>

#include "harness/cli/options.h"
#include "harness/cli/plan_data.h"
#include "harness/fleet/plan.h"
#include "harness/fleet/regret.h"
#include "harness/fleet/retest.h"
#include "harness/fleet/staged_solver.h"
#include "harness/io/plan_solver.h"
#include "harness/report/plan_view.h"

namespace fleetmark::cli {

// A scenario planned once.
struct Planned {
  PlanData data;
  fleet::PlanModel model;
  fleet::Solution solution;
  std::optional<fleet::Retest> retest;
};

class PlanSearch {
 public:
  // All must outlive it.
  PlanSearch(const Catalogue& catalogue, const PlanOptions& options,
             fleet::SearchWatcher* watcher = nullptr)
      : catalogue_(catalogue), options_(options), watcher_(watcher) {}

  [[nodiscard]] fleet::SolveLimits limits() const {
    return {.gap = options_.gap, .seconds = options_.time_limit_s, .watcher = watcher_};
  }
  fleet::Solver& solver() { return solver_; }

  Result<Planned> plan(const std::optional<double>& confidence);
  // Rates lowered step by step until the plan serves what it must in as many draws as asked.
  Result<Planned> plan_that_keeps(double share);
  // Of the scenario's own world and every other that the options or else the scenario name; none
  // where nobody names another.
  Result<std::optional<fleet::Regrets>> regrets(const PlanData& data);

 private:
  const Catalogue& catalogue_;
  const PlanOptions& options_;
  fleet::SearchWatcher* watcher_;
  io::PlanSolver direct_;
  fleet::StagedSolver solver_{direct_};
};

report::PlanTitle title_of(const PlanData& data);
// "Policies: a, b (assumption)".
std::string policies_line(const PlanData& data);
// How large the program was and how near to the best its plan is proven.
std::string search_line(const fleet::Solution& solution, const fleet::PlanModel& model);

}  // namespace fleetmark::cli

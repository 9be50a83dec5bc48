// SPDX-License-Identifier: Apache-2.0
#include "harness/fleet/staged_solver.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "harness/fleet/plan_model.h"
#include "harness/io/cbc_solver.h"
#include "tests/harness/fleet/fleet_builders.h"
#include "tests/harness/fleet/two_sites.h"
#include "tests/support/sanitizer.h"

namespace fleetmark::fleet {
namespace {

PlanProblem uneven() {
  auto p = test::plan_problem(6);
  p.workloads[0].demand_per_s = {33, 37, 41, 55, 61, 78};
  p.devices[0].devices_per_lot = 2;
  p.ties = {test::plan_tie(5, 0.4, 1)};
  return p;
}

TEST(StagedSolver, ends_where_the_direct_search_does) {
  const Milp milp = plan_model(uneven()).milp;
  io::CbcSolver direct;
  StagedSolver staged(direct, 0);
  const SolveLimits exact{.gap = 0, .seconds = 60, .most_nodes = 100'000};
  const auto a = direct.solve(milp, exact);
  const auto b = staged.solve(milp, exact);
  EXPECT_NEAR(b.objective / a.objective, 1, 1e-9);
  EXPECT_LE(b.bound, a.objective * (1 + 1e-9));
  EXPECT_LT(breach(milp, b.values), 1e-6);
}

TEST(StagedSolver, its_bound_is_one) {
  const Milp milp = plan_model(uneven()).milp;
  io::CbcSolver direct;
  StagedSolver staged(direct, 0);
  const auto rough = staged.solve(milp, {.gap = 0.2, .seconds = 60});
  const auto best = direct.solve(milp, {.gap = 0, .seconds = 60, .most_nodes = 100'000});
  EXPECT_EQ(rough.status, SolveStatus::kDone);
  EXPECT_LE(rough.bound, best.objective * (1 + 1e-9));
  EXPECT_GE(rough.objective, best.objective * (1 - 1e-9));
  EXPECT_LE(rough.gap(), 0.2);
}

// With networks, portings, a site that may be lost: each stage bounds the same plans.
TEST(StagedSolver, plans_of_two_sites_lie_between_its_bound_and_its_cost) {
  test::TwoSites sites(3);
  io::CbcSolver direct;
  StagedSolver staged(direct, 0);
  int solved = 0;
  for (int i = 0; i < (test::kIsSanitized ? 5 : 20); ++i) {
    const Milp milp = plan_model(sites.draw()).milp;
    const auto best = direct.solve(milp, {.gap = 0, .seconds = 60, .most_nodes = 100'000});
    const auto rough = staged.solve(milp, {.gap = 0.05, .seconds = 60});
    ASSERT_EQ(rough.has_values(), best.has_values()) << i;
    if (!best.has_values()) continue;
    ++solved;
    EXPECT_LE(rough.bound, best.objective * (1 + 1e-6)) << i;
    EXPECT_GE(rough.objective, best.objective * (1 - 1e-6)) << i;
    EXPECT_LE(rough.gap(), 0.05 + 1e-6) << i;
    EXPECT_LT(breach(milp, rough.values), 1e-6) << i;
  }
  EXPECT_GT(solved, test::kIsSanitized ? 2 : 12);
}

TEST(StagedSolver, what_is_infeasible_stays_so) {
  auto p = uneven();
  p.sites[0].power_kw.assign(6, 1);
  io::CbcSolver direct;
  StagedSolver staged(direct, 0);
  EXPECT_EQ(staged.solve(plan_model(p).milp, {}).status, SolveStatus::kInfeasible);
}

// Notes which bounds were said to be enough: where only details are open, and elsewhere.
class Listener : public Solver {
 public:
  using Solver::solve;
  Solution solve(const Milp& milp, const SolveLimits& limits,
                 const std::vector<double>& start) override {
    const auto is_open = [](const Column& c) { return c.is_integer && c.lower < c.upper; };
    bool has_details = false, has_others = false;
    for (const auto& column : milp.columns) {
      if (is_open(column)) (column.is_detail ? has_details : has_others) = true;
    }
    if (has_others) of_plans.push_back(limits.enough_bound);
    if (has_details && !has_others) of_details.push_back(limits.enough_bound);
    return cbc.solve(milp, limits, start);
  }

  std::optional<LinearOptimum> linear_optimum(const Milp& milp) override {
    return cbc.linear_optimum(milp);
  }

  io::CbcSolver cbc;
  std::vector<double> of_plans, of_details;
};

// A bound of whole plans says nothing of details alone: it would end their search at its first
// step.
TEST(StagedSolver, details_are_not_ended_by_a_bound_of_whole_plans) {
  Milp milp = plan_model(uneven()).milp;
  for (std::size_t i = 0; i < milp.columns.size(); ++i) {
    if (milp.columns[i].is_integer && i % 2 == 1) milp.columns[i].is_detail = true;
  }
  Listener listener;
  StagedSolver(listener, 0).solve(milp, {.gap = 0, .seconds = 60, .most_nodes = 100'000});
  EXPECT_TRUE(std::ranges::any_of(listener.of_plans, [](double b) { return b < kUnbounded; }));
  ASSERT_FALSE(listener.of_details.empty());
  for (const double bound : listener.of_details) EXPECT_EQ(bound, kUnbounded);
}

// Says of each search that it took so long, and counts those that begin from a plan.
class Clocked : public Solver {
 public:
  using Solver::solve;
  explicit Clocked(double seconds) : seconds_(seconds) {}
  Solution solve(const Milp& milp, const SolveLimits& limits,
                 const std::vector<double>& start) override {
    improvements += start.empty() ? 0 : 1;
    Solution found = direct_.solve(milp, limits, start);
    found.seconds = seconds_;
    return found;
  }
  std::optional<LinearOptimum> linear_optimum(const Milp& milp) override {
    return direct_.linear_optimum(milp);
  }
  int improvements = 0;

 private:
  double seconds_;
  io::CbcSolver direct_;
};

TEST(StagedSolver, a_plan_is_not_improved_once_its_time_is_over) {
  const Milp milp = plan_model(uneven()).milp;
  for (const double seconds : {0.0, 100.0}) {
    Clocked clocked(seconds);
    StagedSolver staged(clocked, 0);
    const Solution found = staged.solve(milp, {.gap = 0, .seconds = 60, .most_nodes = 100'000});
    EXPECT_TRUE(found.has_values());
    EXPECT_EQ(clocked.improvements > 0, seconds == 0) << seconds;
  }
}

TEST(StagedSolver, unused_decisions_are_held) {
  Milp milp;
  milp.add_column({"a", 1, 0, 5, true});
  milp.add_column({"b", 1, 2, 5, true});
  milp.add_column({"c", 1, 0, 5, false});
  const Milp held = restricted(milp, {0, 2.5, 0});
  EXPECT_EQ(held.columns[0].upper, 0);
  EXPECT_EQ(held.columns[1].upper, 5);
  EXPECT_EQ(held.columns[2].upper, 5);
  EXPECT_EQ(relaxed(milp).integers(), 0U);
}

// States as they come.
class Recording : public SearchWatcher {
 public:
  void on_state(const SearchState& state) override { states.push_back(state); }
  std::vector<SearchState> states;
};

// 30 whole numbers of different worth under three weights.
Milp knapsack(std::mt19937& random) {
  Milp milp;
  milp.constant = 50;
  std::vector<Row> rows(3);
  for (int k = 0; k < 30; ++k) {
    const int column =
        milp.add_column({"x" + std::to_string(k),
                         -std::uniform_real_distribution<double>(5, 20)(random), 0, 3, true});
    for (auto& row : rows) {
      row.terms.push_back({column, std::uniform_real_distribution<double>(3, 19)(random)});
    }
  }
  for (auto& row : rows) {
    row.name = "row" + std::to_string(milp.rows.size());
    row.upper = 300;
    milp.add_row(row);
  }
  return milp;
}

TEST(Search, ends_once_the_bound_is_enough) {
  std::mt19937 random(5);
  io::CbcSolver solver;
  int ended_early = 0;
  for (int i = 0; i < 3; ++i) {
    const Milp milp = knapsack(random);
    SolveLimits limits{.gap = 0, .seconds = 60, .most_nodes = 100'000};
    const Solution best = solver.solve(milp, limits);
    const double relaxation = solver.linear_optimum(milp)->objective;
    limits.enough_bound = relaxation + 0.2 * (best.objective - relaxation);
    const Solution enough = solver.solve(milp, limits);
    EXPECT_GE(enough.bound, limits.enough_bound);
    EXPECT_LE(enough.bound, best.objective + 1e-6);
    ended_early += enough.status == SolveStatus::kStopped && enough.nodes < best.nodes ? 1 : 0;
  }
  EXPECT_EQ(ended_early, 3);
}

TEST(StagedSolver, whoever_watches_sees_bounds_that_hold_and_changes_nothing) {
  std::mt19937 random(5);
  for (int i = 0; i < (test::kIsSanitized ? 1 : 5); ++i) {
    const Milp milp = knapsack(random);
    io::CbcSolver direct;
    StagedSolver staged(direct, 1);
    SolveLimits limits{.gap = 0, .seconds = 60, .most_nodes = 100'000};
    const Solution alone = staged.solve(milp, limits);
    Recording recording;
    limits.watcher = &recording;
    const Solution watched = staged.solve(milp, limits);
    EXPECT_NEAR(watched.objective, alone.objective, 1e-9);
    ASSERT_FALSE(recording.states.empty());
    bool has_incumbent = false;
    for (const auto& state : recording.states) {
      EXPECT_LE(state.bound, alone.objective + 1e-6);
      if (!state.incumbent) continue;
      has_incumbent = true;
      EXPECT_GE(*state.incumbent, alone.objective - 1e-6);
      EXPECT_GE(state.gap(), 0);
    }
    EXPECT_TRUE(has_incumbent);
  }
}

}  // namespace
}  // namespace fleetmark::fleet

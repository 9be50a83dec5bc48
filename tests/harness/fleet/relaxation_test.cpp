// SPDX-License-Identifier: Apache-2.0
#include "harness/fleet/relaxation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/io/cbc_solver.h"
#include "tests/harness/fleet/fleet_builders.h"

namespace fleetmark::fleet {
namespace {

double price_of(const RelaxationPrices& prices, Limit limit) {
  double sum = 0;
  for (const auto& row : prices.rows) {
    if (row.limit == limit) sum += row.price;
  }
  return sum;
}

// 40 a second over three periods: an import (10 a second, 11 a period) replaces 2.5 devices at home
// (7 a period each). Two imports are let in at once, and demand asks for more.
PlanProblem under_quota() {
  auto p = test::plan_problem();
  p.quotas = {{"quota", {0}, 0, 2, 3, 2, true}};
  return p;
}

TEST(Relaxation, prices_a_quota_at_what_an_import_saves) {
  io::CbcSolver solver;
  const auto prices = relaxation_prices(plan_model(under_quota()), solver);
  EXPECT_NEAR(prices.objective, (2 * 11 + 5 * 7) * 3, 1e-6);
  EXPECT_NEAR(price_of(prices, Limit::kQuota), (2.5 * 7 - 11) * 3, 1e-6);
}

TEST(Relaxation, prices_demand_at_the_device_that_serves_the_last_of_it) {
  io::CbcSolver solver;
  const auto prices = relaxation_prices(plan_model(under_quota()), solver);
  // One more a second in every period takes a quarter of a device at home.
  EXPECT_NEAR(price_of(prices, Limit::kDemand), 3 * 7.0 / 4, 1e-6);
}

TEST(Relaxation, a_limit_with_room_has_no_price) {
  io::CbcSolver solver;
  const auto prices = relaxation_prices(plan_model(under_quota()), solver);
  EXPECT_EQ(price_of(prices, Limit::kPower), 0);
}

TEST(Relaxation, without_a_plan_there_are_no_prices) {
  auto p = test::plan_problem();
  p.sites[0].power_kw.assign(3, 1);
  io::CbcSolver solver;
  EXPECT_TRUE(relaxation_prices(plan_model(p), solver).rows.empty());
}

// Cost is convex in each bound, so that a dual lies between what a little room saves and what as
// little less of it costs; and both meet where the plan does not turn.
TEST(Relaxation, every_price_is_the_finite_difference_of_its_row) {
  auto p = under_quota();
  p.ties = {test::plan_tie(2, 0.7, 1)};
  p.workloads[0].demand_per_s = {37, 41.3, 47.9};
  p.sites[0].power_kw = {5.3, 6.1, 7.7};
  p.workloads[0].rent_price = 200 / (40 * p.seconds_per_period());
  p.budget = std::vector<double>{271, 130, 97};
  const PlanModel model = plan_model(p);
  io::CbcSolver solver;
  const double base = solver.linear_optimum(model.milp)->objective;
  const auto prices = relaxation_prices(model, solver);
  ASSERT_NEAR(prices.objective, base, 1e-9);
  constexpr double kStep = 1e-4;
  int kinks = 0;
  std::size_t compared = 0;
  const auto moved = [&](std::size_t r, double room) {
    Milp milp = model.milp;
    if (std::isfinite(milp.rows[r].upper)) milp.rows[r].upper += room;
    if (std::isfinite(milp.rows[r].lower)) milp.rows[r].lower -= room;
    const auto optimum = solver.linear_optimum(milp);
    return optimum ? optimum->objective : kUnbounded;
  };
  for (std::size_t r = 0; r < model.milp.rows.size(); ++r) {
    double price = 0;
    for (const auto& row : prices.rows) {
      if (row.row == model.milp.rows[r].name) price = row.price;
    }
    const double saved = (base - moved(r, kStep)) / kStep;
    const double lost = (moved(r, -kStep) - base) / kStep;
    EXPECT_GE(price, saved - 1e-5) << model.milp.rows[r].name;
    EXPECT_LE(price, lost + 1e-5) << model.milp.rows[r].name;
    if (lost - saved > 1e-4) ++kinks;
    if (price > 0 && lost - saved <= 1e-4) ++compared;
  }
  EXPECT_GE(compared, 5U) << "too few prices that a difference pins down; kinks: " << kinks;
}

}  // namespace
}  // namespace fleetmark::fleet

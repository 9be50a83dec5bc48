// SPDX-License-Identifier: Apache-2.0
#include "harness/fleet/narrowed.h"

#include <gtest/gtest.h>

#include "harness/fleet/plan_model.h"
#include "harness/io/cbc_solver.h"
#include "tests/harness/fleet/fleet_builders.h"

namespace fleetmark::fleet {
namespace {

TEST(Narrowed, choices_alone_are_held) {
  Milp milp;
  milp.add_column({"choice", 1, 0, 1, true, false, true});
  milp.add_column({"whole", 1, 0, 5, true});
  const Milp held = with_choices_held(milp, {0.9999, 2});
  EXPECT_EQ(held.columns[0].lower, 1);
  EXPECT_EQ(held.columns[0].upper, 1);
  EXPECT_EQ(held.columns[1].lower, 0);
  EXPECT_EQ(held.columns[1].upper, 5);
}

// Least 3 a + 5 b with a + b >= 4: a serves at 3, so one b more costs 2 more.
TEST(Narrowed, what_costs_more_than_its_worth_is_held) {
  Milp milp;
  milp.add_column({"a", 3, 0, 9, true});
  milp.add_column({"b", 5, 0, 9, true});
  milp.add_row({"demand", {{0, 1}, {1, 1}}, 4, kUnbounded});
  io::CbcSolver solver;
  const auto optimum = solver.linear_optimum(milp);
  ASSERT_TRUE(optimum);
  EXPECT_EQ(held_by_price(milp, *optimum, 1.9).columns[1].upper, 0);
  EXPECT_EQ(held_by_price(milp, *optimum, 2.1).columns[1].upper, 9);
  EXPECT_EQ(held_by_price(milp, *optimum, 0.1).columns[0].upper, 9);
}

TEST(Narrowed, details_take_more_where_they_share_with_whole_columns_alone) {
  Milp milp;
  const int order = milp.add_column({"order", 1, 0, 5, true});
  const int detail = milp.add_column({"detail", 0, 0, 9, true, true});
  const int rate = milp.add_column({"rate"});
  milp.add_row({"fleet", {{order, -8}, {detail, 4}}, -kUnbounded, 0});
  milp.add_row({"serve", {{rate, 1}, {detail, -4}}, -kUnbounded, 0});
  milp.add_row({"least", {{order, -2}, {detail, 1}}, 0, kUnbounded});
  const Milp roomy = with_room_for_details(milp, 0.25);
  EXPECT_EQ(roomy.rows[0].terms[0].factor, -8);
  EXPECT_EQ(roomy.rows[0].terms[1].factor, 5);
  EXPECT_EQ(roomy.rows[1].terms[1].factor, -4);
  EXPECT_EQ(roomy.rows[2].terms[1].factor, 1);
}

// Half of the demand at home would pay for half of the porting.
TEST(Narrowed, a_whole_choice_makes_a_bound_dearer) {
  auto p = test::plan_problem();
  p.engineers = 100;
  p.engineer_price = 1;
  p.pairs[1][0].porting_person_months = 10;
  p.ties = {test::plan_tie(2, 1)};
  const Milp milp = plan_model(p).milp;
  io::CbcSolver solver;
  const SolveLimits exact{.gap = 0, .seconds = 60, .most_nodes = 100'000};
  const double least = solver.solve(relaxed(milp), exact).objective;
  const double chosen = solver.solve(with_choices_alone(milp), exact).bound;
  EXPECT_GT(chosen, least + 1);
  EXPECT_LE(chosen, solver.solve(milp, exact).objective + 1e-6);
}

}  // namespace
}  // namespace fleetmark::fleet

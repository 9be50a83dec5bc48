// SPDX-License-Identifier: Apache-2.0
#include "harness/fleet/aggregated.h"

#include <gtest/gtest.h>

#include "harness/fleet/plan_model.h"
#include "harness/io/cbc_solver.h"
#include "tests/harness/fleet/two_sites.h"
#include "tests/support/sanitizer.h"

namespace fleetmark::fleet {
namespace {

constexpr SolveLimits kAggregatedToTheEnd{.gap = 0, .seconds = 60, .most_nodes = 20'000};

// Values of the sums of a solution's columns.
std::vector<double> added_up(const Aggregate& sum, const std::vector<double>& values) {
  std::vector<double> sums(sum.milp.columns.size());
  for (std::size_t i = 0; i < values.size(); ++i) sums[at(sum.column_of[i])] += values[i];
  return sums;
}

TEST(Aggregated, a_kind_is_a_sum_at_its_most_favourable) {
  Milp milp;
  milp.constant = 7;
  const int a = milp.add_column({.name = "a", .cost = 3, .upper = 4, .kind = 5});
  const int other = milp.add_column({.name = "other", .cost = 1});
  const int b = milp.add_column({.name = "b", .cost = 2, .lower = 1, .upper = 6, .kind = 5});
  milp.add_row({"room", {{a, 2}, {other, 1}}, -kUnbounded, 4, 0, 9});
  milp.add_row({"need", {{a, 2}, {other, -1}}, 1, kUnbounded, 0});
  milp.add_row({"room", {{b, 5}}, -kUnbounded, 10, 0, 9});
  const Aggregate sum = aggregated(milp);
  EXPECT_EQ(sum.column_of, (std::vector<int>{0, 1, 0}));
  ASSERT_EQ(sum.milp.columns.size(), 2U);
  EXPECT_EQ(sum.milp.constant, 7);
  EXPECT_EQ(sum.milp.columns[0].cost, 2);
  EXPECT_EQ(sum.milp.columns[0].lower, 1);
  EXPECT_EQ(sum.milp.columns[0].upper, 10);
  ASSERT_EQ(sum.milp.rows.size(), 2U);
  EXPECT_EQ(sum.milp.rows[0].upper, 14);
  EXPECT_EQ(sum.milp.rows[0].terms[0].factor, 2);  // of 2 and 5, the one that takes less
  EXPECT_EQ(sum.milp.rows[0].terms[1].factor, 1);
  EXPECT_EQ(sum.milp.rows[1].lower, 1);
  EXPECT_EQ(sum.milp.rows[1].terms[0].factor, 2);  // of 2 and, for b, 0, the one that gives more
}

TEST(Aggregated, a_member_that_a_row_leaves_out_takes_nothing) {
  Milp milp;
  const int a = milp.add_column({.name = "a", .kind = 1});
  milp.add_column({.name = "b", .kind = 1});
  milp.add_row({"room", {{a, 2}}, -kUnbounded, 4});
  EXPECT_EQ(aggregated(milp).milp.rows[0].terms[0].factor, 0);
}

TEST(Aggregated, what_may_be_below_0_stays_by_itself) {
  Milp milp;
  milp.add_column({.name = "a", .lower = -1, .kind = 1});
  milp.add_column({.name = "b", .lower = -1, .kind = 1});
  EXPECT_EQ(aggregated(milp).milp.columns.size(), 2U);
}

TEST(Aggregated, every_plan_is_one_of_the_sum_at_no_more_cost) {
  test::TwoSites sites(1);
  io::CbcSolver solver;
  int solved = 0;
  for (int i = 0; i < (test::kIsSanitized ? 10 : 60); ++i) {
    const Milp milp = plan_model(sites.draw()).milp;
    const Aggregate sum = aggregated(milp);
    EXPECT_LT(sum.milp.columns.size(), 2 * milp.columns.size() / 3);
    const Solution whole = solver.solve(milp, kAggregatedToTheEnd);
    const Solution relaxation = solver.solve(relaxed(milp), kAggregatedToTheEnd);
    if (!whole.has_values()) continue;
    ++solved;
    for (const auto* solution : {&whole, &relaxation}) {
      const auto sums = added_up(sum, solution->values);
      Milp open = solution == &whole ? sum.milp : relaxed(sum.milp);
      EXPECT_LT(breach(open, sums), 1e-6) << i;
      EXPECT_LE(objective(sum.milp, sums), solution->objective + 1e-6) << i;
    }
    const Solution least = solver.solve(with_choices_and_sums(sum.milp), kAggregatedToTheEnd);
    EXPECT_LE(least.bound, whole.objective * (1 + 1e-9)) << i;
  }
  EXPECT_GT(solved, test::kIsSanitized ? 5 : 40);
}

// What a planner leaves out where details need not be whole is not missed.
TEST(Aggregated, spare_points_change_nothing_where_details_need_not_be_whole) {
  test::TwoSites sites(2);
  io::CbcSolver solver;
  int spare = 0;
  for (int i = 0; i < (test::kIsSanitized ? 10 : 60); ++i) {
    Milp milp = plan_model(sites.draw()).milp;
    const auto before = solver.solve(without_details(milp), kAggregatedToTheEnd);
    for (auto& column : milp.columns) {
      spare += column.is_spare ? 1 : 0;
      column.is_spare = false;
    }
    const auto after = solver.solve(without_details(milp), kAggregatedToTheEnd);
    ASSERT_EQ(before.has_values(), after.has_values()) << i;
    if (!before.has_values()) continue;
    EXPECT_NEAR(before.objective / after.objective, 1, 1e-7) << i;
  }
  EXPECT_GT(spare, 100);
}

}  // namespace
}  // namespace fleetmark::fleet

// SPDX-License-Identifier: Apache-2.0
// When devices come into service and when they leave it.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/fleet/plan.h"
#include "tests/harness/fleet/fleet_builders.h"
#include "tests/harness/fleet/solved_plan.h"

namespace fleetmark::fleet {
namespace {

using test::planned;

// Imports alone, and rent at 100 a period for all of the demand of 40.
PlanProblem with_rent() {
  auto p = test::plan_problem();
  p.devices[1].supply.assign(3, 0);
  p.workloads[0].rent_price = 100 / (40 * p.seconds_per_period());
  return p;
}

TEST(PlanLife, a_site_takes_its_devices_up_bit_by_bit) {
  auto p = with_rent();
  EXPECT_NEAR(planned(p).cost, 4 * 11 * 3, 1e-6);
  p.sites[0].most_started = std::vector<double>{1, 2, 3};
  EXPECT_NEAR(planned(p).cost, (11 + 75) + (3 * 11 + 25) + 4 * 11, 1e-6);
}

// The limit is on the start of service, not on the order.
TEST(PlanLife, a_kind_is_put_in_service_bit_by_bit_when_it_comes) {
  auto p = with_rent();
  p.devices[0].lead_periods = 1;
  p.devices[0].most_started = std::vector<double>{0, 3, 9};
  EXPECT_NEAR(planned(p).cost, 100 + (3 * 11 + 25) + 4 * 11, 1e-6);
  p.sites.push_back(p.sites[0]);  // both sites together
  p.sites[1].id = "there";
  p.power_price.push_back(std::vector<double>(3, 0));
  EXPECT_NEAR(planned(p).cost, 100 + (3 * 11 + 25) + 4 * 11, 1e-6);
}

// Four old devices at 12 a period each; imports cost 11, and rent is dear.
PlanProblem with_old_ones() {
  auto p = with_rent();
  p.workloads[0].rent_price = 1000 / (40 * p.seconds_per_period());
  p.devices[1].running = 12;
  p.pairs[1][0].points = {{1, 10}};
  p.devices[1].existing = {{0, 4, 3}};
  return p;
}

TEST(PlanLife, old_devices_leave_where_new_ones_cost_less) {
  auto p = with_old_ones();
  EXPECT_NEAR(planned(p).cost, 4 * 12 * 3, 1e-6);  // they run whether they serve or not
  p.devices[1].retirement_value = std::vector<double>(3, 0);
  const auto found = planned(p);
  EXPECT_NEAR(found.cost, 4 * 11 * 3, 1e-6);
  ASSERT_EQ(found.plan.retirements.size(), 1U);
  EXPECT_EQ(found.plan.retirements[0].count, 4);
  EXPECT_EQ(found.plan.retirements[0].period, 0);
  for (const auto& stock : found.plan.stock) EXPECT_EQ(stock.device, 0);
}

TEST(PlanLife, what_they_bring_and_what_it_takes_to_be_rid_of_them_is_cash) {
  auto p = with_old_ones();
  p.devices[1].retirement_value = std::vector<double>{5, 0, 0};
  const auto sold = planned(p);
  EXPECT_NEAR(sold.cost, 4 * 11 * 3 - 4 * 5, 1e-6);
  EXPECT_NEAR(sold.plan.cost.retirement, -20, 1e-6);
  EXPECT_NEAR(sold.plan.cost.total(), sold.cost, 1e-6);
  EXPECT_NEAR(sold.plan.cash[0], 4 * 100 - 20, 1e-6);
  // The budget of imports alone would not do.
  p.budget = std::vector<double>{380, 0, 0};
  EXPECT_NEAR(planned(p).cost, sold.cost, 1e-6);
  p.budget.reset();
  p.devices[1].retirement_value = std::vector<double>(3, -4);  // more than they save
  EXPECT_NEAR(planned(p).cost, 4 * 12 * 3, 1e-6);
}

// Six devices for one peak; later two suffice. The other four run at 5 a period each; gone after
// the first, three periods of 10 are left to repay, one of them beyond the plan.
TEST(PlanLife, a_bought_device_that_leaves_is_repaid) {
  auto p = with_rent();
  p.workloads[0].demand_per_s = {60, 20, 20};
  p.workloads[0].rent_price = 1000 / (40 * p.seconds_per_period());
  p.devices[0].life_periods = 4;
  p.devices[0].running = 5;
  EXPECT_NEAR(planned(p).cost, 6 * 15 * 3, 1e-6);
  p.devices[0].retirement_value = std::vector<double>{0, 26, 16};  // less than is left to repay
  const auto found = planned(p);
  EXPECT_NEAR(found.cost, 6 * 15 + 2 * 15 * 2 + 4 * (3 * 10 - 26), 1e-6);
  EXPECT_NEAR(found.plan.cost.total(), found.cost, 1e-6);
  // Not worth it where it costs: 10 beyond the plan and 1 against 10 saved.
  p.devices[0].retirement_value = std::vector<double>(3, -1);
  EXPECT_NEAR(planned(p).cost, 6 * 15 * 3, 1e-6);
}

TEST(PlanLife, the_fleet_of_a_floor_is_what_is_left_of_it) {
  auto p = with_old_ones();
  p.devices[1].retirement_value = std::vector<double>(3, 0);
  p.floors = {{"floor", {1, 1}, {0, 1}, 0, 2, 0.5, true}};
  const auto found = planned(p);
  EXPECT_NEAR(found.cost, (2 * 11 + 2 * 12) * 3, 1e-6);
}

}  // namespace
}  // namespace fleetmark::fleet

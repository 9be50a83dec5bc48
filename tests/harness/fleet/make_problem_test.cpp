// SPDX-License-Identifier: Apache-2.0
// What of a scenario becomes a figure of the problem.
#include "harness/fleet/make_problem.h"

#include <gtest/gtest.h>

namespace fleetmark::fleet {
namespace {

TEST(MakeProblem, repair_takes_its_share_of_the_time_in_the_long_run) {
  EXPECT_EQ(share_under_repair(0, 30), 0);
  EXPECT_EQ(share_under_repair(2, 0), 0);
  // As long under repair as at work.
  EXPECT_NEAR(share_under_repair(1, 365), 0.5, 1e-12);
  EXPECT_NEAR(share_under_repair(365, 3), 0.75, 1e-12);
}

// A year of work, then a repair, over and over: the share by counting days.
TEST(MakeProblem, repair_share_is_that_of_a_long_run) {
  const double failures = 4;
  const double repair = 10;
  double work = 0;
  double down = 0;
  for (int cycle = 0; cycle < 1000; ++cycle) {
    work += 365 / failures;
    down += repair;
  }
  EXPECT_NEAR(share_under_repair(failures, repair), down / (work + down), 1e-12);
}

TEST(MakeProblem, a_scale_up_domain_is_that_of_the_scenario_else_of_the_profile) {
  ScenarioDevice asked;
  model::DeviceProfile profile;
  EXPECT_EQ(domain_of(asked, profile), 0);
  profile.scale_up_domain.emplace();
  profile.scale_up_domain->value = 8;
  EXPECT_EQ(domain_of(asked, profile), 8);
  asked.scale_up_domain = 4;
  EXPECT_EQ(domain_of(asked, profile), 4);
}

}  // namespace
}  // namespace fleetmark::fleet

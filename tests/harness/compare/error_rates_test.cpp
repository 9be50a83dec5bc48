// SPDX-License-Identifier: Apache-2.0
// What comparisons and gates promise, from fixed seeds.
#include "harness/compare/error_rates.h"

#include <gtest/gtest.h>

#include "tests/support/sanitizer.h"

namespace fleetmark::compare {
namespace {

TEST(ErrorRates, pairs_meet_their_bar) {
  for (const PairRates& rates : pair_rates(1, test::kIsSanitized ? 50 : 2000)) {
    if (test::kIsSanitized) continue;
    EXPECT_LE(rates.alarms, 0.002) << rates.launch_spread;
    EXPECT_LE(rates.alarms_sequential, 0.002) << rates.launch_spread;
    EXPECT_LE(rates.alarms_single_launch, 0.002) << rates.launch_spread;
    EXPECT_LE(rates.alarms_no_minimum, 0.015) << rates.launch_spread;
    if (rates.launch_spread <= 0.01) {
      EXPECT_GE(rates.found, 0.99) << rates.launch_spread;
      EXPECT_GE(rates.found_sequential, 0.99) << rates.launch_spread;
    }
  }
}

TEST(ErrorRates, gates_meet_their_bar) {
  for (const GateRates& rates : gate_rates(1, test::kIsSanitized ? 4 : 200)) {
    if (test::kIsSanitized) continue;
    EXPECT_LE(rates.red_suites, 0.01);
    EXPECT_GE(rates.found_5, rates.procedure == GateProcedure::kFiveLaunches ? 0.75 : 0.90);
    EXPECT_LE(rates.found_3, rates.found_5);
    EXPECT_GE(rates.launches, 3);
  }
}

TEST(ErrorRates, a_seed_gives_the_same_rates_again) {
  const auto once = pair_rates(7, 50);
  const auto again = pair_rates(7, 50);
  const auto other = pair_rates(8, 50);
  bool is_other = false;
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].alarms_no_minimum, again[i].alarms_no_minimum);
    EXPECT_EQ(once[i].found, again[i].found);
    is_other = is_other || once[i].found != other[i].found ||
               once[i].alarms_no_minimum != other[i].alarms_no_minimum;
  }
  EXPECT_TRUE(is_other);
}

}  // namespace
}  // namespace fleetmark::compare

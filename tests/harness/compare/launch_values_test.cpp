// SPDX-License-Identifier: Apache-2.0
#include "harness/compare/launch_values.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "tests/harness/compare/compare_builders.h"

namespace fleetmark::compare {
namespace {

TEST(LaunchValues, samples_of_a_launch_count_once) {
  record::Measurement m = test::measured_at({});
  for (const double seconds : {1.0, 2.0, 100.0}) m.samples.push_back({seconds, {}, 0});
  for (const double seconds : {4.0, 4.0, 4.0}) m.samples.push_back({seconds, {}, 3});
  const LaunchValues values = launch_seconds(m);
  ASSERT_EQ(values.logs.size(), 2U);
  EXPECT_NEAR(values.logs[0], std::log(2.0), 1e-12);
  EXPECT_NEAR(values.logs[1], std::log(4.0), 1e-12);
}

TEST(LaunchValues, within_variance_is_that_of_a_median) {
  record::Measurement m = test::measured_at({});
  for (const double log : {0.0, 0.1, 0.2, 0.3, 0.4}) m.samples.push_back({std::exp(log), {}, 0});
  const double spread = 0.2 / 1.3489795;  // quartiles 0.1 and 0.3
  EXPECT_NEAR(launch_seconds(m).within_variance, std::numbers::pi / 2 * spread * spread / 5, 1e-9);
  // Half as many effective samples: twice the variance.
  m.summary.count = 5;
  m.summary.effective_count = 2.5;
  EXPECT_NEAR(launch_seconds(m).within_variance, std::numbers::pi / 2 * spread * spread / 2.5,
              1e-9);
}

TEST(LaunchValues, cycles_need_a_clock_in_every_sample) {
  record::Measurement m = test::with_clock(test::measured_at({2, 4}), 1e9);
  ASSERT_EQ(launch_cycles(m).logs.size(), 2U);
  EXPECT_NEAR(launch_cycles(m).logs[1], std::log(4e9), 1e-9);
  m.samples[1].clock_hz.reset();
  EXPECT_TRUE(launch_cycles(m).is_empty());
}

TEST(LaunchValues, joules_are_absent_where_unknown) {
  record::Measurement m = test::measured_at({1});
  EXPECT_TRUE(record_joules(m).is_empty());
  m.energy_j_per_launch = 3;
  EXPECT_NEAR(record_joules(m).logs.at(0), std::log(3.0), 1e-12);
}

TEST(LaunchValues, appending_weighs_by_launches) {
  LaunchValues all{{1, 2, 3}, 0.1};
  append(all, {{4}, 0.5});
  append(all, {});
  EXPECT_EQ(all.logs, (std::vector<double>{1, 2, 3, 4}));
  EXPECT_NEAR(all.within_variance, 0.2, 1e-12);
}

}  // namespace
}  // namespace fleetmark::compare

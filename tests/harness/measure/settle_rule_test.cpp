// SPDX-License-Identifier: Apache-2.0
// Warm-up ends when two successive windows agree, in what the device lets us read.
#include "harness/measure/settle_rule.h"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetmark::measure {
namespace {

constexpr SettlePolicy kPolicy{.window_s = 1, .time_limit_s = 10};

struct Reading {
  double seconds = 1e-3;
  std::optional<double> clock_hz = {};
  std::optional<double> power_w = {};
};

// Ten batches that end within the window [second, second + 1].
void observe_window(SettleRule& rule, int second, const Reading& reading) {
  DeviceState state;
  if (reading.clock_hz) state.clock = Hertz(*reading.clock_hz);
  if (reading.power_w) state.power = Watts(*reading.power_w);
  for (int i = 1; i <= 10; ++i) rule.observe(second + i / 10.0, reading.seconds, state);
}

bool settles(const Reading& first, const Reading& second) {
  SettleRule rule(kPolicy);
  observe_window(rule, 0, first);
  EXPECT_FALSE(rule.is_settled()) << "one window is no comparison";
  observe_window(rule, 1, second);
  return rule.is_settled();
}

TEST(SettleRule, launch_times_decide_where_nothing_else_can_be_read) {
  EXPECT_TRUE(settles({1e-3}, {1.019e-3}));
  EXPECT_FALSE(settles({1e-3}, {1.021e-3}));
  EXPECT_FALSE(settles({1e-3}, {0.979e-3})) << "becoming faster is drift, too";
}

TEST(SettleRule, clock_and_power_decide_where_they_can_be_read) {
  EXPECT_TRUE(settles({1e-3, 1e9, 100}, {1e-3, 1.009e9, 101.9}));
  EXPECT_FALSE(settles({1e-3, 1e9, 100}, {1e-3, 1.011e9, 100}));
  EXPECT_FALSE(settles({1e-3, 1e9, 100}, {1e-3, 1e9, 102.1}));
  EXPECT_TRUE(settles({1e-3, 1e9, 100}, {2e-3, 1e9, 100})) << "times may differ at a steady clock";
  EXPECT_FALSE(settles({1e-3, {}, 100}, {2e-3, {}, 100})) << "power alone does not excuse times";
}

TEST(SettleRule, an_idle_device_that_draws_nothing_is_settled) {
  EXPECT_TRUE(settles({1e-3, 1e9, 0}, {1e-3, 1e9, 0}));
  EXPECT_FALSE(settles({1e-3, 1e9, 0}, {1e-3, 1e9, 5}));
}

TEST(SettleRule, the_median_of_a_window_forgives_a_single_slow_batch) {
  SettleRule rule(kPolicy);
  observe_window(rule, 0, {1e-3});
  rule.observe(1.05, 1.0, {});
  observe_window(rule, 1, {1e-3});
  EXPECT_TRUE(rule.is_settled());
  EXPECT_EQ(rule.end_state(), "launch time drift 0 %");
}

TEST(SettleRule, what_drifts_ends_at_the_limit_and_says_how_much) {
  SettleRule rule(kPolicy);
  for (int second = 0; second < 9; ++second) {
    observe_window(rule, second, {1e-3 * std::pow(1.1, second)});
    EXPECT_FALSE(rule.is_over(second + 1.0));
  }
  EXPECT_FALSE(rule.is_settled());
  EXPECT_TRUE(rule.is_over(10.0));
  EXPECT_EQ(rule.end_state(), "launch time drift 10 %");
}

TEST(SettleRule, before_two_windows_it_says_so) {
  SettleRule rule(kPolicy);
  EXPECT_EQ(rule.end_state(), "no two windows completed");
  EXPECT_NE(rule.rule().find("1000 ms"), std::string::npos);
}

TEST(SettleRule, where_none_is_asked_for_one_batch_is_all) {
  SettleRule rule({.window_s = 0, .time_limit_s = 0});
  rule.observe(1e-3, 1e-3, {});
  EXPECT_TRUE(rule.is_over(1e-3));
  EXPECT_FALSE(rule.is_settled());
  EXPECT_EQ(rule.rule(), "none: the suite asks for no settling");
}

}  // namespace
}  // namespace fleetmark::measure

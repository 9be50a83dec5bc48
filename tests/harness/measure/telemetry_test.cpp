// SPDX-License-Identifier: Apache-2.0
// What counters and readings around the samples mean: which throttling and which errors spoil a
// measurement, and when clock and energy may be told.
#include "harness/measure/telemetry.h"

#include <gtest/gtest.h>

namespace fleetmark::measure {
namespace {

DeviceFact fact(const std::string& key, double value) {
  DeviceFact f;
  f.key = key;
  f.number = value;
  return f;
}

TEST(Telemetry, ComparesOnlyCountersKnownOnBothSides) {
  const auto changes = counter_changes({fact("xid_errors", 1), fact("pcie_replays", 2)},
                                       {fact("pcie_replays", 5), fact("nvlink_replay_errors", 0)});
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].name, "pcie_replays");
  EXPECT_EQ(changes[0].after - changes[0].before, 3);
}

TEST(Telemetry, PowerCapIsValidAndHeatIsNot) {
  const auto cap = classify_throttle({{"throttled_power_cap_s", 1, 4}}, 5);
  EXPECT_TRUE(cap.is_known);
  EXPECT_TRUE(cap.has_power_cap);
  EXPECT_EQ(cap.invalidating, "");
  EXPECT_EQ(classify_throttle({{"throttled_thermal_s", 1, 2}}, 5).invalidating,
            "thermal for 20 % of the time");
  EXPECT_EQ(classify_throttle({{"throttled_power_brake_s", 0, 5}}, 5).invalidating,
            "hardware slowdown by power brake for 100 % of the time");
}

TEST(Telemetry, OtherLimitsOfTheClockAreToldAndSpoilNothing) {
  const auto verdict = classify_throttle({{"throttled_board_limit_s", 0, 1},
                                          {"throttled_reliability_s", 0, 2},
                                          {"throttled_sync_boost_s", 0, 0.001},
                                          {"below_base_clock_s", 0, 5}},
                                         5);
  EXPECT_EQ(verdict.invalidating, "");
  EXPECT_EQ(verdict.limiting,
            "board limit for 20 % of the time, reliability limit for 40 % of the time, below the "
            "base clock for 100 % of the time");
  EXPECT_FALSE(verdict.is_known) << "whether heat throttled, these do not tell";
}

TEST(Telemetry, ThrottlingThatCountersCannotResolveSpoilsNothing) {
  const auto verdict = classify_throttle({{"throttled_thermal_s", 1, 1.01}}, 5);
  EXPECT_TRUE(verdict.is_known);
  EXPECT_EQ(verdict.invalidating, "");
  EXPECT_FALSE(classify_throttle({}, 5).is_known);
}

TEST(Telemetry, TellsFatalFromCorrectedErrors) {
  const auto verdict = classify_errors({{"xid_errors", 0, 1}, {"pcie_replays", 2, 5}});
  EXPECT_EQ(verdict.invalidating, "xid_errors +1");
  EXPECT_EQ(verdict.corrected, "pcie_replays +3");
  EXPECT_EQ(classify_errors({{"xid_errors", 7, 7}}).invalidating, "");
}

TEST(Telemetry, MemoryThatCannotBeRepairedIsFatalThoughItWasSoBefore) {
  EXPECT_EQ(classify_errors({{"row_remap_failed", 1, 1}}).invalidating, "row_remap_failed");
  EXPECT_EQ(classify_errors({{"xid_errors", 0, 1}, {"row_remap_failed", 0, 1}}).invalidating,
            "xid_errors +1, row_remap_failed");
  const auto waiting = classify_errors({{"row_remap_pending", 1, 1}, {"row_remap_failed", 0, 0}});
  EXPECT_EQ(waiting.invalidating, "");
  EXPECT_EQ(waiting.corrected, "row_remap_pending");
}

TEST(Telemetry, CyclesNeedAClockInEverySample) {
  std::vector<record::Sample> samples(2);
  samples[0].seconds = 2;
  samples[0].clock_hz = 1e9;
  samples[1].seconds = 1;
  EXPECT_FALSE(median_cycles(samples));
  samples[1].clock_hz = 2e9;
  EXPECT_EQ(median_cycles(samples).value_or(0), 2e9);
  EXPECT_FALSE(median_cycles({}));
}

TEST(Telemetry, EnergyIsCheckedOnlyOverLongEnoughAndWholeWindows) {
  record::Window window;
  window.begin_s = 0;
  window.end_s = 5;
  window.power_w = 100;
  window.energy_j = 550;
  EXPECT_DOUBLE_EQ(energy_over_power({window}, 5).value_or(0), 1.1);
  EXPECT_FALSE(energy_over_power({window}, 6));
  window.energy_j.reset();
  EXPECT_FALSE(energy_over_power({window}, 5));
}

std::vector<DeviceFact> limit_facts(std::optional<double> enforced, std::optional<double> usual) {
  return {{"power_limit_w", enforced, {}, {}}, {"default_power_limit_w", usual, {}, {}}};
}

TEST(PowerLimits, one_that_changed_is_told_and_one_that_is_unknown_is_not) {
  EXPECT_EQ(limit_change(power_limits(limit_facts(600, 700), limit_facts(500, 700))),
            "600 W before, 500 W after");
  EXPECT_EQ(limit_change(power_limits(limit_facts(600, 700), limit_facts(600.2, 700))), "");
  EXPECT_EQ(limit_change(power_limits(limit_facts(500, 700), limit_facts(600, 700))),
            "500 W before, 600 W after");
  EXPECT_EQ(limit_change(power_limits(limit_facts({}, 700), limit_facts(500, 700))), "");
  EXPECT_EQ(limit_change(power_limits(limit_facts(600, 700), {})), "");
}

TEST(PowerLimits, the_lowest_seen_is_held_against_the_default) {
  EXPECT_EQ(low_limit(power_limits(limit_facts(700, 700), limit_facts(500, 700))),
            "500 W, default 700 W");
  EXPECT_EQ(low_limit(power_limits(limit_facts(500, 700), limit_facts(700, 700))),
            "500 W, default 700 W");
  EXPECT_EQ(low_limit(power_limits(limit_facts({}, {}), limit_facts(500, 700))),
            "500 W, default 700 W");
  EXPECT_EQ(low_limit(power_limits(limit_facts(700, 700), limit_facts(700, 700))), "");
  EXPECT_EQ(low_limit(power_limits(limit_facts(800, 700), limit_facts(800, 700))), "")
      << "raised is not low";
  EXPECT_EQ(low_limit(power_limits(limit_facts(500, {}), limit_facts(500, {}))), "");
  EXPECT_EQ(low_limit(power_limits({}, {})), "");
  EXPECT_TRUE(power_limits({}, {}).is_empty());
}

TEST(PowerLimits, are_no_counters) {
  EXPECT_TRUE(counter_changes(limit_facts(600, 700), limit_facts(500, 700)).empty());
}

}  // namespace
}  // namespace fleetmark::measure

// SPDX-License-Identifier: Apache-2.0
// Records of several launches made one: nothing lost, nothing counted twice, the worse of each
// property kept.
#include "harness/measure/launches.h"

#include <gtest/gtest.h>

#include <map>

#include "harness/measure/statistics.h"
#include "tests/support/builders.h"

namespace fleetmark::measure {
namespace {

record::Skipped skip(const record::Measurement& m, bool is_failure) {
  return {m.problem, m.variant, is_failure ? "wrong answer" : "out of memory", is_failure};
}

std::map<int, int> samples_per_launch(const record::Measurement& m) {
  std::map<int, int> counts;
  for (const auto& sample : m.samples) ++counts[sample.launch];
  return counts;
}

TEST(Launches, samples_keep_their_launch_and_the_summary_knows_the_spread) {
  std::vector<record::RunRecord> runs(3, test::some_run(1, 2));
  for (std::size_t i = 0; i < 3; ++i) {
    for (auto& sample : runs[i].measurements[0].samples)
      sample.seconds *= 1.0 + 0.1 * static_cast<double>(i);
  }
  runs[2].finished_at = "2026-11-24T13:00:00Z";
  const auto merged = merge_launches(runs);
  EXPECT_EQ(merged.finished_at, "2026-11-24T13:00:00Z");
  ASSERT_EQ(merged.measurements.size(), 2);
  const auto& m = merged.measurements[0];
  EXPECT_EQ(samples_per_launch(m), (std::map<int, int>{{0, 40}, {1, 40}, {2, 40}}));
  EXPECT_EQ(m.summary.launches, 3);
  const auto& medians = m.summary.launch_medians_s;
  ASSERT_EQ(medians.size(), 3);
  EXPECT_DOUBLE_EQ(medians[0], runs[0].measurements[0].summary.median_s);
  EXPECT_DOUBLE_EQ(medians[2], 1.2 * medians[0]);
  ASSERT_TRUE(m.summary.next_launch_95_s);
  EXPECT_LT(m.summary.next_launch_95_s->low, medians[0]);
  EXPECT_TRUE(m.windows.empty()) << "their times belong to one launch";
}

TEST(Launches, rivals_keep_one_pair_with_a_ratio_from_each_launch) {
  std::vector<record::RunRecord> runs(3, test::some_run(1, 1));
  for (std::size_t i = 0; i < 3; ++i) {
    record::RivalPair pair;
    pair.problem = runs[i].measurements[0].problem;
    pair.ours = runs[i].measurements[0].variant;
    pair.rival = "cub";
    pair.took_turns = true;
    pair.ratio = 1.0 + 0.1 * static_cast<double>(i);
    pair.launch_ratios = {*pair.ratio};
    runs[i].rivals = {pair};
  }
  const auto merged = merge_launches(runs);
  ASSERT_EQ(merged.rivals.size(), 1);
  EXPECT_EQ(merged.rivals[0].launch_ratios.size(), 3);
  EXPECT_DOUBLE_EQ(*merged.rivals[0].ratio, 1.1);
  EXPECT_TRUE(merged.rivals[0].next_launch_95);
}

TEST(Launches, counters_add_up_over_the_launches_and_not_over_the_time_between) {
  std::vector<record::RunRecord> runs(2, test::some_run(1, 1));
  runs[0].measurements[0].watch.counters = {{"throttled_power_cap_s", 10, 12}};
  runs[0].measurements[0].watch.energy_over_power = 1.0;
  runs[1].measurements[0].watch.counters = {{"throttled_power_cap_s", 20, 23}};
  runs[1].measurements[0].watch.pcie_generation = 5;
  runs[0].measurements[0].watch.power_limits = {700, 650, {}, {}};
  runs[1].measurements[0].watch.power_limits = {600, 500, {}, {}};
  const auto watch = merge_launches(runs).measurements[0].watch;
  EXPECT_EQ(watch.power_limits.enforced_before_w, 700) << "before the first";
  EXPECT_EQ(watch.power_limits.enforced_after_w, 500) << "after the last";
  ASSERT_EQ(watch.counters.size(), 1);
  EXPECT_EQ(watch.counters[0].after - watch.counters[0].before, 5);
  EXPECT_EQ(watch.pcie_generation, 5);
  EXPECT_FALSE(watch.energy_over_power);
}

TEST(Launches, two_launches_predict_nothing) {
  const auto merged = merge_launches({test::some_run(1, 1), test::some_run(1, 1)});
  EXPECT_FALSE(merged.measurements[0].summary.next_launch_95_s);
}

TEST(Launches, at_most_2000_samples_with_an_equal_share_for_each_launch) {
  record::RunRecord run = test::some_run(1, 0);
  run.measurements.push_back(test::some_measurement(1, 1999));
  const auto merged = merge_launches({run, run, run});
  const auto counts = samples_per_launch(merged.measurements[0]);
  ASSERT_EQ(counts.size(), 3);
  EXPECT_LE(merged.measurements[0].samples.size(), 2000);
  for (const auto& [launch, count] : counts) {
    EXPECT_EQ(count, 500) << launch;  // 666 may stay: every 4th of 1999
  }
}

TEST(Launches, other_data_is_another_case) {
  std::vector<record::RunRecord> launches{test::some_run(3, 2), test::some_run(3, 2)};
  for (auto& launch : launches) {
    launch.measurements[1] = launch.measurements[0];
    launch.measurements[1].data = "zeros";
  }
  launches[0].measurements.erase(launches[0].measurements.begin() + 1);
  std::swap(launches[1].measurements[0], launches[1].measurements[1]);
  const auto merged = merge_launches(launches);
  ASSERT_EQ(merged.measurements.size(), 2U);
  EXPECT_EQ(merged.measurements[0].data, "uniform");
  EXPECT_EQ(merged.measurements[0].summary.launches, 2);
  EXPECT_EQ(merged.measurements[1].data, "zeros");
  EXPECT_EQ(merged.measurements[1].summary.launches, 1);
}

TEST(Launches, the_worse_of_each_property_is_kept) {
  std::vector<record::RunRecord> runs(3, test::some_run(1, 1));
  runs[0].measurements[0].energy_j_per_launch = 2.0;
  auto& bad = runs[1].measurements[0];
  bad.stop = record::StopReason::kTimeLimit;
  bad.warmup.settled = false;
  bad.warmup.end_state = "drift 9 %";
  bad.verification.max_error = 0.75;
  bad.energy_unknown_reason = "counter gone";
  bad.warnings.push_back({record::WarningCode::kPowerCap, "seen while sampling"});
  const auto merged = merge_launches(runs);
  const auto& m = merged.measurements[0];
  EXPECT_EQ(m.stop, record::StopReason::kTimeLimit);
  EXPECT_FALSE(m.warmup.settled);
  EXPECT_EQ(m.warmup.end_state, "drift 9 %");
  EXPECT_EQ(m.verification.max_error, 0.75);
  EXPECT_FALSE(m.energy_j_per_launch);
  EXPECT_FALSE(m.energy_unknown_reason.empty());
  ASSERT_EQ(m.warnings.size(), 2) << "each kind of warning once";
  EXPECT_EQ(m.warnings[1].code, record::WarningCode::kPowerCap);
}

TEST(Launches, a_case_that_one_launch_skipped_keeps_the_others) {
  std::vector<record::RunRecord> runs(3, test::some_run(1, 2));
  for (auto& run : runs) run.skipped.clear();
  const record::Measurement gone = runs[0].measurements[1];
  runs[0].measurements.pop_back();
  runs[0].skipped = {skip(gone, false)};
  const auto merged = merge_launches(runs);
  ASSERT_EQ(merged.measurements.size(), 2);
  EXPECT_EQ(samples_per_launch(merged.measurements[1]), (std::map<int, int>{{1, 40}, {2, 40}}));
  EXPECT_TRUE(merged.skipped.empty()) << "measured after all";

  // Merged again, no two launches fall together, although one case began at launch 1.
  auto later = test::some_run(1, 2);
  later.skipped.clear();
  const auto again = merge_launches({merged, later});
  EXPECT_EQ(samples_per_launch(again.measurements[0]).size(), 4);
  EXPECT_EQ(again.measurements[0].summary.launches, 4);
  EXPECT_EQ(again.measurements[1].summary.launches, 3);
}

TEST(Launches, gaps_of_every_case_do_not_let_launches_fall_together) {
  auto only_second = test::some_run(1, 1);
  for (auto& sample : only_second.measurements[0].samples) sample.launch = 1;
  only_second.measurements[0].summary = summarise(only_second.measurements[0].samples);
  const auto merged = merge_launches({only_second, test::some_run(1, 1)});
  EXPECT_EQ(samples_per_launch(merged.measurements[0]), (std::map<int, int>{{1, 40}, {2, 40}}));
}

TEST(Launches, a_failure_in_any_launch_is_listed) {
  auto good = test::some_run(1, 1);
  good.skipped.clear();
  auto skipping = good;
  skipping.measurements.clear();
  skipping.skipped = {skip(good.measurements[0], false)};
  auto failing = skipping;
  failing.skipped = {skip(good.measurements[0], true)};

  const auto with_measured = merge_launches({good, failing});
  ASSERT_EQ(with_measured.skipped.size(), 1);
  EXPECT_TRUE(with_measured.skipped[0].is_failure);
  const auto after_skip = merge_launches({skipping, failing, failing});
  ASSERT_EQ(after_skip.skipped.size(), 1);
  EXPECT_TRUE(after_skip.skipped[0].is_failure) << "a failure outranks a harmless skip";
  const auto skipped_only = merge_launches({skipping, skipping});
  ASSERT_EQ(skipped_only.skipped.size(), 1);
  EXPECT_FALSE(skipped_only.skipped[0].is_failure);
}

}  // namespace
}  // namespace fleetmark::measure

// SPDX-License-Identifier: Apache-2.0
// Launches per sample and operand sets, by the definition of each.
#include "harness/measure/plan.h"

#include <gtest/gtest.h>

#include <limits>

namespace fleetmark::measure {
namespace {

TEST(Plan, a_sample_is_just_long_enough) {
  EXPECT_EQ(launches_per_sample(0.5), 1);
  EXPECT_EQ(launches_per_sample(0.001), 1);
  EXPECT_EQ(launches_per_sample(0.0004), 3);
  EXPECT_EQ(launches_per_sample(1e-6, 0.01), 10000);
  for (const double each : {3e-7, 7e-6, 1.1e-5, 9e-4}) {
    const auto launches = static_cast<double>(launches_per_sample(each));
    EXPECT_GE(launches * each, kMinSampleSeconds);
    EXPECT_LT((launches - 1) * each, kMinSampleSeconds);
  }
}

TEST(Plan, times_that_are_none_do_not_ask_for_endless_batches) {
  EXPECT_EQ(launches_per_sample(0), 1);
  EXPECT_EQ(launches_per_sample(-1), 1);
  EXPECT_EQ(launches_per_sample(std::numeric_limits<double>::quiet_NaN()), 1);
  EXPECT_EQ(launches_per_sample(1e-30), 1000000);
}

TEST(Plan, cold_sets_hold_three_caches_with_not_one_set_too_many) {
  for (const double footprint : {1e3, 3e4, 1e6, 7e6, 96e6, 1e9}) {
    const auto rotation = plan_rotation(true, Bytes(footprint), Bytes(32e6), {});
    EXPECT_EQ(rotation.label, footprint * 4096 < 96e6
                                  ? "partly cold: 4096 operand sets hold less than three times the "
                                    "last-level cache"
                                  : "cold: operands of three times the last-level cache");
    if (footprint * 4096 < 96e6) continue;
    EXPECT_GE(rotation.operand_sets * footprint, 96e6);
    EXPECT_LT((rotation.operand_sets - 1) * footprint, 96e6);
  }
}

TEST(Plan, memory_bounds_the_sets_and_the_label_says_so) {
  const auto rotation = plan_rotation(true, Bytes(10e6), Bytes(32e6), Bytes(100e6));
  EXPECT_EQ(rotation.operand_sets, 5);
  EXPECT_EQ(rotation.label,
            "partly cold: memory or suite allows less than three times the last-level cache");
  EXPECT_EQ(plan_rotation(true, Bytes(10e6), Bytes(32e6), Bytes(0)).operand_sets, 1);
}

TEST(Plan, a_suite_may_have_no_time_for_all_of_it) {
  const auto all = plan_rotation(true, Bytes(1e6), Bytes(1e8), Bytes(1e12));
  EXPECT_EQ(all.operand_sets, 300);
  const auto some = plan_rotation(true, Bytes(1e6), Bytes(1e8), Bytes(1e12), 5.5e6);
  EXPECT_EQ(some.operand_sets, 5);
  EXPECT_EQ(some.label,
            "partly cold: memory or suite allows less than three times the last-level cache");
  EXPECT_EQ(plan_rotation(true, Bytes(1e6), Bytes(1e8), Bytes(1e12), 1).operand_sets, 1);
}

TEST(Plan, an_unknown_cache_is_named_not_guessed) {
  const auto rotation = plan_rotation(true, mebibytes(100), {}, {});
  EXPECT_EQ(rotation.operand_sets, 3);
  EXPECT_NE(rotation.label.find("the cache size being unknown"), std::string::npos);
}

TEST(Plan, hot_and_operandless_kernels_have_one_set) {
  EXPECT_EQ(plan_rotation(false, Bytes(1e3), Bytes(32e6), {}).operand_sets, 1);
  EXPECT_EQ(plan_rotation(false, Bytes(1e3), Bytes(32e6), {}).label.substr(0, 3), "hot");
  EXPECT_EQ(plan_rotation(true, Bytes(0), Bytes(32e6), {}).operand_sets, 1);
  EXPECT_EQ(plan_rotation(true, Bytes(0), Bytes(32e6), {}).label, "no memory operands");
}

// 384 rows of 2 KiB of a table of 62 MB: two tables are three times a cache of 32 MiB, the rows are
// not. A second turn of a set within a sample would find them there.
TEST(Plan, launches_that_touch_little_of_their_operands_are_few) {
  const Bytes cache = mebibytes(32), rows(2 * 384 * 2048.0);
  EXPECT_EQ(most_cold_launches(true, rows, 2, cache), 2);
  EXPECT_EQ(most_cold_launches(true, rows, 61, cache), 61);
  EXPECT_GT(most_cold_launches(true, rows, 64, cache), 1000000);
  EXPECT_GT(most_cold_launches(true, mebibytes(48), 2, cache), 1000000);
  EXPECT_GT(most_cold_launches(false, rows, 2, cache), 1000000);
  EXPECT_EQ(most_cold_launches(true, mebibytes(1), 255, std::nullopt), 255);
  EXPECT_GT(most_cold_launches(true, mebibytes(1), 256, std::nullopt), 1000000);
}

TEST(Plan, sets_of_which_few_rows_are_taken_are_not_called_cold) {
  const Bytes cache = mebibytes(32), few(2 * 384 * 2048.0);
  const Rotation by_size = plan_rotation(true, Bytes(62e6), cache, {});
  ASSERT_TRUE(by_size.label.starts_with("cold")) << by_size.label;
  const Rotation rotation = as_touched(by_size, few, cache);
  EXPECT_EQ(rotation.operand_sets, by_size.operand_sets);
  EXPECT_EQ(rotation.label.find("partly cold: each set's turn takes the same rows"), 0U);
  EXPECT_EQ(as_touched(by_size, mebibytes(48), cache).label, by_size.label);
  EXPECT_EQ(as_touched({1, "hot: the same operands every time"}, few, cache).label,
            "hot: the same operands every time");
}

}  // namespace
}  // namespace fleetmark::measure

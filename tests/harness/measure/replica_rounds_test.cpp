// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/replica_rounds.h"

#include <gtest/gtest.h>

#include <array>

#include "harness/measure/launches.h"
#include "tests/support/builders.h"

namespace fleetmark::measure {
namespace {

std::vector<record::Sample> samples_of(const std::vector<double>& seconds) {
  std::vector<record::Sample> samples;
  for (const double one : seconds) samples.push_back({one, {}, 0});
  return samples;
}

record::Measurement operator_of(const std::string& variant, const std::vector<double>& seconds) {
  record::Measurement m = test::some_measurement(1, static_cast<int>(seconds.size()));
  m.variant = variant;
  m.samples = samples_of(seconds);
  return m;
}

// Two operators of one problem and one variant, and a library timed beside: a block takes the first
// twice and the second once; four blocks and one more launch of the second are the phase.
record::RunRecord replica_run(const std::vector<double>& block, const std::vector<double>& first,
                              const std::vector<double>& second) {
  record::RunRecord run = test::some_run(1, 0);
  run.measurements = {operator_of("plain", first), operator_of("library", second),
                      operator_of("plain", second)};
  record::Replica r;
  r.workload = "small";
  r.blocks = 4;
  r.parts = {{"first", 0, 2, 8, false, false, ""},
             {"first", 1, 2, 8, true, true, ""},
             {"second", 2, 1, 5, false, false, ""}};
  r.samples = samples_of(block);
  run.replicas = {r};
  return run;
}

// Rounds: (2 x 1 + 3) / 5 = 1, (2 x 2 + 2) / 8 = 0.75, (2 x 3 + 4) / 8 = 1.25; phases 4 x 5 + 3,
// 4 x 8 + 2, 4 x 8 + 4.
TEST(ReplicaRounds, sum_and_phase_are_taken_round_by_round) {
  auto run = replica_run({5, 8, 8, 5, 8, 8}, {1, 2, 3, 1, 2, 3}, {3, 2, 4, 3, 2, 4});
  auto& r = run.replicas[0];
  summarise_rounds(r, run.measurements);
  EXPECT_EQ(r.block_s.median_s, 8);
  EXPECT_EQ(r.sum_over_block, 1);
  ASSERT_TRUE(r.sum_over_block_95 && r.phase_95_s);
  EXPECT_EQ(r.sum_over_block_95->low, 0.75);
  EXPECT_EQ(r.sum_over_block_95->high, 1.25);
  EXPECT_EQ(r.phase_s, 34);
  EXPECT_EQ(r.phase_95_s->low, 23);
  EXPECT_EQ(r.phase_95_s->high, 36);
  EXPECT_FALSE(r.phase_next_launch_95_s);
}

TEST(ReplicaRounds, a_phase_that_lacks_an_operator_has_no_time) {
  auto run = replica_run({5, 8, 8}, {1, 2, 3}, {3, 2, 4});
  auto& r = run.replicas[0];
  r.phase_s = 1;
  r.missing = {{"third", run.measurements[0].problem, 1, "no kernel"}};
  summarise_rounds(r, run.measurements);
  EXPECT_FALSE(r.phase_s);
  EXPECT_EQ(r.block_s.median_s, 8);
}

// The sum is 0.94 or 1.06 times the block, or 0.96 and 1.04; six equal rounds are certain of it.
TEST(ReplicaRounds, a_sum_apart_from_its_block_is_a_warning) {
  const auto warnings_at = [](const std::vector<double>& blocks) {
    auto run = replica_run(blocks, std::vector<double>(blocks.size(), 1),
                           std::vector<double>(blocks.size(), 2));
    auto& r = run.replicas[0];
    r.warnings = {{record::WarningCode::kSumApart, "of an earlier look"}};
    summarise_rounds(r, run.measurements);
    return r.warnings;
  };
  const auto six = [](double ratio) { return std::vector<double>(6, 4 / ratio); };
  EXPECT_TRUE(warnings_at(six(0.96)).empty());
  EXPECT_TRUE(warnings_at(six(1.04)).empty());
  ASSERT_EQ(warnings_at(six(1.06)).size(), 1U);
  EXPECT_EQ(warnings_at(six(1.06))[0].detail,
            "its operators alone take 1.06 times the block (95 %: 1.06 to 1.06)");
  ASSERT_EQ(warnings_at(six(0.94)).size(), 1U);
  EXPECT_EQ(warnings_at(six(0.94))[0].code, record::WarningCode::kSumApart);
  EXPECT_TRUE(warnings_at({3, 3, 3, 4, 4, 4}).empty()) << "1 to 1.33 may as well be within";
  EXPECT_TRUE(warnings_at({2, 2, 2}).empty()) << "three rounds have no interval";
}

// The second launch lists its operators in another order, as one that tried them in another might.
TEST(ReplicaRounds, launches_are_merged_operator_by_operator) {
  auto other = replica_run({10, 16, 16}, {2, 4, 6}, {6, 4, 8});
  std::swap(other.measurements[0], other.measurements[1]);
  other.replicas[0].parts[0].measurement = 1;
  other.replicas[0].parts[1].measurement = 0;
  const auto run = replica_run({5, 8, 8}, {1, 2, 3}, {3, 2, 4});
  const auto merged = merge_launches({run, other, run});
  ASSERT_EQ(merged.replicas.size(), 1U);
  const auto& r = merged.replicas[0];
  ASSERT_EQ(r.parts.size(), 3U);
  const std::array<double, 3> least{1, 2, 2};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& part = merged.measurements[static_cast<std::size_t>(r.parts[i].measurement)];
    EXPECT_EQ(part.samples.size(), 9U);
    EXPECT_EQ(part.summary.min_s, least[i]) << i;
  }
  EXPECT_EQ(merged.measurements.size(), 3U);
  EXPECT_EQ(r.block_s.launch_medians_s, (std::vector<double>{8, 16, 8}));
  ASSERT_TRUE(r.sum_over_block_95);
  EXPECT_EQ(r.sum_over_block_95->low, 0.75);  // both alike: the second is twice the first
  EXPECT_EQ(r.sum_over_block_95->high, 1.25);
  ASSERT_TRUE(r.block_s.next_launch_95_s && r.phase_next_launch_95_s);
  EXPECT_LE(r.block_s.next_launch_95_s->low, 8);
  EXPECT_GE(r.block_s.next_launch_95_s->high, 16);
  EXPECT_LE(r.phase_next_launch_95_s->low, 34);
  EXPECT_GE(r.phase_next_launch_95_s->high, 68);
}

// Where another implementation stood for an operator the block is another one. The operator that
// both have is in both, each with the rounds of its own launches.
TEST(ReplicaRounds, blocks_of_other_implementations_stay_apart) {
  const auto run = replica_run({5, 8, 8}, {1, 2, 3}, {3, 2, 4});
  auto other = replica_run({50, 80, 80}, {10, 20, 30}, {30, 20, 40});
  other.measurements[0].variant = "tiled";
  const auto merged = merge_launches({run, other});
  ASSERT_EQ(merged.replicas.size(), 2U);
  for (const auto& r : merged.replicas) {
    EXPECT_EQ(r.samples.size(), 3U);
    EXPECT_EQ(r.sum_over_block, 1);
    EXPECT_FALSE(r.sum_over_block_95) << "three rounds have no interval of 95 %";
    EXPECT_FALSE(r.phase_95_s);
  }
  EXPECT_EQ(merged.replicas[0].phase_s, 34);
  EXPECT_EQ(merged.replicas[1].phase_s, 340);
}

// The second of three rounds has lost one of its operators: (2 x 1 + 3) / 5 and (2 x 3 + 4) / 8 are
// left. Without any the block still has its time.
TEST(ReplicaRounds, a_round_that_lacks_an_operator_is_left_out) {
  auto run = replica_run({5, 8, 8}, {1, 2, 3}, {3, 2, 4});
  auto& r = run.replicas[0];
  r.samples[1].launch = 1;
  for (const std::size_t i : {0U, 1U}) run.measurements[i].samples[1].launch = 1;
  run.measurements[2].samples.erase(run.measurements[2].samples.begin() + 1);
  summarise_rounds(r, run.measurements);
  EXPECT_EQ(r.sum_over_block, (1 + 1.25) / 2);
  EXPECT_EQ(r.phase_s, (23 + 36) / 2.0);
  EXPECT_EQ(r.block_s.count, 3);
  run.measurements[2].samples.clear();
  summarise_rounds(r, run.measurements);
  EXPECT_FALSE(r.phase_s);
  EXPECT_EQ(r.block_s.median_s, 8);
}

// As of every measurement: counters add up, windows belong to one launch, and energy is known of
// the whole only if every launch knew it.
TEST(ReplicaRounds, what_was_watched_is_merged_like_that_of_a_kernel) {
  auto run = replica_run({5, 8, 8}, {1, 2, 3}, {3, 2, 4});
  run.replicas[0].windows = {record::Window{0, 0.5, {}, {}, {}, {}, {}, {}}};
  run.replicas[0].watch.counters = {{"throttled_power_cap_s", 10, 12}};
  run.replicas[0].energy_j_per_block = 2;
  auto merged = merge_launches({run, run});
  EXPECT_TRUE(merged.replicas[0].windows.empty());
  const auto& counter = merged.replicas[0].watch.counters[0];
  EXPECT_EQ(counter.after - counter.before, 4);
  EXPECT_EQ(merged.replicas[0].energy_j_per_block, 2);
  auto without = run;
  without.replicas[0].energy_j_per_block.reset();
  without.replicas[0].energy_unknown_reason = "interrupted";
  merged = merge_launches({run, without});
  EXPECT_FALSE(merged.replicas[0].energy_j_per_block);
  EXPECT_EQ(merged.replicas[0].energy_unknown_reason, "interrupted");
}

}  // namespace
}  // namespace fleetmark::measure

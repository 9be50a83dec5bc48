// SPDX-License-Identifier: Apache-2.0
// The block of a workload is compared as a case of its own.
#include "harness/compare/block.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "harness/compare/comparison.h"
#include "harness/compare/run_result.h"
#include "harness/measure/statistics.h"
#include "tests/support/builders.h"

namespace fleetmark::compare {
namespace {

// Five launches of a block of one operator; each launch at a pace of its own, 1 % apart.
record::RunRecord block_run(double operator_s, double block_s,
                            const std::string& variant = "plain") {
  record::RunRecord run = test::some_run(1, 1);
  run.skipped.clear();
  record::Measurement& part = run.measurements[0];
  part.variant = variant;
  part.samples.clear();
  record::Replica replica;
  replica.workload = "small";
  replica.phase = "decode";
  replica.precision = "bf16";
  replica.conditions = {{"batch", 2}, {"tp", 1}};
  replica.block = "1 of 4 layers";
  replica.parts = {{"mix", 0, 1, 4, false, false, ""}};
  for (int launch = 0; launch < 5; ++launch) {
    for (int i = 0; i < 8; ++i) {
      const double pace = (1 + 0.01 * launch) * (1 + 0.001 * (i % 3));
      part.samples.push_back({operator_s * pace, {}, launch});
      replica.samples.push_back({block_s * pace, {}, launch});
    }
  }
  part.summary = measure::summarise(part.samples);
  replica.block_s = measure::summarise(replica.samples);
  run.replicas = {replica};
  return run;
}

constexpr const char* kName = "block of small decode bf16 batch=2 tp=1 (1 of 4 layers)";

const Row* row_named(const Comparison& comparison, const std::string& name) {
  const auto found =
      std::ranges::find(comparison.rows, name, [](const Row& row) { return row.key.label(); });
  return found == comparison.rows.end() ? nullptr : &*found;
}

TEST(Block, that_became_slower_is_told_although_its_operators_did_not) {
  const auto comparison = compare({block_run(1e-3, 1e-3)}, {block_run(1e-3, 1.5e-3)}, {});
  ASSERT_EQ(comparison.rows.size(), 2U);
  const Row* block = row_named(comparison, kName);
  ASSERT_NE(block, nullptr);
  EXPECT_EQ(block->verdict, Verdict::kRegressed);
  EXPECT_NEAR(block->new_value / block->base_value, 1.5, 1e-9);
  EXPECT_EQ(block->base_launches, 5);
  for (const Row& row : comparison.rows) {
    EXPECT_EQ(row.verdict == Verdict::kRegressed, &row == block);
  }
}

// The operator has no counterpart; the task has.
TEST(Block, is_the_same_whatever_stands_for_its_operators) {
  const auto comparison = compare({block_run(1e-3, 1e-3)}, {block_run(5e-4, 5e-4, "library")}, {});
  ASSERT_EQ(comparison.rows.size(), 1U);
  EXPECT_EQ(comparison.rows[0].key.label(), kName);
  EXPECT_EQ(comparison.rows[0].verdict, Verdict::kImproved);
  EXPECT_EQ(comparison.unpaired.size(), 2U);
}

// The time of what is left is the time of no block.
TEST(Block, of_which_operators_are_missing_is_not_compared_and_is_told) {
  auto partial = block_run(1e-3, 1e-4);
  partial.replicas[0].missing = {{"up", {"gemm.nn", DType::kInt8, {{"m", 4}}}, 4, "no int8 here"},
                                 {"down", {"gemm.nn", DType::kInt8, {{"m", 8}}}, 4, "nor here"}};
  const auto comparison = compare({block_run(1e-3, 1e-3)}, {partial}, {});
  EXPECT_EQ(row_named(comparison, kName), nullptr);
  EXPECT_EQ(comparison.rows.size(), 1U);
  ASSERT_EQ(comparison.partial_blocks.size(), 1U);
  EXPECT_EQ(comparison.partial_blocks[0],
            std::string(kName) + " of run " + partial.id +
                ": operators are missing: gemm.nn int8 m=4 (no int8 here) and 1 more");
  EXPECT_TRUE(is_inconclusive(comparison, false));
  EXPECT_TRUE(compare({partial}, {partial}, {}).unpaired.empty());
  const auto result = result_of(partial);
  ASSERT_EQ(result.cases.size(), 1U);
  EXPECT_TRUE(result.cases[0].key.starts_with("memory.")) << result.cases[0].key;
}

TEST(Block, of_other_conditions_is_another) {
  auto larger = block_run(1e-3, 1e-3);
  larger.replicas[0].conditions[0].second = 4;
  const auto comparison = compare({block_run(1e-3, 1e-3)}, {larger}, {});
  EXPECT_EQ(row_named(comparison, kName), nullptr);
  EXPECT_EQ(comparison.unpaired.size(), 2U);
}

TEST(Block, whose_new_side_gave_a_wrong_answer_fails_the_gate) {
  const auto base = block_run(1e-3, 1e-3);
  auto wrong = base;
  wrong.measurements.clear();
  wrong.replicas.clear();
  wrong.skipped = {{base.measurements[0].problem, std::string(record::kReplicaVariant),
                    "wrong answer before timing", true}};
  const auto comparison = compare({base}, {wrong}, {});
  const auto block = std::ranges::find(comparison.unpaired, kName, &Unpaired::label);
  ASSERT_NE(block, comparison.unpaired.end());
  EXPECT_TRUE(block->is_failure);
  EXPECT_EQ(block->reason, "wrong answer before timing");
  EXPECT_TRUE(is_gate_failed(comparison));
}

// One that failed says nothing of another, be it of other shapes or of another name.
TEST(Block, is_not_blamed_for_the_failure_of_another_workload) {
  const auto base = block_run(1e-3, 1e-3);
  const auto failed = [&](const Problem& first, const std::string& suite) {
    auto now = base;
    now.replicas.clear();
    now.suite = suite;
    now.skipped = {{first, std::string(record::kReplicaVariant), "wrong answer", true}};
    const auto comparison = compare({base}, {now}, {});
    return std::ranges::any_of(comparison.unpaired,
                               [](const Unpaired& row) { return row.is_failure; });
  };
  const Problem own = base.measurements[0].problem;
  EXPECT_TRUE(failed(own, "workload small"));
  EXPECT_TRUE(failed(own, "merged"));
  EXPECT_FALSE(failed(own, "workload large"));
  EXPECT_FALSE(failed({"memory.copy", DType::kF32, {{"n", 7}}}, "workload small"));
}

TEST(Block, that_takes_more_energy_is_told) {
  auto base = block_run(1e-3, 1e-3);
  base.replicas[0].energy_j_per_block = 1;
  auto now = base;
  now.replicas[0].energy_j_per_block = 1.5;
  const auto comparison = compare({base, base, base}, {now, now, now}, {});
  const auto energy = std::ranges::find(comparison.rows, Figure::kEnergy, &Row::figure);
  ASSERT_NE(energy, comparison.rows.end());
  EXPECT_EQ(energy->key.label(), kName);
  EXPECT_NEAR(energy->new_value / energy->base_value, 1.5, 1e-9);
}

TEST(Block, can_be_asked_for_alone) {
  const auto run = block_run(1e-3, 1e-3);
  const auto comparison = compare({run}, {run}, {}, [](const RowKey& key) {
    return key.label().find("block") != std::string::npos;
  });
  ASSERT_EQ(comparison.rows.size(), 1U);
  EXPECT_EQ(comparison.rows[0].key.label(), kName);
}

// What a history keeps: the labels of its operators, one block a launch.
TEST(Block, is_a_case_of_the_run) {
  const auto run = block_run(1e-3, 2e-3);
  const auto cases = result_of(run).cases;
  ASSERT_EQ(cases.size(), 2U);
  EXPECT_EQ(cases[0].key, std::string(kName) + ", cold uniform fixed-power");
  EXPECT_EQ(cases[0].launches, 5);
  EXPECT_DOUBLE_EQ(cases[0].rate_per_s, 1 / run.replicas[0].block_s.median_s);
  auto failed = run;
  failed.measurements[0].verification.passed = false;
  EXPECT_TRUE(result_of(failed).cases.empty());
}

}  // namespace
}  // namespace fleetmark::compare

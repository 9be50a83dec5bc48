// SPDX-License-Identifier: Apache-2.0
#include "harness/compare/comparison.h"

#include <gtest/gtest.h>

#include "tests/harness/compare/compare_builders.h"

namespace fleetmark::compare {
namespace {

using record::Measurement;
using test::five_around;
using test::measured_at;
using test::run_of;
using test::with_clock;

Comparison compared(const Measurement& base, const Measurement& now) {
  return compare({run_of({base})}, {run_of({now})}, {});
}

TEST(Comparison, the_same_is_the_same) {
  const auto c = compared(measured_at(five_around(1)), measured_at(five_around(1)));
  ASSERT_EQ(c.rows.size(), 1U);
  EXPECT_EQ(c.rows[0].verdict, Verdict::kSame);
  EXPECT_EQ(c.rows[0].base_launches, 5);
  EXPECT_FALSE(c.rows[0].launches_needed);
  EXPECT_FALSE(is_inconclusive(c, false));
}

TEST(Comparison, more_time_is_a_regression_whatever_the_metric) {
  for (const Metric metric :
       {Metric::kBytesPerSecond, Metric::kFlopPerSecond, Metric::kSecondsPerOperation}) {
    Measurement base = measured_at(five_around(1));
    Measurement now = measured_at(five_around(1.05));
    base.metric = now.metric = metric;
    EXPECT_EQ(compared(base, now).rows[0].verdict, Verdict::kRegressed);
    EXPECT_EQ(compared(now, base).rows[0].verdict, Verdict::kImproved);
  }
}

TEST(Comparison, streaming_takes_one_percent_and_others_two) {
  Measurement base = measured_at(five_around(1));
  Measurement now = measured_at(five_around(1.015));
  EXPECT_EQ(compared(base, now).rows[0].verdict, Verdict::kSame);
  base.metric = now.metric = Metric::kBytesPerSecond;
  EXPECT_EQ(compared(base, now).rows[0].verdict, Verdict::kRegressed);
  EXPECT_EQ(minimum_effect_of({0.07}, Metric::kBytesPerSecond), 0.07);
}

TEST(Comparison, records_of_a_side_add_their_launches) {
  const auto c = compare({run_of({measured_at({1, 1.001})}), run_of({measured_at({1.002})})},
                         {run_of({measured_at(five_around(1))})}, {});
  ASSERT_EQ(c.rows.size(), 1U);
  EXPECT_EQ(c.rows[0].base_launches, 3);
  EXPECT_EQ(c.rows[0].new_launches, 5);
}

TEST(Comparison, two_operators_of_one_problem_are_one_launch) {
  const auto c = compare({run_of({measured_at({1}), measured_at({1.002})})},
                         {run_of({measured_at({1.02}), measured_at({1.022})})}, {});
  ASSERT_EQ(c.rows.size(), 1U);
  EXPECT_EQ(c.rows[0].base_launches, 1);
  EXPECT_EQ(c.rows[0].new_launches, 1);
  // Between the two, and as unsure as one launch a side always is.
  EXPECT_NEAR(c.rows[0].base_value, 1.001, 1e-6);
  EXPECT_EQ(c.rows[0].verdict, Verdict::kInconclusive);
}

TEST(Comparison, only_like_is_paired_with_like) {
  const Measurement base = measured_at(five_around(1));
  const std::vector<void (*)(Measurement&)> changes{
      [](Measurement& m) { m.variant = "other"; },
      [](Measurement& m) { m.problem.dtype = DType::kF64; },
      [](Measurement& m) { m.problem.sizes[0].second = 7; },
      [](Measurement& m) { m.data = "zeros"; },
      [](Measurement& m) { m.cache = "hot"; },
      [](Measurement& m) { m.regime = "fixed-frequency"; }};
  for (const auto& change : changes) {
    Measurement now = base;
    change(now);
    const auto c = compared(base, now);
    EXPECT_TRUE(c.rows.empty());
    EXPECT_EQ(c.unpaired.size(), 2U);
  }
}

TEST(Comparison, one_launch_is_never_compared_as_if_launches_agreed) {
  const auto c = compared(measured_at({1}), measured_at({1.05}));
  EXPECT_EQ(c.rows[0].verdict, Verdict::kInconclusive);
  EXPECT_EQ(c.rows[0].effect.source, SpreadSource::kAssumed);
  ASSERT_TRUE(c.rows[0].launches_needed);
  EXPECT_GT(*c.rows[0].launches_needed, 1);
}

TEST(Comparison, a_slower_clock_is_told_from_slower_code) {
  const Measurement base = with_clock(measured_at(five_around(1)), 2e9);
  const Measurement clock = with_clock(measured_at(five_around(1.1)), 2e9 / 1.1);
  const Measurement code = with_clock(measured_at(five_around(1.1)), 2e9);
  EXPECT_EQ(compared(base, clock).rows[0].verdict, Verdict::kRegressed);
  EXPECT_EQ(compared(base, clock).rows[0].cause, Cause::kClock);
  EXPECT_EQ(compared(base, code).rows[0].cause, Cause::kCode);
  EXPECT_EQ(compared(base, measured_at(five_around(1.1))).rows[0].cause, Cause::kUnknown);
}

// Cycles of some launches would be set against times of all.
TEST(Comparison, one_record_without_clocks_takes_the_cycles_of_its_side) {
  const Measurement clocked = with_clock(measured_at(five_around(1)), 2e9);
  const auto c = compare({run_of({clocked}), run_of({measured_at(five_around(1))})},
                         {run_of({with_clock(measured_at(five_around(1.1)), 2e9)})}, {});
  EXPECT_EQ(c.rows[0].verdict, Verdict::kRegressed);
  EXPECT_FALSE(c.rows[0].cycles);
  EXPECT_EQ(c.rows[0].cause, Cause::kUnknown);
}

TEST(Comparison, another_environment_takes_the_blame) {
  auto now = run_of({measured_at(five_around(1.1)), measured_at(five_around(1), "other.kernel")});
  now.environment.facts[1].value = "powersave";
  auto c =
      compare({run_of({measured_at(five_around(1)), measured_at(five_around(1), "other.kernel")})},
              {now}, {});
  ASSERT_EQ(c.environment_changes.size(), 1U);
  EXPECT_EQ(c.rows[0].verdict, Verdict::kEnvironmentChange);
  EXPECT_EQ(c.rows[1].verdict, Verdict::kSame);  // what did not change needs nobody to blame
  apply_gate(c);
  EXPECT_FALSE(is_gate_failed(c));
  EXPECT_TRUE(is_inconclusive(c, true));
}

TEST(Comparison, work_is_compared_at_zero_percent) {
  const Measurement base = measured_at(five_around(1));
  Measurement now = base;
  now.work.flops = Flops(2001);
  auto c = compared(base, now);
  ASSERT_EQ(c.work_changes.size(), 1U);
  EXPECT_EQ(c.work_changes[0].name, "flops");
  apply_gate(c);
  EXPECT_TRUE(is_gate_failed(c));
  auto less = compared(now, base);
  apply_gate(less);
  EXPECT_FALSE(is_gate_failed(less));
}

TEST(Comparison, energy_is_a_row_of_its_own) {
  Measurement base = measured_at(five_around(1));
  Measurement now = base;
  base.energy_j_per_launch = 1;
  now.energy_j_per_launch = 2;
  const auto c = compared(base, now);
  ASSERT_EQ(c.rows.size(), 2U);
  EXPECT_EQ(c.rows[1].figure, Figure::kEnergy);
  EXPECT_EQ(c.rows[1].verdict, Verdict::kRegressed);
  EXPECT_EQ(c.rows[1].effect.source, SpreadSource::kAssumed);
}

TEST(Comparison, a_wrong_answer_fails_the_gate_and_a_missing_case_opens_it) {
  const Measurement base = measured_at(five_around(1));
  record::RunRecord now = run_of({});
  auto missing = compare({run_of({base})}, {now}, {});
  apply_gate(missing);
  EXPECT_FALSE(is_gate_failed(missing));
  EXPECT_TRUE(is_inconclusive(missing, true));
  now.skipped = {{base.problem, base.variant, "wrong element", true}};
  auto wrong = compare({run_of({base})}, {now}, {});
  apply_gate(wrong);
  EXPECT_TRUE(is_gate_failed(wrong));
}

TEST(Comparison, one_wrong_launch_of_several_fails_the_gate) {
  const Measurement base = measured_at(five_around(1));
  record::RunRecord wrong = run_of({});
  wrong.skipped = {{base.problem, base.variant, "wrong element", true}};
  auto c = compare({run_of({base})}, {run_of({base}), wrong}, {});
  apply_gate(c);
  EXPECT_TRUE(is_gate_failed(c));
}

TEST(Comparison, a_decided_row_stays_decided) {
  const auto first = compared(measured_at(five_around(1)), measured_at(five_around(1.05)));
  auto later = compared(measured_at(five_around(1)), measured_at(five_around(1)));
  keep_decided(later, first);
  EXPECT_EQ(later.rows[0].verdict, Verdict::kRegressed);
  auto open = compared(measured_at({1}), measured_at({1.05}));
  auto next = compared(measured_at(five_around(1)), measured_at(five_around(1)));
  keep_decided(next, open);
  EXPECT_EQ(next.rows[0].verdict, Verdict::kSame);
}

TEST(Comparison, stage_1_ends_only_rows_that_are_surely_not_slower) {
  auto sure = compared(measured_at(five_around(1)), measured_at(five_around(1)));
  EXPECT_TRUE(end_green_rows(sure));
  auto open = compared(measured_at({1}), measured_at({1}));
  EXPECT_FALSE(end_green_rows(open));
  auto later = compared(measured_at(five_around(1)), measured_at(five_around(1.5)));
  keep_ended(later, sure);
  apply_gate(later);
  EXPECT_EQ(later.rows[0].gate, GateOutcome::kGreen);
}

}  // namespace
}  // namespace fleetmark::compare

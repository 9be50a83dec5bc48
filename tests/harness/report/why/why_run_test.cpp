// SPDX-License-Identifier: Apache-2.0
#include "harness/report/why/why_run.h"

#include <gtest/gtest.h>

#include "tests/harness/report/why/why_lines.h"
#include "tests/support/builders.h"

namespace fleetmark::report {
namespace {

record::RunRecord one_case(Metric metric, const Work& work) {
  record::RunRecord run = test::some_run(1, 1);
  record::Measurement& m = run.measurements[0];
  m.metric = metric;
  m.work = work;
  m.energy_j_per_launch = 3.5;
  m.summary.median_s = 1.25e-3;
  m.summary.median_95_s = record::Interval{1.2e-3, 1.3e-3};
  return run;
}

TEST(WhyRun, work_over_time_is_the_rate_of_the_record) {
  for (const auto& run : {one_case(Metric::kBytesPerSecond, {Bytes(2e9), Bytes(1e9), Flops(0)}),
                          one_case(Metric::kFlopPerSecond, {Bytes(1), Bytes(1), Flops(8e12)})}) {
    const auto lines = why_run(run);
    test::expect_multiplies_out(lines);
    const auto* rate = test::line_of(lines, lines.front().row, "rate");
    ASSERT_NE(rate, nullptr);
    EXPECT_DOUBLE_EQ(rate->value, run.measurements[0].rate());
    const auto* low = test::line_of(lines, rate->row, "low of the 95 % interval");
    const auto* high = test::line_of(lines, rate->row, "high of the 95 % interval");
    EXPECT_LT(low->value, rate->value);
    EXPECT_GT(high->value, rate->value);
  }
}

TEST(WhyRun, a_latency_is_time_over_operations_and_energy_is_per_operation) {
  const auto lines =
      why_run(one_case(Metric::kSecondsPerOperation, {Bytes(0), Bytes(0), Flops(0), 1000}));
  test::expect_multiplies_out(lines);
  EXPECT_DOUBLE_EQ(test::line_of(lines, lines.front().row, "time of an operation")->value, 1.25e-6);
  EXPECT_DOUBLE_EQ(test::line_of(lines, lines.front().row, "power")->value, 2800);
  EXPECT_DOUBLE_EQ(test::line_of(lines, lines.front().row, "energy for each unit of work")->value,
                   3.5e-3);
}

}  // namespace
}  // namespace fleetmark::report

// SPDX-License-Identifier: Apache-2.0
#include "harness/report/run_view.h"

#include <gtest/gtest.h>

#include "tests/support/builders.h"

namespace fleetmark::report {
namespace {

TEST(RunView, each_metric_is_quoted_in_its_own_unit) {
  EXPECT_EQ(quoted(4.41e12, Metric::kBytesPerSecond), "4.41 TB/s");
  EXPECT_EQ(quoted(6.12e13, Metric::kFlopPerSecond), "61.2 TFLOP/s");
  EXPECT_EQ(quoted(1 / 612e-9, Metric::kSecondsPerOperation), "612 ns");
  EXPECT_EQ(quoted(4e5, Metric::kSecondsPerOperation), "2.50 us");
}

TEST(RunView, a_latency_stands_in_the_table_as_a_time) {
  record::RunRecord run = test::some_run(1, 1);
  record::Measurement& m = run.measurements[0];
  m.metric = Metric::kSecondsPerOperation;
  m.work = {Bytes(80), Bytes(0), Flops(0), 10};
  m.summary.median_s = 1.25e-6;
  m.summary.next_launch_95_s = record::Interval{1e-6, 2e-6};
  const Table table = measurements_table(run);
  EXPECT_EQ(table.rows[0][3].text, "125 ns");
  EXPECT_DOUBLE_EQ(*table.rows[0][3].number, 8e6);  // operations per second: more is better
  EXPECT_EQ(table.rows[0][5].text, "100 ns .. 200 ns");
}

}  // namespace
}  // namespace fleetmark::report

// SPDX-License-Identifier: Apache-2.0
#include "harness/report/run_view.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

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
  const Table table = table_for(Readers::kPeople, measurements_table(run));
  EXPECT_EQ(table.rows[0][3].text, "125 ns");
  EXPECT_DOUBLE_EQ(*table.rows[0][3].number, 8e6);  // operations per second: more is better
  EXPECT_EQ(table.rows[0][5].text, "100 ns .. 200 ns");
}

// 1 TB/s in 1 s, and between 0.8 s and 1.1 s with 95 %: 0.909 to 1.25 TB/s, a quarter up.
TEST(RunView, what_stands_behind_a_rate_is_of_the_rate_and_behind_a_time_of_the_time) {
  record::Measurement m;
  m.work = {Bytes(1e12), Bytes(0), Flops(0), 1};
  m.summary.median_s = 1;
  m.summary.median_95_s = record::Interval{0.8, 1.1};
  ASSERT_TRUE(m.rate_95() && half_width_95(m));
  EXPECT_DOUBLE_EQ(m.rate_95()->low, 1e12 / 1.1);
  EXPECT_DOUBLE_EQ(m.rate_95()->high, 1.25e12);
  EXPECT_NEAR(*half_width_95(m), 0.25, 1e-12);
  m.metric = Metric::kSecondsPerOperation;
  EXPECT_NEAR(*half_width_95(m), 0.2, 1e-12);
  m.summary.median_95_s = record::Interval{0.9, 1.3};
  EXPECT_NEAR(*half_width_95(m), 0.3, 1e-12);
  m.metric = Metric::kBytesPerSecond;
  EXPECT_NEAR(*half_width_95(m), 1 - 1 / 1.3, 1e-12);
}

// A spreadsheet gets each number in a column of its own, and the unit of all.
TEST(RunView, machines_read_the_unit_and_the_ends_of_the_interval) {
  record::RunRecord run = test::some_run(1, 1);
  run.measurements[0].work = {Bytes(2e6), Bytes(1e6), Flops(0)};
  run.measurements[0].summary.median_s = 1e-6;
  run.measurements[0].summary.median_95_s = record::Interval{0.5e-6, 2e-6};
  const auto rows =
      nlohmann::json::parse(render({{}, {measurements_table(run)}, {}}, Format::kJson));
  const auto& row = rows["tables"]["measurements"]["rows"][0];
  EXPECT_EQ(row["unit"], "B/s");
  EXPECT_DOUBLE_EQ(row["rate_per_s"], 3e12);
  EXPECT_DOUBLE_EQ(row["low_95_per_s"], 1.5e12);
  EXPECT_DOUBLE_EQ(row["high_95_per_s"], 6e12);
  EXPECT_TRUE(row["next_launch_low_95_per_s"].is_null());
  const std::string csv = render({{}, {measurements_table(run)}, {}}, Format::kCsv);
  EXPECT_EQ(csv.find(" .. "), std::string::npos) << csv;
  EXPECT_EQ(render({{}, {measurements_table(run)}, {}}, Format::kTable).find("low_95"),
            std::string::npos);
}

TEST(RunView, failures_and_what_does_not_apply_stand_under_their_own_headings) {
  record::RunRecord run = test::some_run(1, 0);
  const Problem problem{"memory.copy", DType::kF64, {{"n", 10}}};
  run.skipped = {{problem, "tile", "needs sm_90", false}, {problem, "plain", "wrong answer", true}};
  const Table failures = failures_table(run), skipped = skipped_table(run);
  ASSERT_EQ(failures.rows.size(), 1U);
  EXPECT_EQ(failures.rows[0][2].text, "wrong answer");
  ASSERT_EQ(skipped.rows.size(), 1U);
  EXPECT_EQ(skipped.rows[0][2].text, "needs sm_90");
  EXPECT_NE(failures.title, skipped.title);
}

TEST(RunView, the_interval_of_five_samples_is_unknown) {
  record::RunRecord run = test::some_run(1, 0);
  run.measurements = {test::some_measurement(1, 5), test::some_measurement(2, 6)};
  const Table table = table_for(Readers::kPeople, measurements_table(run));
  EXPECT_FALSE(half_width_95(run.measurements[0]));
  EXPECT_FALSE(run.measurements[0].rate_95());
  EXPECT_NE(table.rows[0][4].text, "+-0.0 %");
  EXPECT_TRUE(table.rows[0][4].is_unknown);
  EXPECT_FALSE(table.rows[1][4].is_unknown);
}

}  // namespace
}  // namespace fleetmark::report

// SPDX-License-Identifier: Apache-2.0
#include "harness/compare/history.h"

#include <gtest/gtest.h>

#include "harness/compare/seeded_draws.h"
#include "tests/support/builders.h"

namespace fleetmark::test {
namespace {

using namespace compare;

RunResult run_at(int day, double rate, const std::string& conditions = "power_limit_w=700") {
  RunResult run;
  const std::string two = (day < 10 ? "0" : "") + std::to_string(day);
  run.head.run_id = "run-" + two;
  run.head.started_at = "2026-10-" + two + "T12:00:00Z";
  run.head.device = "Some GPU";
  run.head.device_id = "cuda:0";
  run.head.host = "h";
  run.head.conditions = conditions;
  run.cases.resize(1);
  run.cases[0].key = "memory.copy/plain f64 n=8, cold uniform fixed-power";
  run.cases[0].rate_per_s = rate;
  run.cases[0].median_s = 1 / rate;
  return run;
}

TEST(History, points_are_in_the_order_of_time_whatever_that_of_the_files) {
  const auto series = series_of({run_at(3, 30), run_at(1, 10), run_at(2, 20)});
  ASSERT_EQ(series.size(), 1U);
  ASSERT_EQ(series[0].points.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(series[0].points[i].rate_per_s, 10.0 * static_cast<double>(i + 1));
  }
}

TEST(History, another_device_host_or_measurer_is_another_series) {
  std::vector<RunResult> runs(4, run_at(1, 1));
  runs[1].head.host = "g";
  runs[2].head.device_id = "cuda:1";
  runs[3].head.is_imported = true;
  runs[3].head.tool = "nvbandwidth";
  EXPECT_EQ(series_of(runs).size(), 4U);
}

TEST(History, a_slowdown_is_a_change_and_names_its_first_run) {
  std::vector<RunResult> runs;
  SeededDraws noise(1);
  for (int day = 1; day <= 24; ++day) {
    runs.push_back(run_at(day, (day > 14 ? 94 : 100) * (1 + 0.003 * noise.normal())));
  }
  const auto events = events_of(series_of(runs)[0]);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, EventKind::kChange);
  EXPECT_EQ(events[0].at, 14U);
  EXPECT_NEAR(events[0].ratio(), 0.94, 0.005);
}

TEST(History, three_points_are_early) {
  std::vector<RunResult> runs;
  SeededDraws noise(2);
  for (int day = 1; day <= 23; ++day) {
    runs.push_back(run_at(day, (day > 20 ? 90 : 100) * (1 + 0.003 * noise.normal())));
  }
  const auto events = events_of(series_of(runs)[0]);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, EventKind::kEarly);
}

TEST(History, other_conditions_are_no_regression) {
  std::vector<RunResult> runs;
  SeededDraws noise(3);
  for (int day = 1; day <= 20; ++day) {
    const bool is_capped = day > 10;
    runs.push_back(run_at(day, (is_capped ? 80 : 100) * (1 + 0.003 * noise.normal()),
                          is_capped ? "power_limit_w=500; ecc_enabled=1" : "power_limit_w=700"));
  }
  const auto events = events_of(series_of(runs)[0]);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, EventKind::kEnvironment);
  EXPECT_EQ(events[0].at, 10U);
  EXPECT_EQ(events[0].what, "ecc_enabled: unknown -> 1, power_limit_w: 700 -> 500");
}

TEST(RunResult, holds_what_a_record_says) {
  auto run = some_run(5, 2);
  run.device.facts.push_back({"uuid", {}, "GPU-7", ""});
  run.device.facts.push_back({"power_limit_w", 700, {}, ""});
  run.measurements[0].watch.median_cycles = 4000;
  run.skipped.push_back({{"matmul.gemm", DType::kBf16, {{"m", 1}}}, "x", "wrong answer", true});
  const auto result = result_of(run);
  EXPECT_EQ(result.head.uuid, "GPU-7");
  EXPECT_EQ(result.head.host, "h");
  EXPECT_EQ(result.head.conditions, "power_limit_w=700; isa=avx2");
  ASSERT_EQ(result.cases.size(), 2U);
  EXPECT_EQ(result.cases[0].key, "memory.triad/nontemporal f64 n=1005, cold uniform fixed-power");
  EXPECT_EQ(result.cases[0].rate_per_s, run.measurements[0].rate());
  EXPECT_EQ(*result.cases[0].per_cycle, 24000.0 / 4000);
  // Half of the samples have no clock: the window's stands in.
  EXPECT_EQ(*result.cases[1].clock_hz, 1.5e9);
  ASSERT_EQ(result.faults.size(), 1U);  // a skip that is no failure is none
  EXPECT_EQ(result.faults[0].reason, "wrong answer");
}

}  // namespace
}  // namespace fleetmark::test

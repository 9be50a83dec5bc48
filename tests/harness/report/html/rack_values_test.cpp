// SPDX-License-Identifier: Apache-2.0
// Devices stand in rack order, and those that a finding names are marked.
#include "harness/report/html/rack_values.h"

#include <gtest/gtest.h>

namespace fleetmark::report::html {
namespace {

compare::RunResult result(const std::string& host, const std::string& device, double rate) {
  compare::RunResult run;
  run.head.host = host;
  run.head.device_id = device;
  run.head.run_id = host + device;
  compare::CaseResult one;
  one.key = "memory.triad";
  one.rate_per_s = rate;
  run.cases = {one};
  return run;
}

compare::JudgedMetric triad() {
  compare::JudgedMetric metric;
  metric.key = "memory.triad";
  return metric;
}

TEST(RackValues, numbers_in_names_count_as_numbers) {
  EXPECT_TRUE(is_before_in_rack("node2", "node10"));
  EXPECT_FALSE(is_before_in_rack("node10", "node2"));
  EXPECT_TRUE(is_before_in_rack("r1n9", "r2n1"));
  EXPECT_FALSE(is_before_in_rack("a", "a"));
  // One of two names that differ comes first, always: a sort relies on it.
  EXPECT_NE(is_before_in_rack("node01", "node1"), is_before_in_rack("node1", "node01"));
}

TEST(RackValues, devices_stand_in_rack_order_with_the_median_of_their_runs) {
  const auto all = values_of(
      {result("node10", "cuda:0", 5), result("node2", "cuda:1", 3), result("node2", "cuda:0", 1),
       result("node2", "cuda:0", 9), result("node2", "cuda:0", 2)},
      triad(), {});
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].name(), "node2 cuda:0");
  EXPECT_EQ(all[0].value, 2);
  EXPECT_EQ(all[2].name(), "node10 cuda:0");
}

TEST(RackValues, devices_of_another_kind_are_not_drawn_with_them) {
  auto capped = result("node1", "cuda:1", 5);
  capped.head.conditions = "power_limit_w=400";
  const std::vector<compare::RunResult> runs{result("node1", "cuda:0", 9), capped};
  const auto kinds = compare::kinds_of(runs);
  ASSERT_EQ(kinds.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    compare::JudgedMetric metric = triad();
    metric.kind = kinds[i];
    const auto all = values_of(runs, metric, {});
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].value, i == 0 ? 9 : 5);
  }
}

TEST(RackValues, a_finding_marks_its_device_at_its_case_alone) {
  compare::Finding finding;
  finding.host = "node2";
  finding.device_id = "cuda:1";
  finding.key = "memory.triad, per cycle";
  const std::vector<compare::RunResult> runs{result("node2", "cuda:0", 1),
                                             result("node2", "cuda:1", 1)};
  auto all = values_of(runs, triad(), {finding});
  EXPECT_FALSE(all[0].is_flagged);
  EXPECT_TRUE(all[1].is_flagged);
  finding.key = "memory.triads";
  EXPECT_FALSE(values_of(runs, triad(), {finding})[1].is_flagged);
}

TEST(RackValues, metrics_with_findings_are_drawn_first) {
  compare::Acceptance answer;
  compare::JudgedMetric copy;
  copy.key = "memory.copy";
  compare::JudgedMetric of_hosts = triad();
  of_hosts.is_of_hosts = true;
  answer.metrics = {copy, of_hosts, triad()};
  compare::Finding finding;
  finding.key = "memory.triad";
  answer.findings = {finding};
  const auto metrics = metrics_to_draw(answer, 1);
  ASSERT_EQ(metrics.size(), 1u);
  EXPECT_EQ(metrics[0].key, "memory.triad");
  EXPECT_FALSE(metrics[0].is_of_hosts);
}

}  // namespace
}  // namespace fleetmark::report::html

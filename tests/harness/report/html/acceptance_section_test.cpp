// SPDX-License-Identifier: Apache-2.0
// A fleet of any size fits a page, and its bad devices are named.
#include "harness/report/html/acceptance_section.h"

#include <gtest/gtest.h>

#include "tests/support/text.h"

namespace fleetmark::report::html {
namespace {

constexpr std::size_t kSlots = 8;

// Every healthy device at 100 with a ripple; that of `bad` at 90.
std::vector<compare::RunResult> fleet(std::size_t devices, std::size_t bad) {
  std::vector<compare::RunResult> runs;
  for (std::size_t i = 0; i < devices; ++i) {
    compare::RunResult run;
    run.head.host = "node" + std::to_string(i / kSlots);
    run.head.device_id = "cuda:" + std::to_string(i % kSlots);
    run.head.device = "H200";
    run.head.run_id = "run" + std::to_string(i);
    compare::CaseResult one;
    one.key = "memory.triad";
    one.rate_per_s = i == bad ? 90 : 100 + 0.1 * static_cast<double>(i * 7 % 11);
    run.cases = {one};
    runs.push_back(std::move(run));
  }
  return runs;
}

using test::times;

std::string section_of(const std::vector<compare::RunResult>& runs,
                       const std::vector<compare::Floor>& floors = {}) {
  const auto answer = compare::accept(runs, {}, floors);
  return acceptance_section({runs, answer, floors, ""}).body.text;
}

TEST(AcceptanceSection, a_flagged_device_is_named_in_the_strip_and_outlined_in_the_map) {
  const std::string made = section_of(fleet(64, 13));
  EXPECT_GE(times(made, "data-name=\"node1 cuda:5\""), 2U);
  EXPECT_EQ(times(made, ">node1 cuda:5</text>"), 1U);
  EXPECT_EQ(times(made, "class=\"bad outline\""), 1U);
  // One cell a device.
  EXPECT_EQ(times(made, "fill-opacity"), 64U);
}

TEST(AcceptanceSection, the_threshold_and_a_contract_value_are_drawn) {
  const std::string made = section_of(fleet(64, 13), {{"memory.triad", 80}});
  EXPECT_EQ(times(made, ">low below</tspan>"), 1U);
  EXPECT_EQ(times(made, ">contract</tspan>"), 1U);
  EXPECT_EQ(times(section_of(fleet(64, 13)), ">contract</tspan>"), 0U);
}

TEST(AcceptanceSection, ten_thousand_devices_are_binned_and_stay_small) {
  const std::string made = section_of(fleet(10'000, 4'321));
  EXPECT_LT(made.size(), 500'000U);
  EXPECT_EQ(times(made, ">node540 cuda:1</text>"), 1U);
  EXPECT_EQ(times(made, "class=\"dots s1\""), 0U);
  EXPECT_EQ(times(made, "fill-opacity"), kSlots);  // the map holds its host alone
}

TEST(AcceptanceSection, each_dot_of_a_small_fleet_says_whose_it_is_and_where_from) {
  const std::string made = section_of(fleet(64, 13));
  // Once in the strip, with its run; once in the map.
  EXPECT_EQ(times(made, "data-name=\"node7 cuda:7\""), 2U);
  EXPECT_EQ(times(made, "data-source=\"run run63\""), 1U);
}

TEST(AcceptanceSection, a_healthy_fleet_names_nobody) {
  const std::string made = section_of(fleet(64, 64));
  EXPECT_EQ(times(made, "class=\"bad"), 0U);
  EXPECT_NE(made.find("ACCEPTED: 64 devices"), std::string::npos);
}

}  // namespace
}  // namespace fleetmark::report::html

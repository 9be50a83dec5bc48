// SPDX-License-Identifier: Apache-2.0
// Clock, power and heat as they were read; what was not read is said; sweeps need three sizes.
#include <gtest/gtest.h>

#include "harness/report/html/device_section.h"
#include "harness/report/html/memory_sweep_section.h"
#include "tests/support/builders.h"

namespace fleetmark::report::html {
namespace {

bool says(const Section& section, const std::string& part) {
  return section.body.text.find(part) != std::string::npos;
}

bool lacks(const Section& section, const std::string& part) {
  for (const auto& one : section.missing) {
    if (one.en.find(part) != std::string::npos) return true;
  }
  return false;
}

record::RunRecord watched() {
  auto run = test::some_run(1, 2);
  run.measurements[0].windows = {{0, 1, 1.9e9, 500.0, {}, 50.0, "none", {}},
                                 {1, 2, 1.7e9, 700.0, {}, 60.0, "power cap", {}}};
  run.measurements[1].windows = {{0, 1, 1.8e9, 600.0, {}, 55.0, "none", {}}};
  return run;
}

TEST(DeviceSection, shows_medians_ranges_and_throttling) {
  const Section section = device_section(watched(), 0);
  EXPECT_TRUE(says(section, ">1.80 GHz</span>"));
  EXPECT_TRUE(says(section, "median; 1.70 GHz to 1.90 GHz"));
  EXPECT_TRUE(says(section, ">600 W</span>"));
  EXPECT_TRUE(says(section, ">55.0 °C</span>"));
  EXPECT_TRUE(says(section, "power cap"));
  EXPECT_TRUE(says(section, "in 1 of 3 windows"));
  EXPECT_TRUE(says(section, "<svg id=\"clock-0\""));
  EXPECT_TRUE(section.missing.empty());
}

TEST(DeviceSection, a_soak_that_was_slowed_says_so) {
  auto run = watched();
  run.soak.resize(2);
  run.soak[1].slowdown = "thermal for 10 % of the time";
  EXPECT_TRUE(says(device_section(run, 0), "thermal for 10 % of the time"));
  EXPECT_TRUE(says(device_section(run, 0), "in 1 of 2 stretches of the soak"));
}

TEST(DeviceSection, the_second_case_follows_the_first_in_time) {
  // Windows at 0.5, 1.5 and 2 + 0.5 s of an axis to 2.5 s, drawn over 70 to 480.
  EXPECT_TRUE(says(device_section(watched(), 0), "<circle cx=\"480\""));
}

TEST(DeviceSection, what_was_not_read_is_unknown_and_not_0) {
  auto run = watched();
  for (auto& m : run.measurements) m.windows.clear();
  const Section section = device_section(run, 0);
  EXPECT_TRUE(lacks(section, "Core clock"));
  EXPECT_TRUE(lacks(section, "Power"));
  EXPECT_FALSE(says(section, "GHz"));
  EXPECT_FALSE(says(section, "<svg"));
}

record::RunRecord swept(std::initializer_list<double> sizes) {
  auto run = test::some_run(1, 0);
  for (const double bytes : sizes) {
    auto m = test::some_measurement(1);
    m.problem.sizes = {{"n", static_cast<std::int64_t>(bytes)}};
    m.work = {Bytes(bytes), Bytes(0), Flops(0)};
    m.summary.median_s = bytes / 1e12;
    m.summary.median_95_s = record::Interval{bytes / 1.01e12, bytes / 0.99e12};
    run.measurements.push_back(m);
  }
  return run;
}

TEST(MemorySweep, three_sizes_make_a_line_and_two_do_not) {
  EXPECT_FALSE(memory_sweep_section(swept({1e3, 1e6}), 0));
  EXPECT_FALSE(memory_sweep_section(swept({1e3, 1e3, 1e3}), 0));
  const auto section = memory_sweep_section(swept({1e3, 1e6, 1e9}), 0);
  ASSERT_TRUE(section);
  EXPECT_TRUE(says(*section, "<svg id=\"sweep-B-0-linear\""));
  EXPECT_TRUE(says(*section, "<svg id=\"sweep-B-0-log\""));
  EXPECT_FALSE(says(*section, "sweep-s-0"));
}

TEST(MemorySweep, a_size_that_was_measured_twice_is_one_point) {
  const auto section = memory_sweep_section(swept({1e3, 1e3, 1e6, 1e3, 1e9}), 0);
  ASSERT_TRUE(section);
  const std::string& body = section->body.text;
  std::size_t circles = 0;
  for (std::size_t at = 0; (at = body.find("<circle", at)) != std::string::npos; ++at) ++circles;
  EXPECT_EQ(circles, 2U * 3U) << "three sizes on two scales";
}

TEST(MemorySweep, a_wrong_answer_is_no_point) {
  auto run = swept({1e3, 1e6, 1e9});
  run.measurements[1].verification.passed = false;
  EXPECT_FALSE(memory_sweep_section(run, 0));
}

}  // namespace
}  // namespace fleetmark::report::html

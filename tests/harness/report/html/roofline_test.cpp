// SPDX-License-Identifier: Apache-2.0
// Roofs are the fastest that was measured; a kernel stands under the lower of its two.
#include "harness/report/html/roofline.h"

#include <gtest/gtest.h>

#include "harness/report/html/roofline_section.h"
#include "tests/support/builders.h"

namespace fleetmark::report::html {
namespace {

// `seconds` a launch, known to 1 %.
record::Measurement timed(const char* kernel, DType dtype, Metric metric, Work work,
                          double seconds) {
  auto m = test::some_measurement(1);
  m.problem = {kernel, dtype, {{"n", 64}}};
  m.metric = metric;
  m.work = work;
  m.summary.median_s = seconds;
  m.summary.median_95_s = record::Interval{seconds * 0.99, seconds * 1.01};
  return m;
}

const Work kTriad{Bytes(2e9), Bytes(1e9), Flops(1e9)};  // 1/3 FLOP per byte
const Work kGemm{Bytes(1e9), Bytes(1e9), Flops(2e12)};  // 1,000 FLOP per byte
const Work kFma{Bytes(0), Bytes(0), Flops(1e12)};

record::RunRecord device() {
  auto run = test::some_run(1, 0);
  run.measurements = {
      timed("memory.triad", DType::kF64, Metric::kBytesPerSecond, kTriad, 3e9 / 4e12),
      timed("memory.copy", DType::kF64, Metric::kBytesPerSecond, kTriad, 3e9 / 3e12),
      timed("compute.fma", DType::kBf16, Metric::kFlopPerSecond, kFma, 1e12 / 8e14),
      timed("compute.fma", DType::kF64, Metric::kFlopPerSecond, kFma, 1e12 / 6e13),
      timed("matmul.gemm", DType::kBf16, Metric::kFlopPerSecond, kGemm, 2e12 / 7e14)};
  return run;
}

const RoofPoint& point_of(const Roofline& all, std::string_view kernel) {
  for (const auto& point : all.points) {
    if (point.of->problem.kernel == kernel) return point;
  }
  ADD_FAILURE() << kernel;
  return all.points.front();
}

TEST(Roofline, roofs_are_the_fastest_of_their_family_and_format) {
  const auto run = device();
  const Roofline all = roofline_of(run);
  ASSERT_TRUE(all.memory);
  EXPECT_NEAR(all.memory->rate_per_s, 4e12, 1);
  ASSERT_EQ(all.compute.size(), 2u);
  EXPECT_EQ(all.compute[0].name, "bf16");
  EXPECT_NEAR(all.compute[1].rate_per_s, 6e13, 1);
}

TEST(Roofline, a_kernel_stands_under_the_lower_of_memory_and_arithmetic) {
  const auto run = device();
  const Roofline all = roofline_of(run);
  EXPECT_NEAR(point_of(all, "matmul.gemm").roof_per_s, 8e14, 1);
  EXPECT_NEAR(point_of(all, "matmul.gemm").flop_per_byte, 1000, 1e-9);
  EXPECT_NEAR(point_of(all, "memory.copy").roof_per_s, 4e12 / 3, 1);
}

TEST(Roofline, above_a_roof_beyond_both_intervals_is_an_error) {
  auto run = device();
  run.measurements.back() =
      timed("matmul.gemm", DType::kBf16, Metric::kFlopPerSecond, kGemm, 2e12 / 8.1e14);
  EXPECT_FALSE(point_of(roofline_of(run), "matmul.gemm").is_above);  // 1.25 %: within +-1 % each
  run.measurements.back() =
      timed("matmul.gemm", DType::kBf16, Metric::kFlopPerSecond, kGemm, 2e12 / 8.3e14);
  EXPECT_TRUE(point_of(roofline_of(run), "matmul.gemm").is_above);
  EXPECT_NE(roofline_section(run, 0)->body.text.find("That is an error"), std::string::npos);
}

TEST(Roofline, what_stays_in_the_cache_is_not_held_against_memory) {
  auto run = device();
  run.measurements[1].cache = "hot: the same operands again";
  run.measurements[1].summary.median_s = 3e9 / 9e12;
  run.measurements[1].summary.median_95_s = record::Interval{3e9 / 9.1e12, 3e9 / 8.9e12};
  const Roofline all = roofline_of(run);
  EXPECT_NEAR(all.memory->rate_per_s, 4e12, 1);
  EXPECT_FALSE(point_of(all, "memory.copy").is_above);
}

TEST(Roofline, a_wrong_answer_is_neither_a_roof_nor_a_point) {
  auto run = device();
  run.measurements[0].verification.passed = false;
  const Roofline all = roofline_of(run);
  EXPECT_NEAR(all.memory->rate_per_s, 3e12, 1);
  EXPECT_EQ(all.points.size(), 2u);
}

TEST(Roofline, a_format_without_roof_says_unknown) {
  auto run = device();
  run.measurements.erase(run.measurements.begin(), run.measurements.begin() + 3);
  const Roofline all = roofline_of(run);
  EXPECT_EQ(point_of(all, "matmul.gemm").roof_per_s, 0);
  EXPECT_NE(roofline_section(run, 0)->body.text.find("class=\"unknown\""), std::string::npos);
}

TEST(Roofline, no_section_without_a_roof) {
  auto run = device();
  run.measurements = {run.measurements.back()};
  EXPECT_FALSE(roofline_section(run, 0));
}

}  // namespace
}  // namespace fleetmark::report::html

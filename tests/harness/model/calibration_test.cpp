// SPDX-License-Identifier: Apache-2.0
#include "harness/model/calibration.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/harness/model/model_builders.h"

namespace fleetmark::model {
namespace {

record::Measurement timed(Problem problem, double seconds,
                          const std::string& implementation = "fleetmark avx512") {
  record::Measurement m;
  const auto work = *operator_work(problem);
  m.metric =
      problem.kernel.starts_with("matmul.") ? Metric::kFlopPerSecond : Metric::kBytesPerSecond;
  m.work = {Bytes(static_cast<double>(work.bytes_read)),
            Bytes(static_cast<double>(work.bytes_written)), Flops(static_cast<double>(work.flops)),
            0};
  m.problem = std::move(problem);
  m.implementation = implementation;
  m.cache = "cold: operands of three times the last-level cache";
  m.data = "uniform";
  m.summary.count = 20;
  m.summary.median_s = seconds;
  m.summary.median_95_s = record::Interval{seconds * 0.9, seconds * 1.25};
  return m;
}

record::Measurement peak(DType dtype, double flop_per_s) {
  record::Measurement m;
  m.problem = {"compute.fma", dtype, {{"n", 1}}};
  m.metric = Metric::kFlopPerSecond;
  m.work.flops = Flops(flop_per_s);
  m.summary.count = 20;
  m.summary.median_s = 1;
  m.summary.median_95_s = record::Interval{1, 1};
  return m;
}

Problem gemm(std::int64_t m, std::int64_t n, std::int64_t k, DType dtype = DType::kBf16) {
  return {"matmul.gemm", dtype, {{"m", m}, {"n", n}, {"k", k}}};
}

// 100 GB/s and 10 TFLOP/s of bf16.
Roofs round_roofs() {
  Roofs roofs;
  roofs.bandwidth = {1e11, "stated"};
  roofs.peaks["bf16"] = {1e13, "stated"};
  return roofs;
}

TEST(Calibration, the_longer_of_moving_and_computing_is_ideal) {
  // Large: 2 x 2048^3 operations at 10 TFLOP/s take 1.718 ms, its bytes 0.336 ms.
  const double computing = 2.0 * 2048 * 2048 * 2048 / 1e13;
  // One row: 2 x (4096 + 4096^2) bytes and 4 x 4096 written at 100 GB/s take 0.336 ms.
  const double moving = (2.0 * (4096 + 4096.0 * 4096) + 4.0 * 4096) / 1e11;
  const auto done = calibrate(
      {timed(gemm(2048, 2048, 2048), 2 * computing), timed(gemm(1, 4096, 4096), 4 * moving)},
      round_roofs());
  ASSERT_EQ(done.entries.size(), 2U);
  EXPECT_EQ(done.entries[0].operator_class.name, "gemm_large");
  EXPECT_NEAR(done.entries[0].value, 0.5, 1e-12);
  EXPECT_NEAR(done.entries[0].interval_95.low, 0.4, 1e-12);
  EXPECT_NEAR(done.entries[0].interval_95.high, 0.5 / 0.9, 1e-12);
  EXPECT_EQ(done.entries[1].operator_class.name, "gemm_small_m");
  EXPECT_EQ(done.entries[1].operator_class.shape, "m 1");
  EXPECT_NEAR(done.entries[1].value, 0.25, 1e-12);
}

TEST(Calibration, cases_of_a_class_are_weighed_by_their_time) {
  const double moving = (2.0 * (4096 + 4096.0 * 4096) + 4.0 * 4096) / 1e11;
  const auto done = calibrate(
      {timed(gemm(1, 4096, 4096), moving), timed(gemm(1, 4096, 4096), 3 * moving)}, round_roofs());
  ASSERT_EQ(done.entries.size(), 1U);
  EXPECT_NEAR(done.entries[0].value, 2.0 / 4, 1e-12);
  EXPECT_EQ(done.entries[0].cases, 2);
}

// 8192 x 8192 weights of bf16 are 134 MB; the name is the one that predictions of decoding look
// for.
TEST(Calibration, few_rows_by_large_weights_stream_them) {
  const auto classes = [](std::int64_t m, std::int64_t n) {
    const auto done = calibrate({timed(gemm(m, n, 8192), 1)}, round_roofs());
    return done.entries.empty()
               ? std::string("none")
               : done.entries[0].operator_class.name + ", " + done.entries[0].operator_class.shape;
  };
  EXPECT_EQ(classes(1, 8192), "weight_streaming, m 1");
  EXPECT_EQ(classes(16, 8192), "weight_streaming, m 2 to 16");
  EXPECT_EQ(classes(17, 8192), "gemm_small_m, m 17 to 64");
  EXPECT_EQ(classes(1, 3000), "gemm_small_m, m 1") << "launching counts as much as moving";
  Roofs slow = round_roofs();
  slow.peaks["bf16"].per_s = 1e10;  // now the units bound it
  const auto done = calibrate({timed(gemm(1, 8192, 8192), 1)}, slow);
  EXPECT_EQ(done.entries.at(0).operator_class.name, "gemm_small_m");
}

// One sample may have met anything; a known peak of one would be no peak.
TEST(Calibration, what_has_no_interval_is_left_out_and_is_no_roof) {
  const std::vector<std::pair<int, std::string>> few{{1, "1 sample,"}, {5, "5 samples,"}};
  for (const auto& [count, words] : few) {
    auto short_one = timed(gemm(1, 4096, 4096), 1e-3);
    short_one.summary.count = count;
    short_one.summary.median_95_s.reset();
    const auto done = calibrate({short_one, timed(gemm(1, 4096, 4096), 2e-3)}, round_roofs());
    ASSERT_EQ(done.entries.size(), 1U);
    EXPECT_EQ(done.entries[0].cases, 1);
    ASSERT_EQ(done.left_out.size(), 1U);
    EXPECT_NE(done.left_out[0].find(words), std::string::npos) << done.left_out[0];
  }
  auto others = timed(gemm(1, 4096, 4096), 1e-3);  // another tool's, which tells none
  others.summary.median_95_s.reset();
  EXPECT_NE(calibrate({others}, round_roofs()).left_out.at(0).find("no 95 % interval"),
            std::string::npos);
  auto high = peak(DType::kBf16, 9e12);
  high.summary.count = 1;
  high.summary.median_95_s.reset();
  EXPECT_EQ(roofs_of({peak(DType::kBf16, 3e12), high}).peaks.at("bf16").per_s, 3e12);
}

TEST(Calibration, the_basis_tells_what_its_cases_warn_of) {
  auto loaded = timed(gemm(1, 4096, 4096), 1e-3);
  loaded.warnings = {{record::WarningCode::kOtherLoad, "others used 0.3 CPU seconds per second"},
                     {record::WarningCode::kNotConverged, "2 %"}};
  auto preempted = timed(gemm(1, 4096, 4096), 1e-3);
  preempted.warnings = {{record::WarningCode::kOtherLoad, "0.1"}};
  const auto done = calibrate({loaded, preempted, timed(gemm(1, 4096, 4096), 1e-3)}, round_roofs());
  ASSERT_EQ(done.entries.size(), 1U);
  EXPECT_TRUE(done.entries[0].basis.ends_with(
      "; warned of not_converged in 1 case; warned of other_load in 2 cases"))
      << done.entries[0].basis;
}

// Zeros and constants switch few transistors: what they reach says nothing of real data.
TEST(Calibration, easy_data_is_left_out) {
  for (const char* data : {"zeros", "constant", "unknown"}) {
    auto easy = timed(gemm(1, 4096, 4096), 1e-3);
    easy.data = data;
    const auto done = calibrate({easy}, round_roofs());
    EXPECT_TRUE(done.entries.empty()) << data;
    ASSERT_EQ(done.left_out.size(), 1U);
    EXPECT_NE(done.left_out[0].find(std::string("its data was ") + data), std::string::npos);
  }
  auto normal = timed(gemm(1, 4096, 4096), 1e-3);
  normal.data = "normal";
  EXPECT_EQ(calibrate({normal}, round_roofs()).entries.size(), 1U);
}

// 8192^3 takes 37 ms at 30 TFLOP/s and 5 ms to move; 1024^3 takes 72 us and 84 us.
TEST(Calibration, the_basis_names_every_roof) {
  Roofs roofs = round_roofs();
  roofs.peaks["bf16"] = {3e13, "a peak"};
  roofs.bandwidth = {1e11, "a pace"};
  const auto done =
      calibrate({timed(gemm(8192, 8192, 8192), 1), timed(gemm(1024, 1024, 1024), 1)}, roofs);
  ASSERT_EQ(done.entries.size(), 1U);
  EXPECT_NE(done.entries[0].basis.find("bandwidth: a pace; peak: a peak"), std::string::npos)
      << done.entries[0].basis;
}

TEST(Calibration, ours_and_a_librarys_are_told_apart) {
  const auto done = calibrate({timed(gemm(1, 4096, 4096), 1e-3),
                               timed(gemm(1, 4096, 4096), 2e-3, "oneDNN 2.6.3, B packed once")},
                              round_roofs());
  ASSERT_EQ(done.entries.size(), 2U);
  for (const auto& entry : done.entries) {
    EXPECT_EQ(entry.is_library, entry.implementation.starts_with("oneDNN"));
  }
}

TEST(Calibration, what_cannot_be_judged_is_left_out_by_name) {
  auto hot = timed(gemm(1, 4096, 4096), 1e-3);
  hot.cache = "hot: the same operands every time";
  const auto done = calibrate({hot, timed(gemm(1, 4096, 4096, DType::kInt8), 1e-3),
                               timed(gemm(1, 4096, 4096), 1e-5), peak(DType::kBf16, 1)},
                              round_roofs());
  EXPECT_TRUE(done.entries.empty());
  ASSERT_EQ(done.left_out.size(), 3U) << "a peak is no operator";
  EXPECT_NE(done.left_out[0].find("in a cache"), std::string::npos);
  EXPECT_NE(done.left_out[1].find("needs the peak of int8"), std::string::npos);
  EXPECT_NE(done.left_out[2].find("times its roof"), std::string::npos);
  EXPECT_TRUE(done.lacks_roof);
  const auto without = calibrate({timed(gemm(1, 8, 8), 1)}, {});
  EXPECT_EQ(without.left_out.size(), 1U) << "no bandwidth";
  EXPECT_TRUE(without.lacks_roof);
  EXPECT_FALSE(calibrate({hot, timed(gemm(1, 4096, 4096), 1e-3)}, round_roofs()).lacks_roof);
}

TEST(Calibration, roofs_are_the_fastest_that_was_reached) {
  const Problem large{"memory.read", DType::kF32, {{"n", 25000000}}};  // 100 MB
  const Problem small{"memory.read", DType::kF32, {{"n", 250}}};
  auto hot = timed(large, 1e-6);
  hot.cache = "hot: the same operands every time";
  const Roofs roofs = roofs_of({timed(large, 2e-3), timed(large, 1e-3), timed(small, 1e-12), hot,
                                peak(DType::kBf16, 3e12), peak(DType::kBf16, 4e12)});
  ASSERT_TRUE(roofs.bandwidth);
  EXPECT_NEAR(roofs.bandwidth->per_s, 1e11, 1);
  EXPECT_EQ(roofs.peaks.at("bf16").per_s, 4e12);
  const Roofs stated = roofs_of(test::profile("d"));
  EXPECT_EQ(stated.bandwidth->per_s, 4e12);
  EXPECT_EQ(stated.peaks.at("bf16").per_s, 1e15);
}

TEST(Calibration, every_operator_has_a_class_and_nothing_else_has) {
  const auto name = [](Problem problem) {
    const auto found = operator_class_of(problem);
    return found ? found->name + ", " + found->shape : std::string("none");
  };
  EXPECT_EQ(name({"memory.triad", DType::kF32, {{"n", 100}}}), "stream, arrays below 1 MB");
  EXPECT_EQ(name({"memory.reread", DType::kF32, {{"n", 100}}}), "none");
  EXPECT_EQ(name({"latency.chase", DType::kF64, {{"n", 100}}}), "none");
  EXPECT_EQ(name({"rowwise.softmax", DType::kF32, {{"rows", 1000}, {"width", 1000}}}),
            "elementwise, arrays 1 to 64 MB");
  EXPECT_EQ(
      name({"gather.rows", DType::kF32, {{"rows", 9}, {"table_rows", 99}, {"row_bytes", 4096}}}),
      "gather, rows of 4 KB or more");
  EXPECT_EQ(
      name({"matmul.grouped", DType::kBf16, {{"groups", 8}, {"m", 17}, {"n", 64}, {"k", 64}}}),
      "gemm_grouped, m 17 to 64");
  const auto conv = [](std::int64_t channels, std::int64_t kernel, std::int64_t groups) {
    return Problem{"conv.forward",
                   DType::kBf16,
                   {{"batch", 1},
                    {"height", 8},
                    {"width", 8},
                    {"channels_in", channels},
                    {"channels_out", 64},
                    {"kernel", kernel},
                    {"stride", 1},
                    {"groups", groups}}};
  };
  EXPECT_EQ(name(conv(64, 1, 1)), "convolution, 1x1");
  EXPECT_EQ(name(conv(64, 3, 4)), "convolution, 2x2 or larger");
  EXPECT_EQ(name(conv(64, 3, 8)), "convolution, few channels");
  EXPECT_EQ(name({"attention.decode",
                  DType::kBf16,
                  {{"batch", 1},
                   {"heads", 8},
                   {"kv_heads", 8},
                   {"context", 65536},
                   {"head_dim", 128},
                   {"value_dim", 128}}}),
            "attention_decode, cache of 64 MB or more");
}

}  // namespace
}  // namespace fleetmark::model

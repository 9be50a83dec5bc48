// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/harness/model/predict/predict_builders.h"
#include "tests/harness/model/predict/published_builders.h"

namespace fleetmark::model {
namespace {

using test::made;
using test::published;
using test::refusal;
using test::words;

const Library& kernel_library() {
  static const Library one = test::library_of({"h100-sxm5-80", "a100-sxm4-80"}, {});
  return one;
}

record::PublishedResult gemm(const std::string& metric, double value, const char* dtype) {
  return published("gemm", metric, value,
                   {{"m", 4096.0}, {"n", 2048.0}, {"k", 8192.0}, {"dtype", words(dtype)}});
}

const OperatorLoad& only_operator(const PublishedCase& found) {
  return std::get<StepTask>(found.what.task.what).work.operators.at(0);
}

TEST(KernelCases, a_product_is_measured_in_operations_a_second) {
  constexpr double kFlops = 2.0 * 4096 * 2048 * 8192;
  const PublishedCase rate = made(gemm("gemm_tflops", 700, "bf16"), kernel_library());
  EXPECT_DOUBLE_EQ(rate.measured, 700e12);
  EXPECT_EQ(rate.what.channel, Channel::kGemm);
  EXPECT_EQ(rate.what.id, "row-1");
  EXPECT_DOUBLE_EQ(std::get<StepTask>(rate.what.task.what).amount, kFlops);
  EXPECT_DOUBLE_EQ(made(gemm("latency_us", 250, "bf16"), kernel_library()).measured,
                   kFlops / 250e-6);
  // 989.4 TFLOP/s of bf16, twice that of fp8.
  EXPECT_DOUBLE_EQ(made(gemm("fraction_of_rated_peak", 0.7, "bf16"), kernel_library()).measured,
                   0.7 * 989.4e12);
  EXPECT_DOUBLE_EQ(made(gemm("fraction_of_rated_peak", 0.7, "fp8"), kernel_library()).measured,
                   0.7 * 1979e12);
}

// Half a chip was measured, and the chip is what a profile describes.
TEST(KernelCases, a_rate_is_that_of_a_whole_device) {
  auto result = gemm("gemm_tflops", 350, "bf16");
  result.per_device = 700;
  EXPECT_DOUBLE_EQ(made(result, kernel_library()).measured, 700e12);
}

TEST(KernelCases, a_product_moves_operands_of_its_format_and_results_of_16_bits) {
  const auto load = only_operator(made(gemm("gemm_tflops", 700, "fp8"), kernel_library()));
  EXPECT_EQ(load.bytes, 4096.0 * 8192 + 8192.0 * 2048 + 2.0 * 4096 * 2048);
  EXPECT_EQ(load.path, Path::kFp8);
  EXPECT_EQ(load.weight_bits, 8);
  EXPECT_EQ(load.rows, 4096);
  EXPECT_EQ(load.columns, 2048);
}

TEST(KernelCases, the_best_of_all_shapes_is_a_large_one) {
  auto result = published("gemm", "gemm_tflops", 700,
                          {{"shape", words("best found")}, {"dtype", words("bf16")}});
  EXPECT_EQ(only_operator(made(result, kernel_library())).rows, 8192);
  EXPECT_EQ(made(result, kernel_library()).what.traits[static_cast<std::size_t>(Trait::kLayout)],
            "best shape");
  result.workload.erase("shape");
  EXPECT_EQ(refusal(result, kernel_library()), "m");
  result.workload["m"] = 64.0;
  EXPECT_EQ(refusal(result, kernel_library()), "n");
}

TEST(KernelCases, a_pass_over_memory_is_measured_in_bytes_a_second) {
  const auto result = published("stream", "bandwidth_gb_s", 3000,
                                {{"op", words("STREAM triad")}, {"array_mb", 512.0}});
  const PublishedCase found = made(result, kernel_library());
  EXPECT_DOUBLE_EQ(found.measured, 3e12);
  EXPECT_EQ(found.what.channel, Channel::kStream);
  EXPECT_DOUBLE_EQ(only_operator(found).bytes, 512e6);
  // At full bandwidth: 3.35 TB/s.
  EXPECT_DOUBLE_EQ(physical_bound(found.what.task, found.what.rates), 3.35e12);
  const auto layout = [&](const char* op) {
    const auto row = published("stream", "bandwidth_gb_s", 1, {{"op", words(op)}});
    return made(row, kernel_library()).what.traits[static_cast<std::size_t>(Trait::kLayout)];
  };
  EXPECT_EQ(layout("coalesced read"), "read");
  EXPECT_EQ(layout("STREAM dot"), "read");
  EXPECT_EQ(layout("STREAM copy"), "read and write");
}

TEST(KernelCases, a_causal_attention_does_half_the_operations) {
  const auto attention = [](bool causal) {
    return published("attention", "attention_tflops", 400,
                     {{"dtype", words("fp16")},
                      {"seq_len", 4096.0},
                      {"head_dim", 128.0},
                      {"hidden", 2048.0},
                      {"total_tokens", 16384.0},
                      {"op", words("attention forward")},
                      {"causal", causal}});
  };
  const PublishedCase full = made(attention(false), kernel_library());
  const PublishedCase half = made(attention(true), kernel_library());
  EXPECT_EQ(full.measured, 400e12);
  // Scores and values: two products of rows x length x width, two operations each.
  EXPECT_EQ(only_operator(full).flops, 4.0 * 16384 * 4096 * 2048);
  EXPECT_EQ(only_operator(half).flops, only_operator(full).flops / 2);
  EXPECT_EQ(std::get<StepTask>(half.what.task.what).amount, only_operator(half).flops);
  EXPECT_EQ(half.what.traits[static_cast<std::size_t>(Trait::kLayout)],
            "attention forward, causal");
}

TEST(KernelCases, decode_attention_reads_keys_and_values) {
  const auto result = published("attention", "kv_bandwidth_gb_s", 2500,
                                {{"dtype", words("bf16")},
                                 {"batch", 16.0},
                                 {"kv_len", 1024.0},
                                 {"kv_heads", 8.0},
                                 {"head_dim", 64.0}});
  const PublishedCase found = made(result, kernel_library());
  EXPECT_EQ(found.measured, 2.5e12);
  EXPECT_EQ(only_operator(found).bytes, 16.0 * 1024 * 2 * 8 * 64 * 2);
  EXPECT_EQ(only_operator(found).work_class, WorkClass::kCache);
}

TEST(KernelCases, what_is_not_known_is_named) {
  auto row = gemm("gemm_tflops", 700, "fp6");
  EXPECT_EQ(refusal(row, kernel_library()), "dtype fp6");
  EXPECT_EQ(refusal(gemm("gemm_gops", 1, "bf16"), kernel_library()), "metric gemm_gops");
  row.device = "rx-1";
  EXPECT_EQ(refusal(row, kernel_library()), "device rx-1");
  EXPECT_EQ(refusal(published("stream", "latency_ns", 1, {}), kernel_library()),
            "metric latency_ns");
  EXPECT_EQ(refusal(published("attention", "attention_tflops", 1, {{"dtype", words("bf16")}}),
                    kernel_library()),
            "seq_len");
}

}  // namespace
}  // namespace fleetmark::model

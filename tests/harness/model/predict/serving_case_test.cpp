// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/serving_case.h"

#include <gtest/gtest.h>

#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

using test::round_rates;
using test::shipped_workload;

record::ServingPoint columns(std::int64_t tp, std::int64_t ep, std::int64_t attention_dp) {
  record::ServingPoint point;
  point.tensor_parallel = tp;
  point.expert_parallel = ep;
  point.attention_data_parallel = attention_dp;
  return point;
}

// Status of a row that no group of devices fits; empty where one does.
std::string layout_refusal(const record::ServingPoint& point,
                           const std::string& workload = "llama-3.1-8b") {
  const auto found = parallel_of(point, shipped_workload(workload), round_rates());
  const auto* none = std::get_if<NoCase>(&found);
  return none == nullptr ? "" : status_of(*none);
}

// tensor, expert, attention by data, devices.
std::vector<std::int64_t> degrees(const record::ServingPoint& point,
                                  const std::string& workload = "llama-3.1-8b") {
  const auto found = parallel_of(point, shipped_workload(workload), round_rates());
  const auto* parallel = std::get_if<Parallel>(&found);
  EXPECT_NE(parallel, nullptr) << layout_refusal(point, workload);
  if (parallel == nullptr) return {};
  return {parallel->tensor, parallel->expert, parallel->attention_data, parallel->devices()};
}

using Degrees = std::vector<std::int64_t>;

TEST(ServingCase, plain_columns_are_read_as_they_stand) {
  EXPECT_EQ(degrees(columns(8, 1, 1)), (Degrees{8, 1, 1, 8}));
  EXPECT_EQ(degrees(columns(8, 4, 1)), (Degrees{8, 4, 1, 8}));
  EXPECT_EQ(degrees(columns(1, 8, 8)), (Degrees{1, 8, 8, 8}));
  EXPECT_EQ(degrees(columns(2, 8, 4)), (Degrees{2, 8, 4, 8}));
}

// 64 = 8 x 8 and the domain joins 8: the product of two columns stands in one.
TEST(ServingCase, a_square_beyond_the_domain_is_its_root) {
  EXPECT_EQ(degrees(columns(64, 8, 1)), (Degrees{8, 8, 1, 8}));
  EXPECT_EQ(degrees(columns(16, 4, 1)), (Degrees{4, 4, 1, 4}));
  EXPECT_EQ(degrees(columns(4, 2, 1)), (Degrees{4, 2, 1, 4}));     // inside the domain
  EXPECT_EQ(degrees(columns(32, 8, 1)), (Degrees{32, 8, 1, 32}));  // no square
}

TEST(ServingCase, a_square_of_attention_groups_is_its_root) {
  EXPECT_EQ(degrees(columns(1, 8, 64)), (Degrees{1, 8, 8, 8}));
  EXPECT_EQ(degrees(columns(1, 4, 16)), (Degrees{1, 4, 4, 4}));
  EXPECT_EQ(degrees(columns(1, 2, 8)), (Degrees{1, 8, 8, 8}));  // no square
}

TEST(ServingCase, the_same_devices_counted_in_all_three_are_counted_once) {
  EXPECT_EQ(degrees(columns(4, 16, 4)), (Degrees{1, 4, 4, 4}));
  EXPECT_EQ(degrees(columns(2, 4, 2)), (Degrees{1, 2, 2, 2}));
}

// No head of attention is split over more than 16 devices where experts can be spread instead.
TEST(ServingCase, a_wide_group_with_experts_shares_attention_by_data) {
  EXPECT_EQ(degrees(columns(32, 1, 1), "deepseek-v3"), (Degrees{1, 32, 32, 32}));
  EXPECT_EQ(degrees(columns(32, 8, 1), "deepseek-v3"), (Degrees{1, 32, 32, 32}));
  EXPECT_EQ(degrees(columns(16, 1, 1), "deepseek-v3"), (Degrees{16, 1, 1, 16}));
  EXPECT_EQ(degrees(columns(32, 1, 1), "llama-3.1-8b"), (Degrees{32, 1, 1, 32}));
  // The square is seen first: 64 = 8 x 8 are 8 devices.
  EXPECT_EQ(degrees(columns(64, 8, 1), "deepseek-v3"), (Degrees{8, 8, 1, 8}));
}

TEST(ServingCase, experts_that_the_group_cannot_share_evenly_are_refused) {
  EXPECT_EQ(layout_refusal(columns(2, 8, 1)),
            "infeasible:ep 8: more than the 2 devices that share the model");
  EXPECT_EQ(layout_refusal(columns(8, 3, 1)),
            "infeasible:ep 3: does not divide the 8 devices that share the model");
  EXPECT_EQ(layout_refusal(columns(2, 3, 4)),
            "infeasible:ep 3: does not divide the 8 devices that share the model");
  EXPECT_EQ(layout_refusal(columns(32, 5, 1), "deepseek-v3"),
            "infeasible:ep 5: does not divide the 32 devices that share the model");
  // The same devices counted in tp and attention_dp; ep is neither they nor their product.
  EXPECT_EQ(layout_refusal(columns(4, 6, 4)),
            "infeasible:ep 6: more than the 4 devices that share the model");
}

TEST(ServingCase, degrees_of_0_are_refused_where_they_count_devices) {
  record::ServingPoint point;
  point.tensor_parallel = 0;
  EXPECT_EQ(layout_refusal(point), "infeasible:tp 0: devices are counted from 1");
  point.tensor_parallel = 2;
  point.pipeline_parallel = 0;
  EXPECT_EQ(layout_refusal(point), "infeasible:pp 0: devices are counted from 1");
}

TEST(ServingCase, columns_that_are_empty_or_zero_are_one_but_tp) {
  record::ServingPoint point;
  point.tensor_parallel = 2;
  EXPECT_EQ(degrees(point), (Degrees{2, 1, 1, 2}));
  point.expert_parallel = point.attention_data_parallel = 0;
  point.pipeline_parallel = 4;
  EXPECT_EQ(degrees(point), (Degrees{2, 1, 1, 8}));
  point.tensor_parallel = std::nullopt;
  EXPECT_EQ(layout_refusal(point), "unknown:tp");
}

std::string named(const std::string& workload, const std::string& name, bool has_fp8 = true) {
  DeviceRates rates = round_rates();
  if (!has_fp8) rates.peak_flop_per_s[static_cast<std::size_t>(Path::kFp8)] = 0;
  const Precision* found = precision_named(shipped_workload(workload), name, rates);
  return found == nullptr ? "none" : found->name;
}

TEST(ServingCase, a_precision_of_the_workload_is_itself) {
  EXPECT_EQ(named("llama-3.1-70b", "fp8"), "fp8");
  EXPECT_EQ(named("llama-3.1-70b", "bf16"), "bf16");
  EXPECT_EQ(named("llama-3.1-70b", "fp16"), "fp16");
  EXPECT_EQ(named("llama-3.1-70b", "int3"), "none");
}

TEST(ServingCase, fp4_is_the_four_bit_format_of_the_workload) {
  EXPECT_EQ(named("llama-3.1-70b", "fp4"), "nvfp4");
  EXPECT_EQ(named("gpt-oss-120b", "fp4"), "mxfp4_fp8");
  EXPECT_EQ(named("gpt-oss-120b", "fp4", false), "mxfp4");
  EXPECT_EQ(named("gpt-oss-120b", "mxfp4", false), "mxfp4");
  EXPECT_EQ(named("llama-2-7b", "fp4"), "none");
}

TEST(ServingCase, sixteen_bits_are_sixteen_bits) {
  EXPECT_EQ(named("qwen3-8b", "fp16"), "bf16");
  EXPECT_EQ(named("gpt-j-6b", "bf16"), "fp16");
  EXPECT_EQ(named("llama-3.1-70b", "f16"), "bf16");
  EXPECT_EQ(named("gpt-oss-120b", "bf16"), "none");
}

TEST(ServingCase, a_load_names_the_columns_that_are_missing) {
  record::ServingPoint point;
  EXPECT_EQ(load_of(point).missing(), (std::vector<std::string>{"isl", "osl", "concurrency"}));
  point.input_tokens = 1024;
  point.output_tokens = 0;
  EXPECT_EQ(load_of(point).missing(), (std::vector<std::string>{"osl", "concurrency"}));
  point.output_tokens = 128;
  point.concurrency = 4;
  const auto load = load_of(point);
  ASSERT_TRUE(load);
  EXPECT_EQ(load->input_tokens, 1024);
  EXPECT_EQ(load->output_tokens, 128);
  EXPECT_EQ(load->concurrency, 4);
}

}  // namespace
}  // namespace fleetmark::model

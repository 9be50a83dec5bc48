// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/case.h"

#include <gtest/gtest.h>

#include "harness/model/predict/attributes.h"
#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

const Library& serving_library() {
  static const Library one = test::library_of({"h100-sxm5-80", "b200-sxm", "kunlun-m100"},
                                              {"llama-3.1-70b", "gpt-oss-120b"});
  return one;
}

record::ServingPoint served_point() {
  record::ServingPoint one;
  one.id = "p-1";
  one.device = "h100-sxm5-80";
  one.engine = "vLLM";
  one.model = "Llama-3.3-70B";
  one.precision = "fp8";
  one.mode = "aggregated";
  one.input_tokens = 1024;
  one.output_tokens = 512;
  one.concurrency = 32;
  one.tensor_parallel = 4;
  return one;
}

std::string refusal(const record::ServingPoint& one) {
  const auto found = serving_cases(one, serving_library());
  const auto* none = std::get_if<NoCase>(&found);
  if (none == nullptr) return "a case";
  return (none->is_infeasible ? "infeasible:" : "") + none->what;
}

TEST(Case, channels_have_names_and_names_channels) {
  for (std::size_t i = 0; i < kChannels; ++i) {
    const auto channel = static_cast<Channel>(i);
    EXPECT_EQ(channel_from_name(name_of(channel)), channel);
  }
  EXPECT_EQ(channel_from_name("tpots"), std::nullopt);
}

// Counted once, not for every case.
TEST(Case, a_library_has_counted_the_weights_of_its_workloads) {
  const Workload& counted = *serving_library().workload("llama-3.1-70b");
  const auto count = count_weights(test::shipped_workload("llama-3.1-70b"));
  ASSERT_TRUE(count && counted.counted_weights);
  EXPECT_EQ(counted.counted_weights->total, count->total);
  const auto same = weights_on_device(test::shipped_workload("llama-3.1-70b"), nullptr, {});
  EXPECT_EQ(*weights_on_device(counted, nullptr, {}), *same);
}

TEST(Case, a_library_knows_ids_and_aliases_in_any_case_of_letters) {
  EXPECT_NE(serving_library().device("H100-SXM5-80"), nullptr);
  EXPECT_EQ(serving_library().device("h100"), serving_library().device("H100"));
  EXPECT_EQ(serving_library().device("h999"), nullptr);
  ASSERT_NE(serving_library().workload("LLAMA-3.3-70b"), nullptr);
  EXPECT_EQ(serving_library().workload("LLAMA-3.3-70b")->id, "llama-3.1-70b");
  EXPECT_EQ(serving_library().workload("llama"), nullptr);
}

TEST(Case, a_point_is_three_cases_of_one_work) {
  const auto found = serving_cases(served_point(), serving_library());
  ASSERT_TRUE(std::holds_alternative<ServingCases>(found));
  const auto& cases = std::get<ServingCases>(found);
  EXPECT_EQ(cases.tpot.channel, Channel::kTpot);
  EXPECT_EQ(cases.tpot.task.quantity, Quantity::kTpot);
  EXPECT_EQ(cases.ttft.channel, Channel::kTtft);
  EXPECT_EQ(cases.ttft.task.quantity, Quantity::kTtft);
  EXPECT_EQ(cases.output.channel, Channel::kOutput);
  EXPECT_EQ(cases.output.task.quantity, Quantity::kOutputRate);
  for (const auto* one : {&cases.tpot, &cases.ttft, &cases.output}) {
    EXPECT_EQ(one->id, "p-1");
    EXPECT_EQ(one->extents, (std::array<double, kExtents>{4, 32, 1024, 512}));
    EXPECT_EQ(one->traits, (std::array<std::string, kTraits>{"h100-sxm5-80", "Hopper", "NVIDIA",
                                                             "llama-3.1-70b", "dense-decoder",
                                                             "vllm", "fp8", "tensor parallel"}));
  }
}

TEST(Case, a_layout_is_told_by_what_is_spread) {
  const auto layout = [](std::int64_t expert, std::int64_t attention) {
    record::ServingPoint one = served_point();
    one.model = "gpt-oss-120b";
    one.precision = "fp4";
    one.expert_parallel = expert;
    if (attention > 1) one.tensor_parallel = 1;
    one.attention_data_parallel = attention;
    const auto found = serving_cases(one, serving_library());
    const auto* cases = std::get_if<ServingCases>(&found);
    if (cases == nullptr) return std::string("none");
    return cases->tpot.traits[static_cast<std::size_t>(Trait::kLayout)];
  };
  EXPECT_EQ(layout(1, 1), "tensor parallel");
  EXPECT_EQ(layout(4, 1), "expert parallel");
  EXPECT_EQ(layout(4, 4), "data parallel attention");
}

TEST(Case, what_is_unknown_is_named) {
  const auto with = [](auto change) {
    record::ServingPoint one = served_point();
    change(one);
    return refusal(one);
  };
  using Asked = record::ServingPoint;
  EXPECT_EQ(with([](Asked& p) { p.device = "rx-1"; }), "device rx-1");
  EXPECT_EQ(with([](Asked& p) { p.model = "Foo-9B"; }), "workload Foo-9B");
  EXPECT_EQ(with([](Asked& p) { p.mode = "disaggregated"; }),
            "prefill_workers, prefill_tp, decode_workers, decode_tp");
  EXPECT_EQ(with([](Asked& p) { p.mode = "mixed"; }), "mode mixed");
  EXPECT_EQ(with([](Asked& p) { p.precision = ""; }), "precision");
  EXPECT_EQ(with([](Asked& p) { p.precision = "fp6"; }), "precision fp6 of llama-3.1-70b");
  EXPECT_EQ(with([](Asked& p) { p.tensor_parallel.reset(); }), "tp");
  EXPECT_EQ(with([](Asked& p) { p.input_tokens.reset(); }), "isl");
  EXPECT_EQ(with([](Asked& p) { p.output_tokens = p.concurrency = 0; }), "osl, concurrency");
  EXPECT_EQ(
      with([](Asked& p) { p.device = "kunlun-m100"; }).find("memory.bandwidth of kunlun-m100"), 0U);
}

TEST(Case, what_does_not_fit_is_infeasible) {
  record::ServingPoint one = served_point();
  one.precision = "bf16";
  one.tensor_parallel = 1;
  EXPECT_EQ(refusal(one),
            "infeasible:llama-3.1-70b: memory: needs 142 GB on each device, 80 GB are usable");
  one.device = "b200-sxm";
  EXPECT_EQ(refusal(one), "a case");
}

TEST(Attributes, the_number_after_a_word_that_begins_there) {
  EXPECT_EQ(number_after("TP4 PP8 CP2 VP8", "PP"), 8);
  EXPECT_EQ(number_after("TP4 VPP8", "PP"), std::nullopt);
  EXPECT_EQ(number_after("DEP4", "EP"), std::nullopt);
  EXPECT_EQ(number_after("EP EP32", "EP"), 32);
  EXPECT_EQ(number_after("", "TP"), std::nullopt);
}

TEST(Attributes, a_stack_is_its_name_without_a_version) {
  const auto stack = [](const char* software) {
    record::PublishedResult result;
    result.software = software;
    return stack_of(result);
  };
  EXPECT_EQ(stack("TensorRT-LLM 0.17 (trtllm-bench)"), "trtllm");
  EXPECT_EQ(stack("TensorRT 10.2.0, CUDA 12.4"), "tensorrt");
  EXPECT_EQ(stack("vLLM 0.11"), "vllm");
  EXPECT_EQ(stack("NVIDIA NeMo 25.02"), "nemo");
  EXPECT_EQ(stack("llama.cpp (May 2024)"), "llama.cpp");
  EXPECT_EQ(stack(""), "");
}

}  // namespace
}  // namespace fleetmark::model

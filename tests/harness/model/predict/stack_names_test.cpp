// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/stack_names.h"

#include <gtest/gtest.h>

namespace fleetmark::model {
namespace {

const std::vector<std::string> kKnown{"llama.cpp", "llm-foundry", "megatron", "mindie",
                                      "sglang",    "tensorrt",    "trtllm",   "vllm"};

TEST(StackNames, common_spellings_are_the_name_that_records_have) {
  for (const char* text : {"trtllm", "TRTLLM", "TRT-LLM", "TensorRT-LLM", "tensorrt_llm",
                           "TensorRT LLM", "NVIDIA TensorRT-LLM"}) {
    EXPECT_EQ(stack_named(text), "trtllm") << text;
    EXPECT_EQ(stack_among(text, kKnown), "trtllm") << text;
  }
  EXPECT_EQ(stack_named("Megatron-LM"), "megatron");
  EXPECT_EQ(stack_named("TensorRT"), "tensorrt");
}

TEST(StackNames, case_dashes_underscores_and_spaces_do_not_tell_engines_apart) {
  EXPECT_EQ(stack_among("vLLM", kKnown), "vllm");
  EXPECT_EQ(stack_among("SG Lang", kKnown), "sglang");
  EXPECT_EQ(stack_among("LLM_Foundry", kKnown), "llm-foundry");
  EXPECT_EQ(stack_among("llama-cpp", kKnown), "llama.cpp");
  EXPECT_EQ(stack_among("MindIE", kKnown), "mindie");
}

// A slip must not be answered with what is known of another engine.
TEST(StackNames, a_slip_is_no_name) {
  EXPECT_EQ(stack_among("vllmm", kKnown), "");
  EXPECT_EQ(stack_among("tensorrt-ll", kKnown), "");
  EXPECT_EQ(stack_among("", kKnown), "");
  EXPECT_EQ(stack_named("Unheard Of"), "unheard of");
}

// PEP 440: a post-release and a local label are the same code, a release candidate is not.
TEST(StackNames, a_version_belongs_to_the_release_that_it_packages_again) {
  EXPECT_EQ(release_of_version("0.19.0"), "0.19.0");
  EXPECT_EQ(release_of_version("v0.19.0"), "0.19.0");
  EXPECT_EQ(release_of_version("1.2.0rc6.post2"), "1.2.0rc6");
  EXPECT_EQ(release_of_version("1.2.0RC6.POST2"), release_of_version("1.2.0rc6"));
  EXPECT_EQ(release_of_version("2.7.0a0+git3a58512"), "2.7.0a0");
  EXPECT_NE(release_of_version("1.2.0rc6"), release_of_version("1.2.0rc2"));
  EXPECT_EQ(release_of_version("nightly-dev"), "nightly-dev");
  EXPECT_EQ(release_of_version("v"), "v");
  EXPECT_EQ(release_of_version(""), "");
}

}  // namespace
}  // namespace fleetmark::model

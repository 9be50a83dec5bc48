// SPDX-License-Identifier: Apache-2.0
#include "harness/model/spoken_name.h"

#include <gtest/gtest.h>

#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

std::string device_meant(const std::string& name) {
  const auto ids = test::shipped_ids("devices");
  SpokenNames names(Spoken::kDevice);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto& profile = test::shipped_device(ids[i]);
    names.add(profile.id, i);
    names.add(profile.name, i);
  }
  std::string all;
  for (const std::size_t i : names.meant(name)) all += (all.empty() ? "" : " ") + ids[i];
  return all;
}

TEST(SpokenName, devices_are_known_by_what_drivers_and_papers_call_them) {
  EXPECT_EQ(device_meant("H100-SXM5-80GB"), "h100-sxm5-80");
  EXPECT_EQ(device_meant("NVIDIA A100-SXM4-40GB"), "a100-sxm4-40");
  EXPECT_EQ(device_meant("NVIDIA H200 SXM 141GB HBM3e"), "h200-sxm-141");
  EXPECT_EQ(device_meant("Ascend910B2"), "ascend-910b2");
  EXPECT_EQ(device_meant("Ascend 910C"), "ascend-910c");
  EXPECT_EQ(device_meant("AMD Instinct MI300X"), "mi300x");
  EXPECT_EQ(device_meant("NVIDIA L40S"), "l40s");
}

TEST(SpokenName, what_several_are_called_means_all_of_them) {
  const std::string h100 = device_meant("H100");
  EXPECT_NE(h100.find("h100-sxm5-80"), std::string::npos) << h100;
  EXPECT_NE(h100.find("h100-pcie-80"), std::string::npos) << h100;
  EXPECT_EQ(device_meant("NVIDIA"), "");
  EXPECT_EQ(device_meant("H1000"), "");
}

TEST(SpokenName, models_are_known_without_tuning_format_and_owner) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(words_of("meta-llama/Llama-3.1-70B-Instruct-FP8", Spoken::kModel),
            (Words{"llama", "3.1", "70b"}));
  EXPECT_EQ(words_of("Qwen/Qwen3-235B-A22B-Instruct-2507", Spoken::kModel),
            (Words{"qwen3", "235b", "a22b"}));
  EXPECT_EQ(words_of("deepseek-ai/DeepSeek-R1-0528", Spoken::kModel), (Words{"deepseek", "r1"}));
  SpokenNames names(Spoken::kModel);
  names.add("llama-3.1-70b", 0);
  names.add("llama-3.1-8b", 1);
  EXPECT_EQ(names.meant("Meta-Llama-3.1-70B-Instruct"), std::vector<std::size_t>{0});
  EXPECT_TRUE(names.meant("Llama-3.1").empty());
  EXPECT_TRUE(names.meant("DeepSeek-R1-Distill-Llama-3.1-70B").empty());
}

}  // namespace
}  // namespace fleetmark::model

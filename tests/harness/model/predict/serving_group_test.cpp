// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/serving_group.h"

#include <gtest/gtest.h>

#include "harness/model/predict/serving_case.h"
#include "tests/harness/model/predict/shipped_fit.h"

namespace fleetmark::model {
namespace {

using Sharing = AttentionSharing;

const Workload& dense() { return test::shipped_workload("llama-3.1-70b"); }
const Workload& experts() { return test::shipped_workload("deepseek-v3"); }

TEST(ServingGroup, only_experts_leave_attention_to_each_device) {
  const std::vector<ServingGroup> tensor{{1}, {2}, {4}};
  EXPECT_EQ(groups_of(dense(), {}, 4), tensor);
  EXPECT_EQ(groups_of(experts(), {}, 4),
            (std::vector<ServingGroup>{{1}, {2}, {2, Sharing::kData}, {4}, {4, Sharing::kData}}));
}

TEST(ServingGroup, devices_that_are_named_share_heads_unless_attention_is_named_too) {
  EXPECT_EQ(groups_of(experts(), {{8}, {}}, 16), std::vector<ServingGroup>{{8}});
  EXPECT_EQ(groups_of(experts(), {{8}, Sharing::kData}, 16),
            (std::vector<ServingGroup>{{8, Sharing::kData}}));
  EXPECT_EQ(groups_of(experts(), {{}, Sharing::kTensor}, 2), (std::vector<ServingGroup>{{1}, {2}}));
}

TEST(ServingGroup, a_point_of_a_table_tells_it) {
  const auto rates = test::shipped_rates("h200-sxm-141");
  for (const ServingGroup group : {ServingGroup{8}, ServingGroup{8, Sharing::kData}}) {
    record::ServingPoint point;
    set_group(point, group);
    EXPECT_EQ(serving_group_of(point), group);
    EXPECT_EQ(group_from_label(label_of(group)), group);
    const auto read = parallel_of(point, experts(), rates);
    ASSERT_TRUE(std::holds_alternative<Parallel>(read));
    const auto& parallel = std::get<Parallel>(read);
    const Parallel meant = parallel_of(group);
    EXPECT_EQ(parallel.tensor, meant.tensor);
    EXPECT_EQ(parallel.attention_data, meant.attention_data);
    EXPECT_EQ(parallel.expert, meant.expert);
    EXPECT_EQ(parallel.devices(), 8);
  }
  EXPECT_EQ(group_from_label("pp=8"), std::nullopt);
  EXPECT_EQ(group_from_label("prefill and decode workers"), std::nullopt);
}

// Eight devices of 141 GB: each holds 1/8 of the latent caches in place of all of them.
TEST(ServingGroup, latent_caches_are_held_once_where_attention_is_not_shared) {
  const auto rates = test::shipped_rates("h200-sxm-141");
  Question asked = test::question_of("deepseek-v3", "fp8");
  asked.tensor = 8;
  asked.attention = Sharing::kTensor;
  const auto shared = std::get<ServingWork>(test::case_asked(asked, rates).task.what);
  asked.attention = Sharing::kData;
  const auto own = std::get<ServingWork>(test::case_asked(asked, rates).task.what);
  EXPECT_DOUBLE_EQ(own.sequence_bytes, shared.sequence_bytes);
  EXPECT_GT(own.weights_bytes, shared.weights_bytes);
  EXPECT_GT(own.running, 6 * shared.running);
  EXPECT_LE(own.running, 8 * shared.running);
}

TEST(ServingGroup, the_better_way_to_share_attention_is_taken_unasked) {
  const auto rates = test::shipped_rates("h200-sxm-141");
  const auto rate = [&](std::optional<Sharing> attention) {
    Question asked = test::question_of("deepseek-v3", "fp8");
    asked.attention = attention;
    return test::shipped_predictor().predict(test::case_asked(asked, rates))->value;
  };
  EXPECT_EQ(rate({}), std::max(rate(Sharing::kTensor), rate(Sharing::kData)));
  EXPECT_GT(rate({}), rate(Sharing::kTensor));
}

}  // namespace
}  // namespace fleetmark::model

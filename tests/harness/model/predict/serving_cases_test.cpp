// SPDX-License-Identifier: Apache-2.0
// Rows of serving tables with prefill and decode on workers of their own, by serving_cases of
// case.h.
#include <gtest/gtest.h>

#include "harness/model/predict/case.h"
#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

const Library& library_of_workers() {
  static const Library one = test::library_of({"h100-sxm5-80", "h200-sxm-141", "b200-sxm"},
                                              {"llama-3.1-70b", "deepseek-v3"});
  return one;
}

record::ServingPoint apart_point(const std::string& model, const std::string& device,
                                 std::int64_t prefill_tensor, std::int64_t decode_tensor) {
  record::ServingPoint one;
  one.id = "p-1";
  one.device = device;
  one.engine = "trtllm";
  one.model = model;
  one.precision = "fp8";
  one.mode = "disaggregated";
  one.input_tokens = 1024;
  one.output_tokens = 512;
  one.concurrency = 96;
  one.prefill_workers = 2;
  one.prefill_tensor_parallel = prefill_tensor;
  one.decode_workers = 3;
  one.decode_tensor_parallel = decode_tensor;
  return one;
}

Case tpot_case(const record::ServingPoint& point) {
  auto found = serving_cases(point, library_of_workers());
  const auto* none = std::get_if<NoCase>(&found);
  EXPECT_EQ(none, nullptr) << (none == nullptr ? "" : none->what);
  return none == nullptr ? std::get<ServingCases>(std::move(found)).tpot : Case{};
}

const ServingWork& work_of_case(const Case& what) { return std::get<ServingWork>(what.task.what); }

std::string layout_trait(const Case& what) {
  return what.traits[static_cast<std::size_t>(Trait::kLayout)];
}

TEST(ServingCases, a_row_of_workers_stands_by_the_group_that_decodes) {
  const Case what = tpot_case(apart_point("llama-3.1-70b", "h100-sxm5-80", 2, 4));
  EXPECT_EQ(layout_trait(what), "disaggregated, tensor parallel");
  EXPECT_EQ(what.extents, (std::array<double, kExtents>{4, 32, 1024, 512}));
  EXPECT_EQ(work_of_case(what).devices, 2 * 2 + 3 * 4);
  ASSERT_TRUE(work_of_case(what).apart);
  EXPECT_EQ(work_of_case(what).apart->prefill, 2);
  EXPECT_EQ(work_of_case(what).apart->decode, 3);
}

TEST(ServingCases, rows_of_one_release_stand_nearer_than_rows_of_two) {
  record::ServingPoint point = apart_point("llama-3.1-70b", "h100-sxm5-80", 2, 4);
  const auto release = [&point](const char* version) {
    point.engine_version = version;
    return tpot_case(point).traits[static_cast<std::size_t>(Trait::kRelease)];
  };
  EXPECT_EQ(release("1.2.0rc6.post2"), release("1.2.0rc6"));
  EXPECT_NE(release("1.2.0rc6"), release("1.1.0rc2"));
  EXPECT_EQ(release(""), "");
}

// 671 GB of weights: one device holds them nowhere, so that "1" counts the devices of an attention.
TEST(ServingCases, a_worker_that_cannot_hold_the_model_is_a_group_with_attention_by_data) {
  const Case what = tpot_case(apart_point("deepseek-v3", "h200-sxm-141", 8, 1));
  EXPECT_EQ(layout_trait(what), "disaggregated, data parallel attention");
  EXPECT_EQ(what.extents[static_cast<std::size_t>(Extent::kDevices)], 8);
  EXPECT_EQ(work_of_case(what).devices, 2 * 8 + 3 * 8);
  EXPECT_EQ(work_of_case(what).apart->prompts_at_once, 1);
  const Case both = tpot_case(apart_point("deepseek-v3", "h200-sxm-141", 1, 1));
  EXPECT_EQ(work_of_case(both).apart->prompts_at_once, 8);
  EXPECT_EQ(work_of_case(tpot_case(apart_point("deepseek-v3", "h100-sxm5-80", 16, 1))).devices,
            5 * 16);
  // In four bits half of them do.
  record::ServingPoint four = apart_point("deepseek-v3", "b200-sxm", 1, 8);
  four.precision = "fp4";
  EXPECT_EQ(work_of_case(tpot_case(four)).devices, 2 * 4 + 3 * 8);
}

// Without experts nothing can be meant but what stands there.
TEST(ServingCases, a_dense_model_that_does_not_fit_is_infeasible) {
  record::ServingPoint one = apart_point("llama-3.1-70b", "h100-sxm5-80", 1, 2);
  one.precision = "bf16";
  const auto found = serving_cases(one, library_of_workers());
  const auto* none = std::get_if<NoCase>(&found);
  ASSERT_NE(none, nullptr);
  EXPECT_EQ(status_of(*none),
            "infeasible:llama-3.1-70b: memory: needs 141 GB on each device, 80 GB are usable");
}

TEST(ServingCases, columns_of_workers_that_are_missing_are_named_together) {
  record::ServingPoint one = apart_point("deepseek-v3", "h200-sxm-141", 8, 8);
  one.prefill_workers.reset();
  one.decode_workers = 0;
  const auto found = serving_cases(one, library_of_workers());
  const auto* none = std::get_if<NoCase>(&found);
  ASSERT_NE(none, nullptr);
  EXPECT_EQ(status_of(*none), "unknown:prefill_workers, decode_workers");
}

}  // namespace
}  // namespace fleetmark::model

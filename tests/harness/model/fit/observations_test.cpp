// SPDX-License-Identifier: Apache-2.0
#include "harness/model/fit/observations.h"

#include <gtest/gtest.h>

#include "tests/harness/model/predict/predict_builders.h"
#include "tests/harness/model/predict/published_builders.h"

namespace fleetmark::model {
namespace {

const Library& library() {
  static const Library one = test::library_of({"h100-sxm5-80"}, {"llama-3.1-8b", "llama-3.1-70b"});
  return one;
}

record::ServingPoint point() {
  record::ServingPoint one;
  one.id = "p-1";
  one.device = "h100-sxm5-80";
  one.engine = "vllm";
  one.model = "llama-3.1-8b";
  one.precision = "bf16";
  one.mode = "aggregated";
  one.input_tokens = 1024;
  one.output_tokens = 101;
  one.concurrency = 4;
  one.tensor_parallel = 2;
  one.ttft_ms = 500;
  one.tpot_ms = 10;
  return one;
}

Observations of_points(const std::vector<record::ServingPoint>& points) {
  Observations found;
  add_points(points, library(), "table.csv", found);
  return found;
}

TEST(Observations, a_point_is_two_times_and_the_rate_of_its_closed_loop) {
  const Observations found = of_points({point()});
  ASSERT_EQ(found.all.size(), 3U);
  EXPECT_TRUE(found.left_out.empty());
  EXPECT_EQ(found.all[0].what.channel, Channel::kTpot);
  EXPECT_DOUBLE_EQ(found.all[0].measured, 0.01);
  EXPECT_EQ(found.all[1].what.channel, Channel::kTtft);
  EXPECT_DOUBLE_EQ(found.all[1].measured, 0.5);
  EXPECT_EQ(found.all[2].what.channel, Channel::kOutput);
  EXPECT_DOUBLE_EQ(found.all[2].measured, 4 * 101 / (0.5 + 100 * 0.01) / 2);
  for (const auto& one : found.all) {
    EXPECT_EQ(one.source, "table.csv");
    EXPECT_TRUE(one.is_scored);
  }
}

TEST(Observations, workers_of_their_own_are_scored_and_not_learnt_from) {
  record::ServingPoint apart = point();
  apart.mode = "disaggregated";
  apart.prefill_workers = apart.decode_workers = 2;
  apart.prefill_tensor_parallel = 1;
  apart.decode_tensor_parallel = 4;
  const Observations found = of_points({point(), apart});
  ASSERT_EQ(found.all.size(), 6U);
  for (std::size_t i = 0; i < found.all.size(); ++i) {
    EXPECT_TRUE(found.all[i].is_scored);
    EXPECT_EQ(found.all[i].is_learnt, i < 3);
  }
  EXPECT_DOUBLE_EQ(found.all[5].measured, 4 * 101 / (0.5 + 100 * 0.01) / 10);
}

TEST(Observations, what_is_left_out_is_counted_by_its_reason) {
  record::ServingPoint nameless = point(), unmeasured = point(), queued = point(), large = point();
  nameless.precision = "";
  unmeasured.ttft_ms.reset();
  unmeasured.tpot_ms.reset();
  queued.ttft_ms = 20001;
  large.model = "llama-3.1-70b";
  large.tensor_parallel = 1;
  const Observations found = of_points({nameless, nameless, unmeasured, queued, large});
  EXPECT_TRUE(found.all.empty());
  EXPECT_EQ(
      found.left_out,
      (std::map<std::string, std::size_t>{
          {"unknown:precision", 2},
          {"not measured", 1},
          {"time to first token above 20 s", 1},
          {"infeasible:llama-3.1-70b: memory: needs 141 GB on each device, 80 GB are usable", 1}}));
  queued.ttft_ms = 20000;
  EXPECT_EQ(of_points({queued}).all.size(), 3U);
}

TEST(Observations, a_point_of_one_time_is_that_time_and_no_rate) {
  record::ServingPoint one = point();
  one.ttft_ms.reset();
  const Observations found = of_points({one});
  ASSERT_EQ(found.all.size(), 1U);
  EXPECT_EQ(found.all[0].what.channel, Channel::kTpot);
  EXPECT_DOUBLE_EQ(found.all[0].measured, *one.tpot_ms / 1e3);
}

TEST(Observations, context_is_observed_and_not_scored) {
  auto row = test::published("stream", "bandwidth_gb_s", 3000, {});
  auto context = row, foreign = row;
  context.tier = "C";
  foreign.device = "rx-1";
  Observations found;
  add_results({row, context, foreign}, library(), "rows.json", found);
  ASSERT_EQ(found.all.size(), 2U);
  EXPECT_TRUE(found.all[0].is_scored);
  EXPECT_FALSE(found.all[1].is_scored);
  EXPECT_EQ(found.all[0].source, "rows.json");
  EXPECT_EQ(found.all[0].measured, 3e12);
  EXPECT_EQ(found.left_out, (std::map<std::string, std::size_t>{{"unknown:device rx-1", 1}}));
}

// "ascend-910b" is the alias of one profile and leaves four open: fitted once, scored against each.
TEST(Observations, a_submodel_that_is_not_told_is_each_of_them_beside_what_is_fitted) {
  const Library four = test::library_of(
      {"ascend-910b1", "ascend-910b2", "ascend-910b3", "ascend-910b4", "h100-sxm5-80"},
      {"llama-3.1-8b"});
  record::PublishedResult result = test::published("stream", "bandwidth_gb_s", 1000, {});
  result.device = "ascend-910b";
  Observations found;
  add_results({result}, four, "stream.json", found);
  ASSERT_EQ(found.all.size(), 1U);
  EXPECT_EQ(found.all[0].what.rates.id, "ascend-910b2");
  ASSERT_EQ(found.alternatives.size(), 3U);  // nobody published the bandwidth of the 910B1
  EXPECT_EQ(found.alternatives[0].what.rates.id, "ascend-910b2");
  EXPECT_EQ(found.alternatives[2].what.rates.id, "ascend-910b4");
  EXPECT_EQ(found.alternatives[2].measured, found.all[0].measured);
  EXPECT_EQ(found.left_out,
            (std::map<std::string, std::size_t>{
                {"unknown:memory.bandwidth of ascend-910b1, memory.capacity of ascend-910b1", 1}}));
  result.device = "h100-sxm5-80";
  Observations told;
  add_results({result}, four, "stream.json", told);
  EXPECT_TRUE(told.alternatives.empty());
}

TEST(Observations, a_status_tells_unknown_from_infeasible) {
  EXPECT_EQ(status_of({false, "isl"}), "unknown:isl");
  EXPECT_EQ(status_of({true, "memory"}), "infeasible:memory");
}

}  // namespace
}  // namespace fleetmark::model

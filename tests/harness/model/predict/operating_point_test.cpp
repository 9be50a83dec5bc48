// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/operating_point.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/harness/model/predict/shipped_fit.h"

namespace fleetmark::model {
namespace {

const Library& chosen_library() {
  static const Library one = test::library_of({"h100-sxm5-80", "h20-96", "l4"},
                                              {"llama-3.1-70b", "llama-3.1-8b", "deepseek-v3"});
  return one;
}

record::ServingPoint base(const std::string& device, const std::string& model,
                          const std::string& precision) {
  record::ServingPoint point;
  point.device = device;
  point.engine = "vllm";
  point.model = model;
  point.precision = precision;
  point.mode = "aggregated";
  point.input_tokens = 1024;
  point.output_tokens = 512;
  return point;
}

Search search(const record::ServingPoint& point, const std::optional<SloClass>& slo = {},
              std::vector<std::int64_t> tensor = {}, std::vector<std::int64_t> concurrency = {}) {
  const Predictor& predictor = test::shipped_predictor();
  return search_operating_points(point, chosen_library(), predictor, {std::move(tensor), {}},
                                 std::move(concurrency), slo);
}

SloClass limits(double ttft_s, double tpot_s) {
  SloClass slo;
  slo.id = "made-up";
  slo.ttft_s = ttft_s;
  slo.tpot_s = tpot_s;
  return slo;
}

const std::vector<record::ServingPoint>& asked_points() {
  static const std::vector<record::ServingPoint> all{base("h100-sxm5-80", "llama-3.1-70b", "fp8"),
                                                     base("h20-96", "llama-3.1-8b", "bf16"),
                                                     base("h20-96", "deepseek-v3", "fp8")};
  return all;
}

TEST(OperatingPoint, what_is_not_asked_for_is_every_power_of_two) {
  const Search found = search(base("h100-sxm5-80", "llama-3.1-8b", "fp8"));
  ASSERT_EQ(found.points.size(), 4U * 11U);  // a domain of 8 devices; 1 to 1024 requests
  std::size_t i = 0;
  for (const std::int64_t tp : {1, 2, 4, 8}) {
    for (std::int64_t requests = 1; requests <= 1024; requests *= 2, ++i) {
      EXPECT_EQ(found.points[i].asked.tensor_parallel, tp);
      EXPECT_EQ(found.points[i].asked.concurrency, requests);
    }
  }
  EXPECT_TRUE(found.left_out.empty());
  const Search asked = search(base("h100-sxm5-80", "llama-3.1-8b", "fp8"), {}, {4}, {3, 5});
  ASSERT_EQ(asked.points.size(), 2U);
  EXPECT_EQ(asked.points[1].asked.concurrency, 5);
}

// Beside each group of a model with experts stands the one in which attention is not shared.
TEST(OperatingPoint, both_ways_to_share_attention_are_searched) {
  std::set<std::pair<std::int64_t, std::int64_t>> groups;
  for (const auto& point : search(base("h20-96", "deepseek-v3", "fp8")).points) {
    groups.emplace(*point.asked.tensor_parallel, point.asked.attention_data_parallel.value_or(1));
  }
  EXPECT_EQ(groups, (std::set<std::pair<std::int64_t, std::int64_t>>{{8, 1}, {8, 8}}));
}

// In order of TPOT, the frontier is where the output rate reaches a new height.
TEST(OperatingPoint, the_frontier_is_what_nobody_beats_in_both) {
  for (const auto& question : asked_points()) {
    const Search found = search(question);
    ASSERT_GT(found.points.size(), 5U);
    std::vector<const OperatingPoint*> order;
    for (const auto& point : found.points) order.push_back(&point);
    std::ranges::sort(order, [](const auto* a, const auto* b) {
      if (a->predicted.tpot.value != b->predicted.tpot.value)
        return a->predicted.tpot.value < b->predicted.tpot.value;
      return a->predicted.output.value > b->predicted.output.value;
    });
    double highest = -1;
    std::size_t on = 0;
    for (const auto* point : order) {
      EXPECT_EQ(point->is_on_frontier, point->predicted.output.value > highest) << question.model;
      highest = std::max(highest, point->predicted.output.value);
      on += point->is_on_frontier ? 1 : 0;
    }
    EXPECT_GT(on, 1U);
    EXPECT_LT(on, found.points.size());
  }
}

TEST(OperatingPoint, the_chosen_one_yields_most_of_those_that_hold_the_class) {
  for (const auto& question : asked_points()) {
    for (const auto& slo : {limits(2, 0.2), limits(0.45, 0.04), limits(10, 0.02)}) {
      const Search found = search(question, slo);
      double best = 0;
      for (const auto& point : found.points) {
        const bool holds =
            point.predicted.ttft.value <= slo.ttft_s && point.predicted.tpot.value <= slo.tpot_s;
        EXPECT_EQ(point.meets_slo, holds);
        if (holds) best = std::max(best, point.predicted.output.value);
      }
      const auto chosen = std::ranges::count(found.points, true, &OperatingPoint::is_chosen);
      EXPECT_EQ(chosen, best > 0 ? 1 : 0);
      for (const auto& point : found.points) {
        if (!point.is_chosen) continue;
        EXPECT_TRUE(point.meets_slo);
        EXPECT_EQ(point.predicted.output.value, best);
      }
    }
  }
}

TEST(OperatingPoint, none_is_chosen_without_a_class_or_when_none_holds_it) {
  const auto none_chosen = [](const Search& found) {
    return std::ranges::none_of(found.points, &OperatingPoint::is_chosen) &&
           std::ranges::none_of(found.points, &OperatingPoint::meets_slo);
  };
  EXPECT_TRUE(none_chosen(search(asked_points()[0])));
  EXPECT_TRUE(none_chosen(search(asked_points()[0], limits(1e-9, 1))));
  EXPECT_TRUE(none_chosen(search(asked_points()[0], limits(1, 1e-9))));
  EXPECT_FALSE(none_chosen(search(asked_points()[0], limits(1e3, 1e3))));
}

TEST(OperatingPoint, why_a_group_is_left_out_is_said_once) {
  const Search found = search(base("h100-sxm5-80", "llama-3.1-70b", "bf16"));
  ASSERT_EQ(found.left_out.size(), 1U);
  EXPECT_TRUE(found.left_out[0].starts_with("tp=1: infeasible:llama-3.1-70b: memory: needs "))
      << found.left_out[0];
  ASSERT_EQ(found.points.size(), 3U * 11U);
  EXPECT_EQ(found.points.front().asked.tensor_parallel, 2);
  const Search none = search(base("h100-sxm5-80", "llama-3.1-70b", "int3"));
  EXPECT_TRUE(none.points.empty());
  EXPECT_EQ(none.left_out,
            (std::vector<std::string>{"tp=1: unknown:precision int3 of llama-3.1-70b",
                                      "tp=2: unknown:precision int3 of llama-3.1-70b",
                                      "tp=4: unknown:precision int3 of llama-3.1-70b",
                                      "tp=8: unknown:precision int3 of llama-3.1-70b"}));
}

// Devices without links of their own meet in the host of a server.
TEST(OperatingPoint, groups_are_as_wide_as_links_join) {
  const auto widest = [](const char* device) {
    std::int64_t most = 0;
    for (const auto& point : search(base(device, "llama-3.1-8b", "fp8")).points) {
      most = std::max(most, point.asked.tensor_parallel.value_or(0));
    }
    return most;
  };
  EXPECT_EQ(widest("l4"), 8);
  EXPECT_EQ(widest("h100-sxm5-80"), 8);
  const Search unknown = search(base("absent", "llama-3.1-8b", "fp8"));
  EXPECT_EQ(unknown.left_out, std::vector<std::string>{"tp=1: unknown:device absent"});
}

TEST(OperatingPoint, a_fit_without_records_of_serving_says_so) {
  const Fit empty;
  const Search found = search_operating_points(
      asked_points()[0], chosen_library(), Predictor(empty), {{1, 2}, {}}, {1, 2}, limits(1, 1));
  EXPECT_TRUE(found.points.empty());
  EXPECT_EQ(found.left_out,
            (std::vector<std::string>{"tp=1: unknown:records of serving in the fit",
                                      "tp=2: unknown:records of serving in the fit"}));
}

}  // namespace
}  // namespace fleetmark::model

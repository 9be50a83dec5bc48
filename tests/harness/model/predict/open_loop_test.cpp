// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/open_loop.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/model/predict/operating_point.h"
#include "tests/harness/model/predict/shipped_fit.h"

namespace fleetmark::model {
namespace {

const Library& open_library() {
  static const Library one = test::library_of({"h100-sxm5-80", "h20-96"},
                                              {"llama-3.1-70b", "llama-3.1-8b", "deepseek-v3"});
  return one;
}

record::ServingPoint open_point(const std::string& model, std::int64_t tensor) {
  record::ServingPoint point;
  point.device = "h100-sxm5-80";
  point.engine = "vllm";
  point.model = model;
  point.precision = "fp8";
  point.mode = "aggregated";
  point.input_tokens = 1024;
  point.output_tokens = 256;
  point.tensor_parallel = tensor;
  return point;
}

OpenGroup group_of(const record::ServingPoint& point) {
  return std::get<OpenGroup>(OpenGroup::of(point, open_library(), test::shipped_predictor()));
}

OpenPrediction open_at(const OpenGroup& group, const Arrivals& arrivals) {
  const auto found = group.at(arrivals);
  const auto* none = std::get_if<NoCase>(&found);
  EXPECT_EQ(none, nullptr) << none->what;
  return none != nullptr ? OpenPrediction{} : std::get<OpenPrediction>(found);
}

ServingPrediction closed_loop(record::ServingPoint point, std::int64_t requests) {
  point.concurrency = requests;
  return std::get<ServingPrediction>(
      serving_prediction(point, open_library(), test::shipped_predictor()));
}

TEST(OpenLoop, next_to_no_arrivals_is_the_closed_loop_of_one_request) {
  const auto point = open_point("llama-3.1-8b", 1);
  const auto one = closed_loop(point, 1);
  const auto open = open_at(group_of(point), {.requests_per_s = 1e-6});
  EXPECT_EQ(open.seen.tpot.value, one.tpot.value);
  EXPECT_DOUBLE_EQ(open.seen.ttft.value, one.ttft.value);
  EXPECT_DOUBLE_EQ(open.seen.ttft.p90, one.ttft.p90);
  // A request alone stays as long as the closed loop of one takes for each.
  EXPECT_NEAR(open.loop.service_s / (256 / one.output.value), 1, 1e-9);
  EXPECT_LT(open.loop.wait.probability, 1e-6);
}

// Where the rate is what a closed loop of n yields, n are in service.
TEST(OpenLoop, littles_law_holds) {
  for (const std::int64_t tensor : {1, 4}) {
    const auto point = open_point("llama-3.1-8b", tensor);
    const OpenGroup group = group_of(point);
    for (const std::int64_t requests : {1, 3, 16}) {
      const auto closed = closed_loop(point, requests);
      const double rate = closed.output.value * static_cast<double>(tensor) / 256;
      const auto open = open_at(group, {.requests_per_s = rate});
      EXPECT_NEAR(open.loop.in_service, static_cast<double>(requests), 1e-6);
      EXPECT_NEAR(open.loop.service_s * rate, open.loop.in_service, 1e-9);
      EXPECT_EQ(open.seen.tpot.value, closed_loop(point, requests).tpot.value);
      // As far as three figures that borrow for themselves agree.
      const double stay_s = closed.ttft.value + 255 * closed.tpot.value;
      EXPECT_NEAR(stay_s / open.loop.service_s, 1, 0.15);
    }
  }
}

// What records lend can make a closed loop of more yield less: the fewer are in service then.
TEST(OpenLoop, the_closed_loop_passes_the_rate_at_the_number_in_service) {
  for (const std::int64_t tensor : {1, 4}) {
    const auto point = open_point("llama-3.1-8b", tensor);
    const OpenGroup group = group_of(point);
    const double most = open_at(group, {.requests_per_s = 1}).loop.sustained.value;
    const auto yields = [&](std::int64_t requests) {
      return closed_loop(point, requests).output.value * static_cast<double>(tensor) / 256;
    };
    for (const double share : {0.2, 0.5, 0.8, 0.95}) {
      const auto open = open_at(group, {.requests_per_s = share * most});
      const auto above = static_cast<std::int64_t>(std::ceil(open.loop.in_service));
      EXPECT_GE(yields(above), share * most * (1 - 1e-12));
      EXPECT_LT(yields(above - 1), share * most);
    }
  }
}

TEST(OpenLoop, between_two_whole_numbers_the_rate_is_on_the_line) {
  const auto point = open_point("llama-3.1-8b", 1);
  const double low = closed_loop(point, 4).output.value / 256,
               high = closed_loop(point, 5).output.value / 256;
  const auto open = open_at(group_of(point), {.requests_per_s = low + 0.25 * (high - low)});
  EXPECT_NEAR(open.loop.in_service, 4.25, 1e-9);
  EXPECT_EQ(open.seen.tpot.value, closed_loop(point, 5).tpot.value);
}

TEST(OpenLoop, the_wait_is_that_of_the_queue) {
  const auto point = open_point("llama-3.1-70b", 1);
  const OpenGroup group = group_of(point);
  const double most = open_at(group, {.requests_per_s = 0.01}).loop.sustained.value;
  const Arrivals arrivals{.requests_per_s = 0.95 * most, .arrival_scv = 3, .service_scv = 0.5};
  const auto open = open_at(group, arrivals);
  const Queue queue{open.loop.slots.count, arrivals.requests_per_s, open.loop.service_s, 3, 0.5};
  const auto wait = queue_wait(queue, 1);
  ASSERT_TRUE(wait);
  EXPECT_GT(wait->mean_s, 0);
  EXPECT_DOUBLE_EQ(open.loop.wait.mean_s, wait->mean_s);
  EXPECT_DOUBLE_EQ(open.seen.ttft.value, open.loop.closed.ttft.value + wait->mean_s);
  EXPECT_EQ(open.seen.tpot.value, open.loop.closed.tpot.value);
  // Twice the sum of both variations is twice the wait.
  const auto calm = open_at(group, {arrivals.requests_per_s, 1.25, 0.5});
  EXPECT_NEAR(open.loop.wait.mean_s / calm.loop.wait.mean_s, 2, 1e-9);
}

TEST(OpenLoop, the_output_is_what_arrives) {
  const auto open = open_at(group_of(open_point("llama-3.1-8b", 2)), {.requests_per_s = 3});
  EXPECT_DOUBLE_EQ(open.seen.output.value, 3.0 * 256 / 2);
  EXPECT_EQ(open.seen.output.p10, open.seen.output.p90);
}

TEST(OpenLoop, more_arrivals_mean_more_in_service_and_a_longer_wait) {
  const OpenGroup group = group_of(open_point("llama-3.1-70b", 2));
  const double most = open_at(group, {.requests_per_s = 0.01}).loop.sustained.value;
  OpenLoop last;
  double last_ttft_s = 0;
  for (const double share : {0.1, 0.3, 0.5, 0.7, 0.9, 0.97}) {
    const auto open = open_at(group, {.requests_per_s = share * most});
    EXPECT_GT(open.loop.in_service, last.in_service);
    EXPECT_GE(open.loop.wait.mean_s, last.wait.mean_s);
    EXPECT_GE(open.seen.ttft.value, last_ttft_s * 0.999) << share;
    EXPECT_LE(open.loop.wait.utilisation, 1);
    EXPECT_LE(open.seen.ttft.p10, open.seen.ttft.value);
    EXPECT_LE(open.seen.ttft.value, open.seen.ttft.p90);
    last = open.loop;
    last_ttft_s = open.seen.ttft.value;
  }
}

// What the slow end of the interval of the rate does not sustain has no end of its wait.
TEST(OpenLoop, near_the_most_the_slow_end_is_unbounded) {
  const OpenGroup group = group_of(open_point("llama-3.1-70b", 2));
  const auto calm = open_at(group, {.requests_per_s = 0.01});
  EXPECT_TRUE(std::isfinite(calm.seen.ttft.p95));
  const double asked = 0.5 * (calm.loop.sustained.p10 + calm.loop.sustained.value);
  const auto open = open_at(group, {.requests_per_s = asked});
  EXPECT_TRUE(std::isfinite(open.seen.ttft.value));
  EXPECT_TRUE(std::isinf(open.seen.ttft.p90));
  EXPECT_TRUE(std::isfinite(open.seen.ttft.p10));
}

TEST(OpenLoop, what_is_not_sustained_is_no_number) {
  const OpenGroup group = group_of(open_point("llama-3.1-8b", 1));
  const auto found = group.at({.requests_per_s = 5000});
  ASSERT_TRUE(std::holds_alternative<NoCase>(found));
  const auto& none = std::get<NoCase>(found);
  EXPECT_TRUE(none.is_infeasible);
  EXPECT_TRUE(status_of(none).starts_with("infeasible:load: 5000 requests/s asked, at most "))
      << none.what;
  const double most = open_at(group, {.requests_per_s = 1}).loop.sustained.value;
  EXPECT_TRUE(std::holds_alternative<NoCase>(group.at({.requests_per_s = 1.0001 * most})));
  EXPECT_TRUE(std::holds_alternative<OpenPrediction>(group.at({.requests_per_s = 0.99 * most})));
}

TEST(OpenLoop, slots_are_what_memory_holds_or_the_engine_runs) {
  const auto large = group_of(open_point("llama-3.1-70b", 1));
  const auto tight = open_at(large, {.requests_per_s = 0.01}).loop.slots;
  auto point = open_point("llama-3.1-70b", 1);
  point.concurrency = 100000;
  const auto cases = std::get<ServingCases>(serving_cases(point, open_library()));
  EXPECT_FALSE(tight.is_engine_limit);
  EXPECT_EQ(static_cast<double>(tight.count), std::get<ServingWork>(cases.tpot.task.what).running);

  Fit fit = test::shipped_fit();
  fit.channels[static_cast<std::size_t>(Channel::kOffline)]
      ->parameters.shared[Parameter::kSequencesAtMost] = 24;
  const Predictor limited(fit);
  const auto group =
      std::get<OpenGroup>(OpenGroup::of(open_point("llama-3.1-8b", 1), open_library(), limited));
  const auto few = open_at(group, {.requests_per_s = 0.5}).loop.slots;
  EXPECT_TRUE(few.is_engine_limit);
  EXPECT_EQ(few.count, 24);
  fit.channels[static_cast<std::size_t>(Channel::kOffline)].reset();
  const Predictor unlimited(fit);
  const auto wide =
      std::get<OpenGroup>(OpenGroup::of(open_point("llama-3.1-8b", 1), open_library(), unlimited));
  EXPECT_FALSE(open_at(wide, {.requests_per_s = 0.5}).loop.slots.is_engine_limit);
}

TEST(OpenLoop, a_search_over_rates_leaves_out_what_is_too_much_and_chooses) {
  SloClass slo;
  slo.ttft_s = 2;
  slo.tpot_s = 0.05;
  const auto base = open_point("llama-3.1-70b", 1);
  std::vector<Arrivals> rates;
  for (const double rate : {0.2, 1.0, 3.0, 4000.0}) rates.push_back({.requests_per_s = rate});
  const Search found =
      search_arrivals(base, open_library(), test::shipped_predictor(), {{1, 2, 4}, {}}, rates, slo);
  ASSERT_FALSE(found.points.empty());
  for (const auto& point : found.points) {
    ASSERT_TRUE(point.open);
    EXPECT_LT(point.open->arrivals.requests_per_s, 4000);
    EXPECT_EQ(point.meets_slo,
              point.predicted.ttft.value <= 2 && point.predicted.tpot.value <= 0.05);
  }
  std::size_t too_much = 0;
  for (const auto& line : found.left_out) {
    too_much += line.find("infeasible:load: 4000 requests/s asked") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(too_much, 3U);
  double best = 0;
  for (const auto& point : found.points) {
    if (point.meets_slo) best = std::max(best, point.predicted.output.value);
  }
  const auto chosen = std::ranges::find(found.points, true, &OperatingPoint::is_chosen);
  ASSERT_NE(chosen, found.points.end());
  EXPECT_EQ(chosen->predicted.output.value, best);
}

TEST(OpenLoop, why_there_is_no_group_is_said) {
  auto point = open_point("llama-3.1-70b", 1);
  point.precision = "bf16";
  const auto none = OpenGroup::of(point, open_library(), test::shipped_predictor());
  ASSERT_TRUE(std::holds_alternative<NoCase>(none));
  EXPECT_NE(std::get<NoCase>(none).what.find("memory: needs "), std::string::npos);
  const Fit empty;
  const auto bare = OpenGroup::of(open_point("llama-3.1-8b", 1), open_library(), Predictor(empty));
  ASSERT_TRUE(std::holds_alternative<NoCase>(bare));
  EXPECT_EQ(status_of(std::get<NoCase>(bare)), "unknown:records of serving in the fit");
}

}  // namespace
}  // namespace fleetmark::model

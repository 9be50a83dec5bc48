// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/disaggregated_serving.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/model/predict/operating_point.h"
#include "tests/harness/model/predict/shipped_fit.h"

namespace fleetmark::model {
namespace {

const Library& pair_library() {
  static const Library one = test::library_of({"h100-sxm5-80", "ascend-910b3"},
                                              {"llama-3.1-70b", "llama-3.1-8b", "deepseek-v3"});
  return one;
}

record::ServingPoint pair_base(const std::string& model = "llama-3.1-8b") {
  record::ServingPoint point;
  point.device = "h100-sxm5-80";
  point.engine = "vllm";
  point.model = model;
  point.precision = "fp8";
  point.mode = "aggregated";
  point.input_tokens = 2048;
  point.output_tokens = 257;
  return point;
}

Disaggregation counted(std::int64_t prefill, std::int64_t decode) {
  Disaggregation asked;
  asked.workers = WorkerCounts{prefill, decode};
  return asked;
}

CaseOr<DisaggregatedPoint> found_pair(const record::ServingPoint& base, const Disaggregation& asked,
                                      std::int64_t running = 32) {
  return disaggregated_serving(base, asked, running, test::shipped_device(base.device),
                               pair_library(), test::shipped_predictor());
}

DisaggregatedPoint pair_of(const record::ServingPoint& base, const Disaggregation& asked,
                           std::int64_t running = 32) {
  const auto found = found_pair(base, asked, running);
  const auto* none = std::get_if<NoCase>(&found);
  EXPECT_EQ(none, nullptr) << none->what;
  return none != nullptr ? DisaggregatedPoint{} : std::get<DisaggregatedPoint>(found);
}

std::string why_not(const CaseOr<DisaggregatedPoint>& found) {
  const auto* none = std::get_if<NoCase>(&found);
  return none == nullptr ? "" : status_of(*none);
}

TEST(DisaggregatedServing, the_pair_serves_what_its_slower_side_does) {
  const auto few = pair_of(pair_base(), counted(1, 7)), many = pair_of(pair_base(), counted(7, 1));
  EXPECT_EQ(few.binding, DisaggregatedPoint::Binding::kPrefill);
  EXPECT_DOUBLE_EQ(few.requests_per_s, 0.90 * few.prefill_kind.requests_per_s);
  EXPECT_EQ(many.binding, DisaggregatedPoint::Binding::kDecode);
  EXPECT_DOUBLE_EQ(many.requests_per_s, 0.92 * many.decode_kind.requests_per_s);
  // A prompt of 2048 tokens at the predicted rate; 32 sequences of 256 tokens after the first.
  EXPECT_DOUBLE_EQ(few.prefill_kind.requests_per_s, few.prefill.value / 2048);
  EXPECT_DOUBLE_EQ(many.decode_kind.requests_per_s, 32 / (256 * many.seen.tpot.value));
  EXPECT_EQ(few.devices_used, 8);
  EXPECT_DOUBLE_EQ(few.seen.output.value, few.requests_per_s * 257 / 8);
  EXPECT_LT(few.requests_per_s_p10, few.requests_per_s);
  EXPECT_GT(few.requests_per_s_p90, few.requests_per_s);
  EXPECT_DOUBLE_EQ(few.seen.output.p10, few.requests_per_s_p10 * 257 / 8);
}

TEST(DisaggregatedServing, a_worker_of_more_devices_counts_all_of_them) {
  auto asked = counted(2, 1);
  asked.prefill_tensor = 2;
  asked.decode_tensor = 4;
  const auto pair = pair_of(pair_base("llama-3.1-70b"), asked);
  EXPECT_EQ(pair.devices_used, 8);
  EXPECT_DOUBLE_EQ(pair.prefill_kind.requests_per_s, pair.prefill.value * 2 / 2048);
}

TEST(DisaggregatedServing, the_best_split_is_no_worse_than_any) {
  Disaggregation asked;
  asked.devices_total = 8;
  const auto best = pair_of(pair_base(), asked);
  EXPECT_LE(best.devices_used, 8);
  for (std::int64_t prefill = 1; prefill < 8; ++prefill) {
    EXPECT_GE(best.requests_per_s,
              pair_of(pair_base(), counted(prefill, 8 - prefill)).requests_per_s);
  }
  asked.devices_total = 1;
  EXPECT_TRUE(why_not(found_pair(pair_base(), asked)).starts_with("infeasible:split: found 1 dev"));
}

TEST(DisaggregatedServing, the_first_token_waits_is_prefilled_and_moves) {
  const auto pair = pair_of(pair_base(), counted(1, 4));
  const auto wait = queue_wait(Queue{.servers = 1,
                                     .arrivals_per_s = pair.requests_per_s,
                                     .mean_service_s = 1 / pair.prefill_kind.requests_per_s},
                               1);
  ASSERT_TRUE(wait);
  EXPECT_DOUBLE_EQ(pair.wait.mean_s, wait->mean_s);
  EXPECT_NEAR(pair.wait.utilisation, 0.90, 1e-12);
  EXPECT_DOUBLE_EQ(pair.seen.ttft.value, pair.first.value + pair.wait.mean_s + pair.transfer_s);
  EXPECT_LT(pair.seen.ttft.p10, pair.seen.ttft.value);
  EXPECT_GT(pair.seen.ttft.p90, pair.seen.ttft.value);
  auto calm = counted(1, 4);
  calm.service_scv = 0;  // prompts all alike: M/D/1 waits half as long
  EXPECT_NEAR(pair_of(pair_base(), calm).wait.mean_s / pair.wait.mean_s, 0.5, 1e-12);
}

// 32 layers x 2 x 8 heads x 128 elements of 8 bits, 2048 tokens, 450 GB/s.
TEST(DisaggregatedServing, the_cache_moves_at_the_rate_of_the_link) {
  const auto pair = pair_of(pair_base(), counted(1, 1));
  EXPECT_DOUBLE_EQ(pair.transfer_bytes, 32.0 * 2 * 8 * 128 * 2048);
  EXPECT_DOUBLE_EQ(pair.transfer_s, pair.transfer_bytes / 450e9);
  EXPECT_TRUE(pair.link.origin.starts_with("scale-up link, 450 GB/s, ")) << pair.link.origin;
  auto wide = counted(1, 1);
  wide.prefill_tensor = wide.decode_tensor = 4;  // four pairs of devices carry a quarter each
  EXPECT_DOUBLE_EQ(pair_of(pair_base(), wide).transfer_s, pair.transfer_s / 4);
  auto uneven = counted(1, 1);
  uneven.decode_tensor = 4;  // all of it leaves one device
  EXPECT_DOUBLE_EQ(pair_of(pair_base(), uneven).transfer_s, pair.transfer_s);
  auto given = counted(1, 1);
  given.link_bytes_per_s = 45e9;
  const auto slow = pair_of(pair_base(), given);
  EXPECT_DOUBLE_EQ(slow.transfer_s, 10 * pair.transfer_s);
  EXPECT_EQ(slow.link.origin, "as given");
  EXPECT_NEAR(slow.seen.ttft.value - pair.seen.ttft.value, 9 * pair.transfer_s, 1e-12);
}

// A prompt's cache is 134 MB: a link of 50 MB/s carries 0.37 of them a second out of each device.
TEST(DisaggregatedServing, no_pair_outruns_the_link_between_its_workers) {
  auto slow = counted(2, 3);
  slow.link_bytes_per_s = 50e6;
  const auto pair = pair_of(pair_base(), slow);
  EXPECT_EQ(pair.binding, DisaggregatedPoint::Binding::kLink);
  EXPECT_DOUBLE_EQ(pair.requests_per_s, 2 * 50e6 / pair.transfer_bytes);
  EXPECT_DOUBLE_EQ(pair.requests_per_s_p90, pair.requests_per_s);
  EXPECT_DOUBLE_EQ(pair.seen.output.value, pair.requests_per_s * 257 / 5);
  // With half of the devices on either side most links are busy.
  Disaggregation total;
  total.devices_total = 8;
  total.link_bytes_per_s = 50e6;
  const auto best = pair_of(pair_base(), total);
  EXPECT_EQ(best.workers.prefill, 4);
  EXPECT_EQ(best.workers.decode, 4);
  EXPECT_NE(pair_of(pair_base(), counted(2, 3)).binding, DisaggregatedPoint::Binding::kLink);
}

TEST(DisaggregatedServing, beyond_the_domain_the_network_counts) {
  auto base = pair_base();
  base.device = "ascend-910b3";
  base.precision = "bf16";
  EXPECT_TRUE(pair_of(base, counted(1, 1)).link.origin.starts_with("scale-up link"));
  const auto far = pair_of(base, counted(4, 5));
  EXPECT_TRUE(far.link.origin.starts_with("scale-out link")) << far.link.origin;
  EXPECT_EQ(far.link.bytes_per_s, 25e9);
}

TEST(DisaggregatedServing, decoding_that_no_prefill_interrupts_is_never_slower) {
  for (const std::int64_t running : {1, 8, 64}) {
    auto together = pair_base();
    together.tensor_parallel = 1;
    together.concurrency = running;
    const auto closed = std::get<ServingPrediction>(
        serving_prediction(together, pair_library(), test::shipped_predictor()));
    const auto apart = pair_of(pair_base(), counted(1, 1), running);
    if (running == 1) {
      EXPECT_DOUBLE_EQ(apart.seen.tpot.value, closed.tpot.value);
    } else {
      EXPECT_LT(apart.seen.tpot.value, closed.tpot.value);
    }
  }
}

TEST(DisaggregatedServing, what_does_not_fit_is_said) {
  EXPECT_TRUE(why_not(found_pair(pair_base("llama-3.1-70b"), counted(1, 1), 4096))
                  .starts_with("infeasible:memory: 4096 sequences asked of a decode worker, "));
  EXPECT_TRUE(why_not(found_pair(pair_base("deepseek-v3"), counted(1, 1)))
                  .starts_with("infeasible:deepseek-v3: memory: needs "));
  auto base = pair_base();
  base.input_tokens.reset();
  EXPECT_EQ(why_not(found_pair(base, counted(1, 1))), "unknown:isl");
}

TEST(DisaggregatedServing, a_search_holds_a_class_and_marks) {
  SloClass slo;
  slo.ttft_s = 5;
  slo.tpot_s = 0.01;
  const Search found =
      search_disaggregated(pair_base(), counted(2, 2), test::shipped_device("h100-sxm5-80"),
                           pair_library(), test::shipped_predictor(), {1, 16, 64, 100000}, slo);
  ASSERT_EQ(found.points.size(), 3U);
  ASSERT_EQ(found.left_out.size(), 1U);
  EXPECT_TRUE(found.left_out[0].starts_with("prefill and decode workers: infeasible:memory: "));
  for (const auto& point : found.points) {
    ASSERT_TRUE(point.split);
    EXPECT_EQ(point.meets_slo,
              point.predicted.ttft.value <= 5 && point.predicted.tpot.value <= 0.01);
  }
}

}  // namespace
}  // namespace fleetmark::model

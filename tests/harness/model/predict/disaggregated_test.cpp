// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/disaggregated.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace fleetmark::model {
namespace {

WorkerKind kind(std::int64_t devices, double requests_per_s, double factor = 1) {
  return {.devices = devices, .requests_per_s = requests_per_s, .factor = factor};
}

TEST(Disaggregated, the_slower_side_sets_the_rate) {
  const WorkerKind prefill = kind(1, 10, 0.9);
  const WorkerKind decode = kind(1, 4, 0.92);
  EXPECT_DOUBLE_EQ(matched_requests_per_s({.prefill = 2, .decode = 10}, prefill, decode), 18);
  EXPECT_DOUBLE_EQ(matched_requests_per_s({.prefill = 2, .decode = 3}, prefill, decode), 11.04);
  EXPECT_EQ(matched_requests_per_s({.prefill = 2, .decode = 0}, prefill, decode), 0);
}

// src/aiconfigurator/sdk/inference_session.py of ai-dynamo/aiconfigurator at 00c0ed9ae82b.
TEST(Disaggregated, published_factors_are_those_of_their_source) {
  EXPECT_EQ(kPublishedPrefillFactor, 0.9);
  EXPECT_EQ(kPublishedDecodeFactor, 0.92);
}

TEST(Disaggregated, without_leftovers_the_split_balances_the_two_rates) {
  // 3 x 20 = 15 x 4 requests per second, on 3 x 2 + 15 x 1 devices.
  const auto split = best_split(21, kind(2, 20), kind(1, 4));
  ASSERT_TRUE(split);
  EXPECT_EQ(split->workers.prefill, 3);
  EXPECT_EQ(split->workers.decode, 15);
  EXPECT_EQ(split->devices_used, 21);
  EXPECT_DOUBLE_EQ(split->requests_per_s, 60);
}

TEST(Disaggregated, what_adds_nothing_is_not_used) {
  // One prefill worker keeps two decode workers busy; a second pair of either kind does not fit.
  const auto split = best_split(11, kind(4, 8), kind(2, 4));
  ASSERT_TRUE(split);
  EXPECT_EQ(split->workers.prefill, 1);
  EXPECT_EQ(split->workers.decode, 2);
  EXPECT_EQ(split->devices_used, 8);
}

// Every pair of counts that fits, in exact arithmetic: rates are whole numbers, factors 1.
TEST(Disaggregated, best_split_is_the_best_of_all_pairs) {
  for (const std::int64_t prefill_devices : {1, 2, 4}) {
    for (const std::int64_t decode_devices : {1, 3, 8}) {
      for (const double prefill_rate : {1.0, 5.0, 12.0}) {
        for (std::int64_t devices = prefill_devices + decode_devices; devices <= 40; ++devices) {
          const WorkerKind prefill = kind(prefill_devices, prefill_rate);
          const WorkerKind decode = kind(decode_devices, 3);
          double best_rate = 0;
          std::int64_t fewest = 0;
          for (std::int64_t p = 1; p * prefill_devices < devices; ++p) {
            for (std::int64_t d = 1; p * prefill_devices + d * decode_devices <= devices; ++d) {
              const std::int64_t used = p * prefill_devices + d * decode_devices;
              const double rate =
                  std::min(static_cast<double>(p) * prefill_rate, static_cast<double>(d) * 3);
              if (rate > best_rate || (rate == best_rate && used < fewest)) {
                best_rate = rate;
                fewest = used;
              }
            }
          }
          const auto split = best_split(devices, prefill, decode);
          ASSERT_TRUE(split);
          EXPECT_EQ(split->requests_per_s, best_rate) << devices;
          EXPECT_EQ(split->devices_used, fewest) << devices;
          EXPECT_EQ(
              split->workers.prefill * prefill_devices + split->workers.decode * decode_devices,
              split->devices_used);
          EXPECT_EQ(matched_requests_per_s(split->workers, prefill, decode), best_rate);
        }
      }
    }
  }
}

TEST(Disaggregated, more_devices_never_serve_less) {
  double before = 0;
  for (std::int64_t devices = 12; devices < 400; ++devices) {
    const auto split = best_split(devices, kind(4, 3.7, kPublishedPrefillFactor),
                                  kind(8, 2.9, kPublishedDecodeFactor));
    ASSERT_TRUE(split);
    EXPECT_GE(split->requests_per_s, before);
    EXPECT_LE(split->devices_used, devices);
    before = split->requests_per_s;
  }
}

TEST(Disaggregated, one_worker_of_each_kind_must_fit) {
  EXPECT_TRUE(best_split(12, kind(4, 1), kind(8, 1)));
  const auto refused = best_split(11, kind(4, 1), kind(8, 1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kNotSupported);
  EXPECT_EQ(refused.error().message,
            "split: found 11 devices; one prefill worker takes 4 and one decode worker 8; add "
            "devices, or use smaller workers");
}

// Llama 3 70B in 16 bit keeps 2 x 80 layers x 8 heads x 128 x 2 B = 327,680 B for each token:
// 8,192 tokens are 2.68 GB.
TEST(Disaggregated, a_cache_travels_in_as_many_parts_as_there_are_lanes) {
  const Link link{.bytes_per_s = 5e10, .latency_s = 1e-5};
  const double bytes = 8192.0 * 327680;
  EXPECT_DOUBLE_EQ(kv_transfer_s({.tokens = 8192, .bytes_per_token = 327680, .lanes = 1}, link),
                   1e-5 + bytes / 5e10);
  EXPECT_DOUBLE_EQ(kv_transfer_s({.tokens = 8192, .bytes_per_token = 327680, .lanes = 8}, link),
                   1e-5 + bytes / 8 / 5e10);
}

}  // namespace
}  // namespace fleetmark::model

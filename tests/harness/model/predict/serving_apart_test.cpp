// SPDX-License-Identifier: Apache-2.0
// Prefill and decode on workers of their own, by serving_work_apart and serving_time.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

using test::lossless;
using test::round_rates;
using test::shipped_workload;

constexpr double kRoomForAll = 192e9;
constexpr ServingLoad kClosedLoad{.input_tokens = 2048, .output_tokens = 256, .concurrency = 48};

Result<ServingWork> apart(const WorkersApart& workers, const ServingLoad& load = kClosedLoad,
                          const Parallel& prefill = {.tensor = 2},
                          const Parallel& decode = {.tensor = 4}, double capacity = kRoomForAll) {
  const Workload& workload = shipped_workload("llama-3.1-70b");
  return serving_work_apart(workload, find_precision(workload, "fp8"), prefill, decode, workers,
                            load, capacity);
}

ServingTime time_apart(const ServingWork& work, const ModelParameters& parameters = lossless()) {
  return serving_time(work, round_rates(), parameters);
}

TEST(ServingApart, a_decode_worker_has_its_share_of_the_requests) {
  const auto work = apart({.prefill = 3, .decode = 5});
  ASSERT_TRUE(work);
  EXPECT_EQ(work->devices, 3 * 2 + 5 * 4);
  EXPECT_EQ(work->running, 10);  // 48 / 5, rounded up
  EXPECT_EQ(work->decode.devices, 4);
  EXPECT_EQ(work->prefill.devices, 2);
  EXPECT_EQ(work->load.concurrency, 48);
}

// What one group does with the requests of one worker, less the prefills between its steps.
TEST(ServingApart, no_prefill_comes_between_two_decode_steps) {
  ModelParameters p = lossless();
  p[Parameter::kPrefillShare] = 1;
  p[Parameter::kPrefillTime] = 0.1;
  const auto work = apart({.prefill = 2, .decode = 4});
  ASSERT_TRUE(work);
  const ServingTime time = time_apart(*work, p);
  EXPECT_DOUBLE_EQ(time.tpot_s, time.decode.total_s());
  const Workload& workload = shipped_workload("llama-3.1-70b");
  ServingLoad of_worker = kClosedLoad;
  of_worker.concurrency = 12;
  const auto together = serving_work(workload, find_precision(workload, "fp8"), {.tensor = 4},
                                     of_worker, kRoomForAll);
  ASSERT_TRUE(together);
  EXPECT_DOUBLE_EQ(time_apart(*together, p).decode.total_s(), time.tpot_s);
  EXPECT_GT(time_apart(*together, p).tpot_s, time.tpot_s);
}

// Prompts cannot end faster than prefill workers end them, however many requests there are.
TEST(ServingApart, a_closed_loop_does_not_pass_its_prefill_workers) {
  ServingLoad many = kClosedLoad;
  many.concurrency = 4000;
  for (const double prefill : {1.0, 3.0}) {
    const auto work = apart({.prefill = prefill, .decode = 64}, many);
    ASSERT_TRUE(work);
    const ServingTime time = time_apart(*work);
    const double prompts_per_s = prefill / time.prefill.total_s();
    const double requests_per_s =
        time.output_tokens_per_s_per_device * work->devices / static_cast<double>(256);
    EXPECT_LE(requests_per_s, prompts_per_s * (1 + 1e-9));
    EXPECT_GE(requests_per_s, prompts_per_s * (1 - 1e-3));
  }
}

TEST(ServingApart, more_prefill_workers_never_slow_the_first_token) {
  for (const std::int64_t concurrency : {1, 16, 256}) {
    double last_ttft = HUGE_VAL;
    for (const double prefill : {1, 2, 3, 4, 8, 16}) {
      ServingLoad load = kClosedLoad;
      load.concurrency = concurrency;
      const auto work = apart({.prefill = prefill, .decode = 4}, load);
      ASSERT_TRUE(work);
      const ServingTime time = time_apart(*work, starting_parameters());
      EXPECT_LE(time.ttft_s, last_ttft) << concurrency << " on " << prefill;
      last_ttft = time.ttft_s;
    }
  }
}

// Twice of everything is two of the same.
TEST(ServingApart, twice_the_workers_serve_twice_the_requests) {
  ServingLoad twice = kClosedLoad;
  twice.concurrency *= 2;
  const auto one = apart({.prefill = 3, .decode = 4});
  const auto two = apart({.prefill = 6, .decode = 8}, twice);
  ASSERT_TRUE(one && two);
  ModelParameters p = lossless();
  p[Parameter::kBurstShare] = 0;
  EXPECT_EQ(time_apart(*one, p).tpot_s, time_apart(*two, p).tpot_s);
  EXPECT_GE(time_apart(*two, p).output_tokens_per_s_per_device,
            time_apart(*one, p).output_tokens_per_s_per_device);
  const Task rate{*one, Quantity::kOutputRate}, rate_of_two{*two, Quantity::kOutputRate};
  EXPECT_DOUBLE_EQ(physical_bound(rate, round_rates()), physical_bound(rate_of_two, round_rates()));
}

TEST(ServingApart, either_kind_of_worker_must_hold_the_model) {
  const WorkersApart pair{.prefill = 1, .decode = 1};
  EXPECT_TRUE(apart(pair, kClosedLoad, {.tensor = 2}, {.tensor = 2}, 80e9));
  const auto small_prefill = apart(pair, kClosedLoad, {.tensor = 1}, {.tensor = 2}, 68e9);
  ASSERT_FALSE(small_prefill);
  EXPECT_EQ(small_prefill.error().code, ErrorCode::kNotSupported);
  EXPECT_EQ(small_prefill.error().message.substr(0, 43),
            "llama-3.1-70b: memory: needs 71 GB on each ");
  const auto small_decode = apart(pair, kClosedLoad, {.tensor = 2}, {.tensor = 1}, 68e9);
  ASSERT_FALSE(small_decode);
  EXPECT_EQ(small_decode.error().code, ErrorCode::kNotSupported);
}

}  // namespace
}  // namespace fleetmark::model

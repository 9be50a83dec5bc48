// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/task.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/harness/model/predict/shipped_fit.h"

namespace fleetmark::model {
namespace {

using test::lossless;
using test::round_rates;

Task serving_task(Quantity quantity, std::int64_t concurrency, std::int64_t input_tokens = 1024) {
  const Workload& workload = test::shipped_workload("llama-3.1-8b");
  const ServingLoad load{
      .input_tokens = input_tokens, .output_tokens = 256, .concurrency = concurrency};
  auto work = serving_work(workload, find_precision(workload, "fp8"), {}, load, 80e9);
  EXPECT_TRUE(work);
  return {std::move(*work), quantity};
}

TEST(Task, a_step_yields_its_amount_over_its_time_and_bubble) {
  StepTask step;
  step.work.operators = {test::product(4096, 4096, 4096)};
  step.amount = 1000;
  step.time_factor = 1.25;
  const double step_s = 2.0 * 4096 * 4096 * 4096 / 1e14;
  EXPECT_DOUBLE_EQ(modelled({step}, round_rates(), lossless()), 1000 / (step_s * 1.25));
  EXPECT_DOUBLE_EQ(physical_bound({step}, round_rates()), 1000 / (step_s * 1.25));
  step.is_exact = false;  // a guess bounds nothing
  EXPECT_EQ(physical_bound({step}, round_rates()), HUGE_VAL);
}

// Two copies of a device in one domain: half of 1 GB leaves each, of gradients and again of
// weights, for 4 micro-batches; three tenths of what one of them lasts are hidden. Experts that
// each copy has others of are not exchanged.
TEST(Task, copies_wait_for_what_is_not_hidden_of_their_gradients) {
  StepTask step;
  step.work.operators = {test::product(4096, 4096, 4096)};
  step.amount = 1000;
  step.time_factor = 1.25;
  step.gradients = GradientExchange{.bytes = 1e9,
                                    .copies = {2, 1, 1},
                                    .microbatches = 4,
                                    .expert_bytes = 5e9,
                                    .expert_copies = {1, 2, 1}};
  DeviceRates rates = round_rates();
  rates.link_bytes_per_s = 100e9;
  rates.scale_up_devices = 8;
  ModelParameters p = lossless();
  p[Parameter::kLinkShare] = 1;
  p[Parameter::kExchangeLatency] = 0;
  p[Parameter::kHiddenGradients] = 0.3;
  const double step_s = 2.0 * 4096 * 4096 * 4096 / 1e14, exchange_s = 2 * 0.5e9 / 100e9;
  ASSERT_GT(exchange_s, step_s);
  const auto rate = [&] { return modelled({step}, rates, p); };
  EXPECT_NEAR(rate(), 1000 / (step_s * 1.25 + (exchange_s - 0.3 * step_s) / 4), 1e-6);
  // Two that share a sequence do half a micro-batch each: eight for as much work, half as long.
  step.gradients->context = 2;
  step.gradients->microbatches = 8;
  EXPECT_NEAR(rate(), 1000 / (step_s * 1.25 + (exchange_s - 0.3 * step_s / 2) / 4), 1e-6);
  step.gradients->context = 1;
  step.gradients->microbatches = 4;
  step.gradients->bytes = 1e8;  // shorter than a micro-batch
  EXPECT_NEAR(rate(), 1000 / (step_s * 1.25 + 0.7 * exchange_s / 10 / 4), 1e-6);
  step.gradients->expert_bytes = 1e8;
  step.gradients->expert_copies.all = 2;
  EXPECT_NEAR(rate(), 1000 / (step_s * 1.25 + (2 * exchange_s / 10 - 0.3 * step_s) / 4), 1e-6);
}

TEST(Task, what_is_not_modelled_lowers_rates_and_lengthens_times) {
  ModelParameters p = starting_parameters();
  ModelParameters half = p;
  half[Parameter::kRemainingShare] = 0.5;
  for (const Quantity quantity :
       {Quantity::kTpot, Quantity::kTtft, Quantity::kOutputRate, Quantity::kOfflineRate}) {
    const Task task = serving_task(quantity, 16);
    EXPECT_DOUBLE_EQ(modelled(task, round_rates(), half),
                     modelled(task, round_rates(), p) * (is_time(quantity) ? 2 : 0.5));
  }
}

// 1 / (prefill / output tokens + decode step / running).
TEST(Task, offline_each_token_pays_for_its_share_of_step_and_prefill) {
  const Task task = serving_task(Quantity::kOfflineRate, 64);
  const auto& work = std::get<ServingWork>(task.what);
  ASSERT_EQ(work.running, 64);
  const ModelParameters p = starting_parameters();
  const double decode_s = step_time(work.decode, round_rates(), p).total_s();
  const double prefill_s = step_time(work.prefill, round_rates(), p).total_s() + 1e-3;
  EXPECT_DOUBLE_EQ(offline_rate(work, round_rates(), p), 1 / (prefill_s / 256 + decode_s / 64));
}

TEST(Task, an_engine_that_runs_fewer_at_once_does_as_if_fewer_came) {
  ModelParameters p = starting_parameters();
  p[Parameter::kSequencesAtMost] = 16;
  const auto rate = [&](std::int64_t concurrency) {
    return modelled(serving_task(Quantity::kOfflineRate, concurrency), round_rates(), p);
  };
  // Evaluated for 64 and scaled down, against evaluated for 16: alike, not equal, since the weights
  // are read once and what scales with rows is counted along.
  EXPECT_NEAR(rate(64) / rate(16), 1, 0.02);
  p[Parameter::kSequencesAtMost] = 64;
  EXPECT_GT(rate(64), 1.1 * rate(16));
}

// Elementwise operators that can fuse away, and layers of nothing: still no faster than silicon.
TEST(Task, no_modelled_value_of_shipped_workloads_passes_the_silicon_without_losses) {
  ModelParameters p = lossless();
  p[Parameter::kPrefillShare] = 1;
  for (const std::int64_t concurrency : {1, 8, 64}) {
    for (const Quantity quantity :
         {Quantity::kTpot, Quantity::kTtft, Quantity::kOutputRate, Quantity::kOfflineRate}) {
      const Task task = serving_task(quantity, concurrency);
      const double value = modelled(task, round_rates(), p);
      const double bound = physical_bound(task, round_rates());
      EXPECT_GT(bound, 0);
      if (is_time(quantity)) {
        EXPECT_GE(value, bound) << concurrency;
      } else {
        EXPECT_LE(value, bound) << concurrency;
      }
    }
  }
}

// Engines keep a tenth of what weights leave for themselves; silicon does not ask for it.
TEST(Task, what_bounds_a_rate_is_all_of_memory) {
  const Task few = serving_task(Quantity::kOutputRate, 16);
  const Task many = serving_task(Quantity::kOutputRate, 100000, 1);
  const auto& work = std::get<ServingWork>(many.what);
  ASSERT_LT(work.running, 100000);
  EXPECT_DOUBLE_EQ(physical_bound(many, round_rates()),
                   work.could_run / least_tpot_s(work, round_rates()));
  EXPECT_NEAR(work.running / work.could_run, 0.9, 0.02);
  EXPECT_DOUBLE_EQ(physical_bound(few, round_rates()),
                   16 / least_tpot_s(std::get<ServingWork>(few.what), round_rates()));
}

// A request of long prompt and short answer: operations of its prompt at the peak, an answer's
// tokens for each.
TEST(Task, prompts_bound_a_rate_too) {
  auto asked = test::question_of("llama-3.1-70b", "fp8");
  asked.tensor = 2;
  asked.input_tokens = 8192;
  asked.output_tokens = 16;
  const Case made = test::case_asked(asked, round_rates());
  const auto& work = std::get<ServingWork>(made.task.what);
  const double prompt_s = ideal_compute_s(work.prefill, made.rates);
  EXPECT_DOUBLE_EQ(physical_bound(made.task, made.rates), 16 / prompt_s / 2);
  double flops = 0;
  for (const auto& load : work.prefill.operators) {
    if (load.work_class != WorkClass::kElementwise) flops += load.launches * load.flops;
  }
  EXPECT_NEAR(flops, 2 * 70e9 * 8192 / 2, 0.1 * flops);
  const Prediction predicted = *test::shipped_predictor().predict(made);
  EXPECT_LE(predicted.p95, physical_bound(made.task, made.rates));
}

// Prefill workers bound it however many workers decode.
TEST(Task, prefill_workers_bound_a_rate_of_workers_apart) {
  const auto bound = [](double prefill) {
    const auto work = serving_work_apart(
        test::shipped_workload("llama-3.1-70b"),
        find_precision(test::shipped_workload("llama-3.1-70b"), "fp8"), {.tensor = 1},
        {.tensor = 2}, {.prefill = prefill, .decode = 4}, {4096, 64, 512}, 141e9);
    EXPECT_TRUE(work);
    return physical_bound({*work, Quantity::kOutputRate}, round_rates()) * work->devices;
  };
  EXPECT_DOUBLE_EQ(bound(2), 2 * bound(1));
}

TEST(Task, the_format_without_a_peak_is_named) {
  DeviceRates rates = round_rates();
  StepTask step;
  step.work.operators = {test::product(64, 64, 64)};
  EXPECT_EQ(missing_peak({step}, rates), std::nullopt);
  step.work.operators[0].path = Path::kF64;
  EXPECT_EQ(missing_peak({step}, rates), Path::kF64);
  step.work.operators[0].work_class = WorkClass::kElementwise;  // asks for bytes alone
  EXPECT_EQ(missing_peak({step}, rates), std::nullopt);
  rates.peak_flop_per_s = {};
  EXPECT_EQ(missing_peak(serving_task(Quantity::kTpot, 1), rates), Path::kFp8);
}

TEST(Task, every_shipped_workload_takes_finite_time_on_every_device_that_has_its_formats) {
  std::vector<DeviceRates> all;
  for (const auto& id : test::shipped_ids("devices")) {
    const auto rates = device_rates(test::shipped_device(id));
    if (rates) all.push_back(*rates);
  }
  EXPECT_GE(all.size(), 60U);
  std::size_t without = 0, with = 0;
  for (const auto& id : test::shipped_ids("workloads")) {
    const Workload& workload = test::shipped_workload(id);
    for (const auto& rule : workload.phase_rules) {
      for (const auto& precision : workload.precisions) {
        const auto work = step_work(workload, rule.name, &precision, {}, 64, 512);
        ASSERT_TRUE(work) << work.error().message;
        for (const auto& rates : all) {
          const Task task{StepTask{*work, 1, 1}, Quantity::kRate};
          if (missing_peak(task, rates)) {
            ++without;
            continue;
          }
          ++with;
          const double value = modelled(task, rates, starting_parameters());
          const double bound = physical_bound(task, rates);
          EXPECT_TRUE(std::isfinite(value) && value > 0) << id << rule.name << rates.id;
          EXPECT_TRUE(std::isfinite(bound) && bound >= value) << id << rule.name << rates.id;
        }
      }
    }
  }
  EXPECT_GT(without, 0U);  // f32 on devices whose makers publish no such peak
  EXPECT_GT(with, 50 * without);
}

}  // namespace
}  // namespace fleetmark::model

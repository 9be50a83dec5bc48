// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/question.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/harness/model/predict/shipped_fit.h"

namespace fleetmark::model {
namespace {

using test::case_asked;
using test::question_of;
using test::round_rates;
using test::shipped_predictor;

std::string trait(const Case& made, Trait which) {
  return made.traits[static_cast<std::size_t>(which)];
}

const ServingWork& serving(const Case& made) { return std::get<ServingWork>(made.task.what); }
const StepTask& step(const Case& made) { return std::get<StepTask>(made.task.what); }

std::string refusal(const Question& question, const DeviceRates& rates = round_rates()) {
  const auto found = case_of(question, rates, shipped_predictor());
  const auto* none = std::get_if<NoCase>(&found);
  return none == nullptr ? "a case" : status_of(*none);
}

// kBf16: without both formats of 16 bits.
DeviceRates without(Path path) {
  DeviceRates rates = round_rates();
  rates.peak_flop_per_s[static_cast<std::size_t>(path)] = 0;
  if (path == Path::kBf16) rates.peak_flop_per_s[static_cast<std::size_t>(Path::kF16)] = 0;
  return rates;
}

Path path_of_first(const Workload& workload) {
  return workload.precisions.front().weights.type == DType::kBf16 ? Path::kBf16 : Path::kFp8;
}

TEST(Question, a_model_that_decodes_is_served_as_fast_as_it_goes) {
  Question alone = question_of("llama-3.1-8b", "bf16");
  alone.tensor = 1;
  const Case made = case_asked(alone, round_rates());
  EXPECT_EQ(made.channel, Channel::kOffline);
  EXPECT_EQ(made.task.quantity, Quantity::kOfflineRate);
  EXPECT_EQ(made.extents, (std::array<double, kExtents>{1, 1, 1024, 1024}));
  EXPECT_EQ(trait(made, Trait::kDevice), "round");
  EXPECT_EQ(trait(made, Trait::kWorkload), "llama-3.1-8b");
  EXPECT_EQ(trait(made, Trait::kPrecision), "bf16");
  EXPECT_EQ(trait(made, Trait::kLayout), "tensor parallel");
  // As many at once as 80 GB hold beside 16 GB.
  EXPECT_EQ(serving(made).running,
            sequences_that_fit(80e9, serving(made).weights_bytes, serving(made).sequence_bytes));
}

TEST(Question, requests_at_once_make_it_a_closed_loop) {
  Question question = question_of("llama-3.1-8b", "bf16");
  question.concurrency = 12;
  question.input_tokens = 512;
  question.output_tokens = 64;
  question.stack = "vllm";
  const Case made = case_asked(question, round_rates());
  EXPECT_EQ(made.channel, Channel::kOutput);
  EXPECT_EQ(made.task.quantity, Quantity::kOutputRate);
  EXPECT_EQ(made.extents, (std::array<double, kExtents>{1, 12, 512, 64}));
  EXPECT_EQ(serving(made).running, 12);
  EXPECT_EQ(trait(made, Trait::kStack), "vllm");
}

// 70.55 G parameters: of two devices of 80 GB the 141 GB of 16 bits leave little room for caches,
// and one of 80 GB holds the 71 GB of 8 bits, but hardly a sequence beside them.
TEST(Question, the_group_that_yields_most_for_each_device_shares_a_model) {
  const auto rate = [](const Case& asked) { return shipped_predictor().predict(asked)->value; };
  for (const auto& [precision, capacity] :
       {std::pair("bf16", 80e9), std::pair("fp8", 80e9), std::pair("fp8", 300e9)}) {
    DeviceRates rates = round_rates();
    rates.capacity_bytes = capacity;
    Question asked = question_of("llama-3.1-70b", precision);
    const Case chosen = case_asked(asked, rates);
    std::map<double, double> by_devices;
    for (const std::int64_t devices : {1, 2, 4, 8, 16}) {
      asked.tensor = devices;
      const auto found = case_of(asked, rates, shipped_predictor());
      if (const auto* made = std::get_if<Case>(&found))
        by_devices[serving(*made).devices] = rate(*made);
    }
    EXPECT_GT(by_devices.size(), 2U);
    for (const auto& [devices, other] : by_devices) EXPECT_LE(other, rate(chosen)) << devices;
    EXPECT_EQ(rate(chosen), by_devices.at(serving(chosen).devices));
    EXPECT_EQ(serving(chosen).devices > 1, capacity < 100e9);
  }
  Question asked = question_of("llama-3.1-70b", "bf16");
  asked.tensor = 1;
  EXPECT_EQ(refusal(asked),
            "infeasible:llama-3.1-70b: memory: needs 142 GB on each device, 80 GB are usable");
}

// Groups of fewer devices open, and none closes; some are beyond one server. Where memory holds
// more than engines run, a step is that of the fullest device, scaled down: off by one of the more
// than 100 sequences that each device then has.
TEST(Question, more_memory_opens_groups_and_closes_none) {
  int cases = 0, groups = 0;
  for (const char* device : {"h100-sxm5-80", "h20-96", "l20", "mi300x", "ascend-910b2"}) {
    DeviceRates rates = test::shipped_rates(device);
    for (const char* id : {"llama-3.1-70b", "gpt-oss-120b", "qwen3-235b-a22b", "deepseek-v3"}) {
      for (const std::int64_t concurrency : {0, 64}) {
        Question asked = question_of(id);
        asked.concurrency = concurrency;
        double best = 0, last_group = 0;
        for (double capacity = 30e9; capacity < 320e9; capacity += 10e9) {
          rates.capacity_bytes = capacity;
          const auto found = case_of(asked, rates, shipped_predictor());
          if (std::holds_alternative<NoCase>(found)) continue;
          const double rate = shipped_predictor().predict(std::get<Case>(found))->value;
          EXPECT_GE(rate, best * 0.99) << device << ", " << id << " at " << capacity;
          best = std::max(best, rate);
          const double group = serving(std::get<Case>(found)).devices;
          groups += group != last_group ? 1 : 0;
          last_group = group;
          ++cases;
        }
      }
    }
  }
  EXPECT_GT(cases, 600);
  EXPECT_GT(groups, 60);
}

TEST(Question, a_model_that_no_group_holds_says_what_it_needs) {
  DeviceRates rates = round_rates();
  rates.capacity_bytes = 4e9;
  const std::string why = refusal(question_of("llama-3.1-405b", "bf16"), rates);
  EXPECT_TRUE(why.starts_with("infeasible:llama-3.1-405b: memory: needs ")) << why;
}

TEST(Question, devices_without_a_link_share_no_model) {
  DeviceRates rates = round_rates();
  rates.link_bytes_per_s = std::nullopt;
  EXPECT_EQ(refusal(question_of("llama-3.1-70b", "bf16"), rates),
            "unknown:link.bandwidth_per_direction of round");
  EXPECT_EQ(refusal(question_of("llama-3.1-70b", "fp8"), rates), "a case");
}

TEST(Question, the_precision_is_the_first_that_needs_no_widening) {
  const Workload& bert = test::shipped_workload("bert-large");
  Question question = question_of("bert-large");
  ASSERT_EQ(bert.precisions[0].name, "fp16");
  EXPECT_EQ(precision_of(question, round_rates())->name, "fp16");
  EXPECT_EQ(precision_of(question, without(Path::kBf16))->name, "fp8");
  DeviceRates none = round_rates();
  none.peak_flop_per_s = {};
  EXPECT_EQ(precision_of(question, none)->name, "fp16");
  question.precision = "bf16";
  EXPECT_EQ(precision_of(question, round_rates())->name, "bf16");
  question.precision = "int3";
  EXPECT_EQ(precision_of(question, round_rates()), nullptr);
  EXPECT_EQ(refusal(question), "unknown:precision int3 of bert-large");
}

TEST(Question, a_phase_that_is_named_is_repeated) {
  Question question = question_of("llama-3.1-8b", "bf16");
  question.phase = "prefill";
  question.batch = 2;
  question.context = 512;
  const Case made = case_asked(question, round_rates());
  EXPECT_EQ(made.channel, Channel::kPrefill);
  EXPECT_EQ(made.task.quantity, Quantity::kRate);
  EXPECT_EQ(step(made).amount, 2 * 512);
  EXPECT_EQ(made.extents, (std::array<double, kExtents>{1, 2, 512, 1}));
  question.tensor = 4;  // of four devices each yields a quarter
  EXPECT_EQ(step(case_asked(question, round_rates())).amount, 2 * 512 / 4);
  question.phase = "train";
  EXPECT_EQ(case_asked(question, round_rates()).channel, Channel::kTraining);
  question.phase = "prefil";
  EXPECT_EQ(refusal(question), "unknown:phase prefil of llama-3.1-8b");
}

// 8 billion weights and 32 layers x 2 x 8 x 128 elements of 100 sequences, in two bytes each.
TEST(Question, a_phase_that_reads_a_cache_has_to_fit) {
  Question question = question_of("llama-3.1-8b", "bf16");
  question.phase = "decode";
  question.batch = 100;
  question.context = 4096;
  const double bytes = 2 * (8030261248.0 + 100.0 * 4096 * 32 * 2 * 8 * 128);
  DeviceRates rates = round_rates();
  rates.capacity_bytes = bytes * 1.001;
  EXPECT_EQ(refusal(question, rates), "a case");
  rates.capacity_bytes = bytes * 0.999;
  EXPECT_EQ(refusal(question, rates),
            "infeasible:llama-3.1-8b: memory: needs 70 GB on each device, 70 GB are usable");
  question.tensor = 2;
  EXPECT_EQ(refusal(question, rates), "a case");
}

// 8.03 G parameters: 16 bytes of each train (weight and gradient in two, master copy and moments in
// four each), 128 GB. 26.3 G of the recommender: 105 GB in f32.
TEST(Question, what_one_device_cannot_hold_says_how_many_do) {
  const auto devices = [](Question question, double capacity) {
    DeviceRates rates = round_rates();
    rates.capacity_bytes = capacity;
    return step(case_asked(question, rates)).least_devices;
  };
  Question trains = question_of("llama-3.1-8b", "bf16");
  trains.phase = "train";
  EXPECT_EQ(devices(trains, 80e9), 2);
  EXPECT_EQ(devices(trains, 24e9), 6);
  EXPECT_EQ(devices(trains, 141e9), 1);
  EXPECT_EQ(devices(question_of("dlrm-dcnv2", "f32"), 16e9), 7);
  EXPECT_EQ(devices(question_of("dlrm-dcnv2", "fp16"), 80e9), 1);
  DeviceRates small = round_rates();
  small.capacity_bytes = 0.1e9;
  EXPECT_EQ(refusal(question_of("bert-large", "fp16"), small),
            "infeasible:bert-large: memory: needs 1 GB on each device, 0 GB are usable");
}

TEST(Question, a_model_is_not_divided_further_than_its_heads_and_layers) {
  Question question = question_of("llama-3.1-8b", "bf16");
  question.tensor = 64;
  EXPECT_EQ(refusal(question), "infeasible:llama-3.1-8b: tp 64: it has 32 heads to share");
  question.tensor = 1;
  question.phase = "train";
  question.pipeline = Pipeline{.stages = 33, .chunks = 1, .microbatches = 64};
  EXPECT_EQ(refusal(question), "infeasible:pp 33: more stages than its 32 layers");
  question.pipeline->stages = 32;
  EXPECT_EQ(refusal(question), "a case");
}

TEST(Question, what_does_not_decode_runs_its_first_phase) {
  const Case dlrm = case_asked(question_of("dlrm-dcnv2", "fp16"), round_rates());
  EXPECT_EQ(dlrm.channel, Channel::kRecommendation);
  EXPECT_EQ(step(dlrm).amount, dlrm.extents[1]);  // one request each
  // Its training is what records of recommendation tell of.
  Question trained = question_of("dlrm-dcnv2", "fp16");
  trained.phase = "train";
  EXPECT_EQ(case_asked(trained, round_rates()).channel, Channel::kRecommendation);
  const Case bert = case_asked(question_of("bert-large"), round_rates());
  EXPECT_EQ(bert.channel, Channel::kOther);
  EXPECT_EQ(trait(bert, Trait::kLayout), "offline");
}

// Records of kernels name no workload: neither does the question.
TEST(Question, a_kernel_is_called_as_records_of_kernels_are) {
  const Case triad = case_asked(question_of("micro-pb-triad"), round_rates());
  EXPECT_EQ(triad.channel, Channel::kStream);
  EXPECT_EQ(trait(triad, Trait::kWorkload), "");
  EXPECT_EQ(trait(triad, Trait::kLayout), "read and write");
  EXPECT_NEAR(step(triad).amount, 1e15, 12);                        // of whole elements
  EXPECT_DOUBLE_EQ(physical_bound(triad.task, triad.rates), 1e12);  // its bandwidth
  const Case gemm = case_asked(question_of("micro-eflop-bf16"), round_rates());
  EXPECT_EQ(gemm.channel, Channel::kGemm);
  EXPECT_EQ(trait(gemm, Trait::kPrecision), "bf16");
  EXPECT_EQ(step(gemm).amount, 1e18);
  EXPECT_DOUBLE_EQ(physical_bound(gemm.task, gemm.rates), 1e14);  // its peak
  EXPECT_EQ(gemm.extents[0], 1);
  EXPECT_EQ(2 * gemm.extents[1] * gemm.extents[2] * gemm.extents[3],
            step(gemm).work.operators[0].flops);
}

TEST(Question, a_format_without_a_peak_is_unknown) {
  EXPECT_EQ(refusal(question_of("micro-eflop-f64"), without(Path::kF64)),
            "unknown:peak_dense of fp64");
  EXPECT_EQ(refusal(question_of("dlrm-dcnv2", "f32"), without(Path::kF32)),
            "unknown:peak_dense of fp32");
}

TEST(Question, a_rate_has_the_unit_of_what_it_counts) {
  EXPECT_EQ(unit_of(question_of("llama-3.1-8b")), "tokens/s");
  EXPECT_EQ(unit_of(question_of("micro-pb-triad")), "B/s");
  EXPECT_EQ(unit_of(question_of("micro-eflop-bf16")), "FLOP/s");
  EXPECT_EQ(unit_of(question_of("dlrm-dcnv2")), "requests/s");
  Question training = question_of("llama-3.1-8b");
  training.phase = "train";
  EXPECT_EQ(unit_of(training), std::string(name_of(TaskMeasure::kTrainingTokens)) + "/s");
}

// A group that talks over a link that nobody published is unknown, and never talks for nothing.
TEST(Question, a_group_without_a_known_link_is_unknown) {
  DeviceRates rates = round_rates();
  rates.link_bytes_per_s.reset();
  Question asked = question_of("llama-3.1-70b", "fp8");
  asked.tensor = 8;
  const auto served = case_of(asked, rates, shipped_predictor());
  ASSERT_TRUE(std::holds_alternative<NoCase>(served));
  EXPECT_EQ(std::get<NoCase>(served).what, "link.bandwidth_per_direction of " + rates.id);
  asked.phase = "prefill";
  EXPECT_TRUE(std::holds_alternative<NoCase>(case_of(asked, rates, shipped_predictor())));
  asked.tensor = 1;
  EXPECT_TRUE(std::holds_alternative<Case>(case_of(asked, rates, shipped_predictor())));
}

TEST(Question, training_in_a_pipeline_waits_for_its_bubble) {
  auto asked = question_of("llama-3.1-8b", "bf16");
  asked.phase = "train";
  asked.tensor = 2;
  const Case plain = case_asked(asked, round_rates());
  EXPECT_EQ(step(plain).time_factor, 1);
  asked.pipeline = Pipeline{.stages = 8, .chunks = 2, .microbatches = 16};
  const Case piped = case_asked(asked, round_rates());
  EXPECT_DOUBLE_EQ(step(piped).time_factor, 1 + 7.0 / 32);
  EXPECT_EQ(step(piped).amount, step(plain).amount);
  EXPECT_EQ(piped.extents[0], 16);
  EXPECT_EQ(piped.extents[3], 16);
  // The optimizer runs once for sixteen microbatches.
  const auto launches = [](const Case& made) {
    double sum = 0;
    for (const auto& load : step(made).work.operators) {
      if (load.work_class == WorkClass::kOptimizer) sum += load.launches;
    }
    return sum;
  };
  EXPECT_GT(launches(plain), 0);
  EXPECT_DOUBLE_EQ(launches(piped) * 16, launches(plain));
  asked.pipeline->chunks = 5;
  EXPECT_EQ(refusal(asked), "infeasible:chunks 5 of each of 8 stages: more than its 32 layers");
  asked.pipeline = Pipeline{.stages = 1, .chunks = 2, .microbatches = 16};
  EXPECT_EQ(refusal(asked), "infeasible:chunks 2: one stage has nothing to interleave");
  // A pipeline of one stage is none.
  asked.pipeline->chunks = 1;
  EXPECT_EQ(case_asked(asked, round_rates()).extents, plain.extents);
  EXPECT_EQ(plain.extents[0], 2);
  EXPECT_EQ(plain.extents[3], 2);
  asked.pipeline = Pipeline{.stages = 8, .chunks = 2, .microbatches = 16};
  asked.pipeline->microbatches = 10;
  EXPECT_TRUE(refusal(asked).starts_with("infeasible:pipeline: found 10 microbatches on 8 stages"))
      << refusal(asked);
}

// 64 sequences a step on 4, 8, ... copies of 2 devices: the fewer micro-batches each has, the more
// of its time goes into gradients.
TEST(Question, copies_that_train_share_a_global_batch) {
  auto asked = question_of("llama-3.1-8b", "bf16");
  asked.phase = "train";
  asked.tensor = 2;
  asked.global_batch = 64;
  DeviceRates rates = round_rates();
  rates.scale_out_bytes_per_s = 50e9;
  double last = HUGE_VAL;
  for (const double devices : {2, 8, 16, 64, 128}) {
    asked.job_devices = devices;
    const Case made = case_asked(asked, rates);
    ASSERT_TRUE(step(made).gradients);
    EXPECT_EQ(step(made).gradients->copies.all, devices / 2);
    EXPECT_EQ(step(made).gradients->microbatches, 64 / (devices / 2));
    const double rate = modelled(made.task, rates, starting_parameters());
    EXPECT_LT(rate, last * (1 + 1e-12)) << devices;
    last = rate;
  }
  asked.job_devices = 256;
  EXPECT_EQ(refusal(asked),
            "infeasible:global batch 64: 128 copies of batch 1 take a multiple of 128");
  asked.job_devices = 129;
  EXPECT_EQ(refusal(asked), "infeasible:a job of 129 devices is no whole number of copies of 2");
  // Stages lie in other domains, copies of a stage in one.
  asked.job_devices = 64;
  rates.scale_out_bytes_per_s = std::nullopt;
  asked.pipeline = Pipeline{.stages = 16, .chunks = 1};
  EXPECT_EQ(step(case_asked(asked, rates)).gradients->copies.all, 2);
  asked.pipeline = std::nullopt;
  const auto unknown = case_of(asked, rates, shipped_predictor());
  EXPECT_EQ(std::get<NoCase>(unknown).what, "link.scale_out_per_direction of " + rates.id);
}

// Forward, backward for inputs and for weights; forward once more: 4 runs of a layer for 3. Nothing
// of the vocabulary's product, of the optimizer and of what passes between devices is repeated.
TEST(Question, a_forward_run_that_is_repeated_costs_a_third_of_the_layers) {
  auto asked = question_of("llama-3.1-8b", "bf16");
  asked.phase = "train";
  const auto flops = [](const Case& made) {
    double all = 0, head = 0;
    for (const auto& load : step(made).work.operators) {
      if (load.work_class == WorkClass::kOptimizer) continue;
      const bool of_products =
          load.work_class == WorkClass::kDense || load.work_class == WorkClass::kAttention;
      if (!of_products) continue;
      // Tokens, 4096 channels and 128,256 words: the head's products, whichever way they go.
      const bool is_head = load.flops == 2 * step(made).amount * 4096 * 128256;
      (is_head ? head : all) += load.flops * load.launches;
    }
    return std::pair(all, head);
  };
  const auto [once, head] = flops(case_asked(asked, round_rates()));
  asked.recompute = true;
  const auto [twice, same_head] = flops(case_asked(asked, round_rates()));
  EXPECT_NEAR(twice / once, 4.0 / 3, 1e-12);
  EXPECT_EQ(head, same_head);
  EXPECT_GT(head, 0);
  asked = question_of("dlrm-dcnv2");
  asked.phase = "train";
  asked.recompute = true;
  EXPECT_EQ(refusal(asked),
            "infeasible:recompute: phase 'train' of dlrm-dcnv2 keeps no activations to compute "
            "again");
}

// 64 copies of one device, experts over 8 of them: each sums an eighth of the experts' gradients
// with the 8 that have the same, and all of the others with all.
TEST(Question, copies_that_train_may_share_their_experts) {
  auto asked = question_of("qwen3-30b-a3b", "bf16");
  asked.phase = "train";
  asked.tensor = 1;
  asked.global_batch = 256;
  asked.job_devices = 64;
  DeviceRates rates = round_rates();
  rates.capacity_bytes = 141e9;
  rates.scale_out_bytes_per_s = 50e9;
  const Case whole_copies = case_asked(asked, rates);
  asked.expert = 8;
  const Case spread = case_asked(asked, rates);
  const auto& alone = *step(whole_copies).gradients;
  const auto& shared = *step(spread).gradients;
  const auto count = *count_weights(*asked.workload);
  EXPECT_NEAR(shared.bytes, 2.0 * static_cast<double>(count.total - count.experts), 1e6);
  EXPECT_DOUBLE_EQ(shared.bytes, alone.bytes);
  EXPECT_NEAR(shared.expert_bytes, 2.0 * static_cast<double>(count.experts) / 8, 1e6);
  EXPECT_DOUBLE_EQ(shared.expert_bytes * 8, alone.expert_bytes);
  EXPECT_EQ(alone.expert_copies.all, 64);
  EXPECT_EQ(shared.expert_copies.all, 8);
  EXPECT_EQ(shared.expert_copies.tensor, 8);
  EXPECT_EQ(shared.microbatches, 4);
  // Tokens go to their experts and back, forward and backward.
  EXPECT_TRUE(step(whole_copies).work.collectives.empty());
  ASSERT_EQ(step(spread).work.collectives.size(), 2U);
  EXPECT_EQ(step(spread).work.collectives[0].kind, Collective::Kind::kAllToAll);
  EXPECT_DOUBLE_EQ(step(spread).amount, step(whole_copies).amount);
  const auto work_of = [](const Case& made, WorkClass work_class) {
    double flops = 0;
    for (const auto& load : step(made).work.operators) {
      if (load.work_class == work_class) flops += load.flops * load.launches;
    }
    return flops;
  };
  for (const WorkClass each : {WorkClass::kDense, WorkClass::kExperts, WorkClass::kAttention}) {
    EXPECT_NEAR(work_of(spread, each) / work_of(whole_copies, each), 1, 0.02);
  }
}

TEST(Question, experts_are_spread_evenly_or_not_at_all) {
  auto asked = question_of("qwen3-30b-a3b", "bf16");
  asked.phase = "train";
  asked.global_batch = 256;
  asked.job_devices = 64;
  asked.expert = 3;
  EXPECT_EQ(refusal(asked),
            "infeasible:ep 3: 3 devices (ep x tp) do not divide the 128 experts of qwen3-30b-a3b");
  asked.expert = 128;
  EXPECT_EQ(refusal(asked), "infeasible:ep 128: the job has 64 copies, no multiple of it");
  asked.expert = 8;
  asked.phase = "prefill";
  asked.global_batch = std::nullopt;
  EXPECT_EQ(refusal(asked), "infeasible:ep 8: phase 'prefill' of qwen3-30b-a3b trains nothing");
  asked = question_of("llama-3.1-8b", "bf16");
  asked.phase = "train";
  asked.expert = 8;
  EXPECT_EQ(refusal(asked), "infeasible:ep 8: llama-3.1-8b has no experts to spread");
}

// 30.5 billion weights and gradients of 2 bytes each: 122 GB with all experts, of which 29 billion
// are.
TEST(Question, experts_that_are_spread_leave_memory) {
  auto asked = question_of("qwen3-30b-a3b", "bf16");
  asked.phase = "train";
  asked.global_batch = 256;
  asked.job_devices = 64;
  DeviceRates rates = round_rates();
  rates.scale_out_bytes_per_s = 50e9;
  EXPECT_TRUE(std::holds_alternative<NoCase>(case_of(asked, rates, shipped_predictor())));
  asked.expert = 2;  // 3 + 29 / 2 + 12 * 30.5 / 64
  EXPECT_TRUE(std::holds_alternative<Case>(case_of(asked, rates, shipped_predictor())));
}

// 8 billion weights and gradients of 2 bytes each: 32 GB on each device that has a copy alone.
TEST(Question, a_copy_lies_on_its_own_devices) {
  auto asked = question_of("llama-3.1-8b", "bf16");
  asked.phase = "train";
  asked.global_batch = 64;
  asked.job_devices = 64;
  DeviceRates rates = round_rates();
  rates.scale_out_bytes_per_s = 50e9;
  rates.capacity_bytes = 30e9;
  const auto refused = case_of(asked, rates, shipped_predictor());
  ASSERT_TRUE(std::holds_alternative<NoCase>(refused));
  EXPECT_EQ(std::get<NoCase>(refused).what,
            "llama-3.1-8b: memory: each device of a copy on 1 needs at least 34 GB for weights and "
            "gradients and has 30 GB; share it by more");
  asked.tensor = 2;
  EXPECT_TRUE(std::holds_alternative<Case>(case_of(asked, rates, shipped_predictor())));
}

TEST(Question, adapters_alone_are_exchanged_where_they_alone_are_trained) {
  auto asked = question_of("llama-3.1-8b", "bf16");
  asked.global_batch = 64;
  asked.job_devices = 8;
  const auto bytes = [&](const char* phase) {
    asked.phase = phase;
    return step(case_asked(asked, round_rates())).gradients->bytes;
  };
  EXPECT_NEAR(bytes("train"), 2 * 8.03e9, 2e7);
  EXPECT_DOUBLE_EQ(bytes("lora"), 2 * 13631488.0);
  asked.precision = "fp8";  // gradients have 16 bits
  EXPECT_NEAR(bytes("train"), 2 * 8.03e9, 2e7);
  asked = question_of("dlrm-dcnv2");
  asked.phase = "train";
  asked.global_batch = 65536;
  asked.job_devices = 8;
  EXPECT_EQ(refusal(asked),
            "infeasible:global batch or pipeline of dlrm-dcnv2, train: no copies of it train");
}

TEST(Question, devices_are_compared_in_a_format_that_all_of_them_compute) {
  const Workload& workload = *question_of("llama-3.1-70b", "").workload;
  EXPECT_EQ(common_precision(workload, {round_rates()}), &workload.precisions.front());
  // One without the first format: the next that both have.
  const DeviceRates old = without(path_of_first(workload));
  const Precision* common = common_precision(workload, {round_rates(), old});
  ASSERT_NE(common, nullptr);
  EXPECT_NE(common, &workload.precisions.front());
  DeviceRates none = round_rates();
  none.peak_flop_per_s.fill(0);
  EXPECT_EQ(common_precision(workload, {none, none}), nullptr);
  // Where all have none in common, as most of them compute.
  EXPECT_EQ(common_precision(workload, {round_rates(), none}), &workload.precisions.front());
  EXPECT_EQ(common_precision(workload, {round_rates(), old, none, old}), common);
}

// As if as many requests had been asked for as an engine runs of those that wait.
TEST(Question, an_offline_case_as_a_closed_loop_is_the_loop_of_as_many_requests) {
  const DeviceRates rates = test::shipped_rates("h200-sxm-141");
  Question question = test::question_of("llama-3.1-8b", "fp8");
  const Case offline = test::case_asked(question, rates);
  const auto loop = test::shipped_predictor().as_closed_loop(offline);
  ASSERT_TRUE(loop);
  const auto& work = std::get<ServingWork>(offline.task.what);
  EXPECT_EQ(static_cast<double>(loop->requests), work.running);  // memory holds fewer than engines
  question.concurrency = loop->requests;
  const Case asked = test::case_asked(question, rates);
  EXPECT_FALSE(std::get<ServingWork>(asked.task.what).together);
  const auto predicted = test::shipped_predictor().predict(asked);
  ASSERT_TRUE(predicted);
  EXPECT_DOUBLE_EQ(loop->output.value, predicted->value);
  EXPECT_DOUBLE_EQ(loop->output.p90, predicted->p90);
  EXPECT_FALSE(test::shipped_predictor().as_closed_loop(asked));  // it is one
}

}  // namespace
}  // namespace fleetmark::model

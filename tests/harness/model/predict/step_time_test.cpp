// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/step_time.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "harness/model/predict/collective.h"
#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

using test::lossless;
using test::product;
using test::round_rates;

StepWork step_of(const OperatorLoad& load) {
  StepWork work;
  work.operators = {load};
  return work;
}

OperatorLoad load_of_class(WorkClass work_class) {
  OperatorLoad load = product(64, 4096, 4096);
  load.work_class = work_class;
  return load;
}

TEST(StepTime, without_losses_a_product_is_its_roofline) {
  const DeviceRates rates = round_rates();
  for (const double m : {1.0, 64.0, 128.0, 4096.0}) {
    const OperatorLoad load = product(m, 4096, 4096);
    const StepTime time = step_time(step_of(load), rates, lossless());
    EXPECT_DOUBLE_EQ(time.total_s(), std::max(load.flops / 1e14, load.bytes / 1e12)) << m;
    // Activations may stay on the chip, weights may not.
    EXPECT_DOUBLE_EQ(ideal_step_s(step_of(load), rates),
                     std::max(load.flops / 1e14, 2 * 4096.0 * 4096 / 1e12));
  }
}

TEST(StepTime, an_operand_has_its_half_point) {
  const DeviceRates rates = round_rates();
  const OperatorLoad load = product(64, 4096, 4096);
  ModelParameters p = lossless();
  p[Parameter::kHalfBytes] = load.bytes;
  EXPECT_DOUBLE_EQ(step_time(step_of(load), rates, p).bandwidth_s, 2 * load.bytes / 1e12);
}

// A decode step waits for memory: its products run at the clock of the data sheet.
TEST(StepTime, power_is_no_limit_to_a_step_of_one_token_for_each_sequence) {
  DeviceRates rates = round_rates();
  rates.tdp_w = 12.5;
  ModelParameters p = lossless();
  p[Parameter::kPowerExponent] = 1.0 / 3;
  StepWork work = step_of(product(8192, 8192, 8192));
  work.sequences = work.tokens = 64;
  const double decode_s = step_time(work, rates, p).compute_s;
  work.tokens = 64 * 1024;
  EXPECT_NEAR(step_time(work, rates, p).compute_s / decode_s, 2, 1e-12);
}

// 100 TFLOP/s for 100 W is the density that a share holds at; eight times as dense, a third of the
// exponent halves it. Operands of 8 bits have twice the peak for half the energy.
TEST(StepTime, what_power_leaves_of_the_peak_falls_with_the_peak_of_each_watt) {
  DeviceRates rates = round_rates();
  ModelParameters p = lossless();
  p[Parameter::kCompute16] = p[Parameter::kCompute8] = 0.6;
  p[Parameter::kPowerExponent] = 1.0 / 3;
  p[Parameter::kUnthrottledShare] = 0.9;
  const auto share = [&](Path path, std::optional<double> tdp_w) {
    rates.tdp_w = tdp_w;
    OperatorLoad load = product(8192, 8192, 8192);
    load.path = path;
    return load.flops / rates.peak(path) / step_time(step_of(load), rates, p).compute_s;
  };
  for (const Path path : {Path::kBf16, Path::kFp8}) {
    EXPECT_NEAR(share(path, 100), 0.6, 1e-12);
    EXPECT_NEAR(share(path, 12.5), 0.3, 1e-12);
    EXPECT_NEAR(share(path, 200), 0.6 * std::cbrt(2), 1e-12);
    EXPECT_NEAR(share(path, 1e6), 0.9, 1e-12);  // power is no limit any more
    EXPECT_NEAR(share(path, {}), 0.6, 1e-12);   // nobody told
  }
}

// At the ridge both times are equal: added they are twice, as a 2-norm 1.41 times, hidden once.
TEST(StepTime, overlap_is_the_norm_of_both_times) {
  DeviceRates rates = round_rates();
  const OperatorLoad load = product(64, 4096, 4096);
  rates.bandwidth_bytes_per_s = load.bytes / (load.flops / 1e14);
  ModelParameters p = lossless();
  const double longer = load.flops / 1e14;
  p[Parameter::kOverlap] = 1;
  EXPECT_NEAR(step_time(step_of(load), rates, p).total_s(), 2 * longer, 1e-9 * longer);
  p[Parameter::kOverlap] = 2;
  EXPECT_NEAR(step_time(step_of(load), rates, p).total_s(), std::sqrt(2) * longer, 1e-9 * longer);
  p[Parameter::kOverlap] = kPerfectOverlap;
  EXPECT_DOUBLE_EQ(step_time(step_of(load), rates, p).total_s(), longer);
}

// A matrix instruction takes 8 rows at least: one row costs the arithmetic of eight, nine that of
// nine, and a device of little arithmetic is held up by it.
TEST(StepTime, fewer_rows_than_an_instruction_takes_are_padded) {
  DeviceRates rates = round_rates();
  for (double& peak : rates.peak_flop_per_s) peak = 1e9;
  const auto seconds = [&](double rows) {
    return step_time(step_of(product(rows, 4096, 4096)), rates, lossless()).total_s();
  };
  EXPECT_DOUBLE_EQ(seconds(1), seconds(8));
  EXPECT_DOUBLE_EQ(seconds(9), seconds(8) * 9 / 8);
}

// 9 x 8 tiles on 40 units: two waves of 40 where 1.8 would do. Memory and other operators lose
// nothing by it.
TEST(StepTime, a_share_of_what_whole_tiles_cost_is_added_to_the_arithmetic_of_products) {
  DeviceRates rates = round_rates();
  rates.compute_units = 40;
  ModelParameters p = lossless();
  const auto step = step_of(product(1024, 9 * 128, 8192));
  const StepTime without = step_time(step, rates, p);
  for (const double share : {0.5, 1.0}) {
    p[Parameter::kWholeTiles] = share;
    EXPECT_DOUBLE_EQ(step_time(step, rates, p).compute_s,
                     without.compute_s * (1 + share * (80.0 / 72 - 1)));
    for (const WorkClass other :
         {WorkClass::kCache, WorkClass::kAttention, WorkClass::kElementwise}) {
      OperatorLoad load = load_of_class(other);
      load.rows = load.columns = 129;
      EXPECT_EQ(step_time(step_of(load), rates, p).total_s(),
                step_time(step_of(load), rates, lossless()).total_s());
    }
  }
  StepWork decoding = step;  // 1024 sequences on the average
  decoding.sequences = decoding.tokens = 1024;
  EXPECT_EQ(step_time(decoding, rates, p).compute_s, without.compute_s);
  const auto read = step_of(product(1, 9 * 128, 8192));
  EXPECT_EQ(step_time(read, rates, p).bandwidth_s, step_time(read, rates, lossless()).bandwidth_s);
}

TEST(StepTime, a_share_is_the_one_of_the_weights_and_of_the_path_that_silicon_takes) {
  const auto bandwidth_s = [](double bits, Parameter parameter) {
    ModelParameters p = lossless();
    p[parameter] = 0.5;
    OperatorLoad load = product(1, 4096, 4096);
    load.weight_bits = bits;
    return step_time(step_of(load), round_rates(), p).bandwidth_s / (load.bytes / 1e12);
  };
  EXPECT_DOUBLE_EQ(bandwidth_s(16, Parameter::kBandwidth16), 2);
  EXPECT_DOUBLE_EQ(bandwidth_s(8, Parameter::kBandwidth16), 1);
  EXPECT_DOUBLE_EQ(bandwidth_s(8, Parameter::kBandwidth8), 2);
  EXPECT_DOUBLE_EQ(bandwidth_s(8.67, Parameter::kBandwidth8), 2);  // a mean of formats
  EXPECT_DOUBLE_EQ(bandwidth_s(13.9, Parameter::kBandwidth16), 2);
  EXPECT_DOUBLE_EQ(bandwidth_s(4.5, Parameter::kBandwidth4), 2);
  DeviceRates measured = round_rates();
  measured.weight_bandwidth_share_16 = KnownShare{0.5};
  measured.weight_bandwidth_share_8 = KnownShare{0.25};
  EXPECT_EQ(measured.share_of(WorkClass::kDense, 8.67)->value, 0.25);
  EXPECT_EQ(measured.share_of(WorkClass::kDense, 13.9)->value, 0.5);
  EXPECT_DOUBLE_EQ(bandwidth_s(16, Parameter::kBandwidthExperts), 1);  // no expert
  const auto compute_s = [](Path path, Parameter parameter) {
    ModelParameters p = lossless();
    p[parameter] = 0.5;
    OperatorLoad load = product(8192, 8192, 8192);
    load.path = path;
    return step_time(step_of(load), round_rates(), p).compute_s * 1e14 / load.flops;
  };
  EXPECT_DOUBLE_EQ(compute_s(Path::kBf16, Parameter::kCompute16), 2);
  EXPECT_DOUBLE_EQ(compute_s(Path::kFp8, Parameter::kCompute8), 1);    // half the share, twice the
  EXPECT_DOUBLE_EQ(compute_s(Path::kFp4, Parameter::kCompute8), 1);    // peak; fp4 runs as fp8
  EXPECT_DOUBLE_EQ(compute_s(Path::kFp4, Parameter::kCompute4), 0.5);  // and asks no share of fp4
  EXPECT_DOUBLE_EQ(compute_s(Path::kInt8, Parameter::kCompute16), 2);  // runs in 16 bits
}

TEST(StepTime, shares_of_the_device_itself_replace_the_fitted_ones) {
  DeviceRates rates = round_rates();
  rates.compute_share[static_cast<std::size_t>(Path::kBf16)] = KnownShare{0.25, true};
  rates.weight_bandwidth_share_16 = KnownShare{0.2};
  rates.cache_bandwidth_share = KnownShare{0.1};
  const OperatorLoad wide = product(4096, 4096, 4096), narrow = product(1, 4096, 4096);
  EXPECT_DOUBLE_EQ(step_time(step_of(wide), rates, lossless()).total_s(), 4 * wide.flops / 1e14);
  EXPECT_DOUBLE_EQ(step_time(step_of(narrow), rates, lossless()).total_s(),
                   5 * narrow.bytes / 1e12);
  // The peak was measured here, bandwidth by somebody else.
  const StepTime by_peak = step_time(step_of(wide), rates, lossless());
  EXPECT_DOUBLE_EQ(by_peak.measured_s, by_peak.total_s());
  EXPECT_EQ(step_time(step_of(narrow), rates, lossless()).measured_s, 0);
  const OperatorLoad cache = load_of_class(WorkClass::kCache);
  EXPECT_DOUBLE_EQ(step_time(step_of(cache), rates, lossless()).total_s(), 10 * cache.bytes / 1e12);
}

TEST(StepTime, experts_on_several_devices_wait_for_the_fullest) {
  StepWork work = step_of(load_of_class(WorkClass::kExperts));
  ModelParameters p = lossless();
  p[Parameter::kImbalance] = 0.5;
  const double even = step_time(work, round_rates(), p).total_s();
  work.expert_devices = 8;
  EXPECT_DOUBLE_EQ(step_time(work, round_rates(), p).total_s(), 1.5 * even);
  work.is_balanced = true;
  EXPECT_DOUBLE_EQ(step_time(work, round_rates(), p).total_s(), even);
}

TEST(StepTime, fixed_times_count_steps_layers_and_sequences) {
  StepWork work;
  work.layers = 10;
  work.moe_layers = 4;
  work.sequences = 3;
  ModelParameters p = lossless();
  p[Parameter::kStepTime] = 1;
  p[Parameter::kLayerTime] = 0.1;
  p[Parameter::kMoeLayerTime] = 0.01;
  p[Parameter::kSequenceTime] = 0.001;
  EXPECT_DOUBLE_EQ(step_time(work, round_rates(), p).total_s(), 1 + 1 + 0.04 + 0.003);
  EXPECT_EQ(bound_of(step_time(work, round_rates(), p)), "fixed time");
}

TEST(StepTime, each_launch_of_an_operator_adds_its_fixed_time) {
  StepWork work = step_of(product(1, 4096, 4096));
  ModelParameters p = lossless();
  const double without = step_time(work, round_rates(), p).total_s();
  p[Parameter::kOperatorTime] = 1e-3;
  EXPECT_DOUBLE_EQ(step_time(work, round_rates(), p).total_s(), without + 1e-3);
  work.operators[0].launches = 32;
  work.operators.push_back(load_of_class(WorkClass::kElementwise));
  work.operators[1].launches = 64;
  EXPECT_DOUBLE_EQ(step_time(work, round_rates(), p).fixed_s, 96e-3);
  work.layers = 1000;  // says nothing where operators are counted
  EXPECT_DOUBLE_EQ(step_time(work, round_rates(), p).fixed_s, 96e-3);
}

TEST(StepTime, collectives_are_their_closed_form_and_nothing_on_one_device) {
  StepWork work;
  work.collectives = {{Collective::Kind::kAllReduce, 1e6, 3},
                      {Collective::Kind::kAllToAll, 2e6, 5}};
  ModelParameters p = lossless();
  p[Parameter::kLinkShare] = 0.5;
  p[Parameter::kExchangeLatency] = 1e-5;
  EXPECT_EQ(step_time(work, round_rates(), p).total_s(), 0);
  work.devices = 4;
  const Link link{5e10, 1e-5};
  EXPECT_DOUBLE_EQ(
      step_time(work, round_rates(), p).exchanges_s,
      3 * all_reduce_s(Exchange{4, 1e6}, link) + 5 * all_to_all_s(Exchange{4, 2e6}, link));
  EXPECT_EQ(bound_of(step_time(work, round_rates(), p)), "links");
}

// 16 devices in domains of 8: what goes to experts in the other server is hidden as far as the
// operators last.
TEST(StepTime, a_second_micro_batch_hides_exchanges_between_servers) {
  DeviceRates rates = round_rates();
  rates.scale_up_devices = 8;
  rates.scale_out_bytes_per_s = 1e10;
  StepWork work = step_of(product(4096, 4096, 4096));
  work.devices = 16;
  ModelParameters p = lossless();
  const double operators_s = step_time(work, rates, p).operators_s();
  work.collectives = {{Collective::Kind::kAllToAll, 2 * 1e10 * operators_s, 1}};
  EXPECT_NEAR(step_time(work, rates, p).exchanges_s, operators_s, 1e-12);
  p[Parameter::kNetworkShare] = 0.5;
  EXPECT_NEAR(step_time(work, rates, p).exchanges_s, 2 * operators_s, 1e-12);
  p[Parameter::kHiddenShare] = 0.75;
  EXPECT_NEAR(step_time(work, rates, p).exchanges_s, 1.25 * operators_s, 1e-12);
}

TEST(StepTime, what_is_ideal_leaves_out_what_fuses_unless_there_is_nothing_else) {
  StepWork work = step_of(product(1, 4096, 4096));
  const double alone = ideal_step_s(work, round_rates());
  work.operators.push_back(load_of_class(WorkClass::kElementwise));
  EXPECT_EQ(ideal_step_s(work, round_rates()), alone);
  const OperatorLoad pass = load_of_class(WorkClass::kElementwise);
  EXPECT_DOUBLE_EQ(ideal_step_s(step_of(pass), round_rates()), pass.bytes / 1e12);
}

// Steps of shipped workloads, and one of each class of operators.
std::vector<StepWork> some_steps() {
  std::vector<StepWork> steps;
  for (std::size_t i = 0; i < static_cast<std::size_t>(WorkClass::kCount); ++i) {
    steps.push_back(step_of(load_of_class(static_cast<WorkClass>(i))));
  }
  struct Row {
    const char* workload;
    const char* precision;
    Parallel parallel;
  };
  for (const Row& row : {Row{"llama-3.1-70b", "fp8", {.tensor = 8}},
                         Row{"gpt-oss-120b", "mxfp4", {.tensor = 4, .expert = 4}},
                         Row{"deepseek-v3", "fp8", {.expert = 16, .attention_data = 16}}}) {
    const Workload& workload = test::shipped_workload(row.workload);
    const Precision* precision = find_precision(workload, row.precision);
    for (const char* phase : {"decode", "prefill"}) {
      const auto work = step_work(workload, phase, precision, row.parallel, 16, 1024);
      EXPECT_TRUE(work) << row.workload << ": " << work.error().message;
      if (work) steps.push_back(*work);
    }
  }
  return steps;
}

TEST(StepTime, operators_are_held_up_by_memory_or_by_the_peak) {
  for (const auto& work : some_steps()) {
    const StepTime time = step_time(work, round_rates(), starting_parameters());
    EXPECT_NEAR(time.compute_s + time.bandwidth_s, time.operators_s(), 1e-12 * time.total_s());
    EXPECT_GE(time.total_s(), ideal_step_s(work, round_rates()));
  }
}

TEST(StepTime, nothing_that_a_device_has_more_of_makes_a_step_slower) {
  const ModelParameters p = starting_parameters();
  const auto faster = [&](auto change, const char* what) {
    DeviceRates better = round_rates();
    change(better);
    int gains = 0;
    for (const auto& work : some_steps()) {
      const double now = step_time(work, round_rates(), p).total_s();
      const double then = step_time(work, better, p).total_s();
      EXPECT_LE(then, now) << what;
      gains += then < now ? 1 : 0;
      EXPECT_LE(ideal_step_s(work, better), ideal_step_s(work, round_rates())) << what;
    }
    EXPECT_GT(gains, 0) << what;
  };
  faster([](DeviceRates& rates) { rates.bandwidth_bytes_per_s *= 2; }, "bandwidth");
  faster([](DeviceRates& rates) { *rates.link_bytes_per_s *= 2; }, "link");
  for (const Path path : {Path::kBf16, Path::kFp8}) {
    faster([&](DeviceRates& rates) { rates.peak_flop_per_s[static_cast<std::size_t>(path)] *= 2; },
           "peak");
  }
}

TEST(StepTime, no_higher_share_and_no_shorter_wait_makes_a_step_slower) {
  for (const auto& row : kParameterTable) {
    const bool is_share = row.meaning.find("share of") != std::string_view::npos ||
                          row.name.starts_with("bandwidth_");
    const bool is_cost = row.name.ends_with("_s") || row.name.starts_with("half_") ||
                         row.parameter == Parameter::kImbalance ||
                         row.parameter == Parameter::kElementwiseShare;
    if (!is_share && !is_cost) continue;
    ModelParameters worse = starting_parameters();
    worse[row.parameter] *= is_cost ? 1.5 : 0.5;
    for (const auto& work : some_steps()) {
      EXPECT_GE(step_time(work, round_rates(), worse).total_s(),
                step_time(work, round_rates(), starting_parameters()).total_s())
          << row.name;
    }
  }
}

}  // namespace
}  // namespace fleetmark::model

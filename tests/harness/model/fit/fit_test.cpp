// SPDX-License-Identifier: Apache-2.0
#include "harness/model/fit/fit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/model/predict/predictor.h"
#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

using test::product_case;
using test::round_rates;

// What the truth of these tests is made of: not where the search begins.
ModelParameters truth() {
  ModelParameters p = starting_parameters();
  p[Parameter::kStepTime] = 4e-6;
  p[Parameter::kOperatorTime] = 1e-9;
  p[Parameter::kSequenceTime] = 1e-9;
  p[Parameter::kCompute16] = 0.78;
  p[Parameter::kBandwidth16] = 0.6;
  p[Parameter::kOverlap] = 1.6;
  return p;
}

// Square, thin and flat products on three devices, as the model has them under `truth`.
std::vector<Observation> products() {
  std::vector<Observation> all;
  for (const double factor : {0.5, 1.0, 3.0}) {
    DeviceRates rates = round_rates("device-" + std::to_string(factor));
    rates.bandwidth_bytes_per_s *= factor;
    for (double& peak : rates.peak_flop_per_s) peak *= factor * factor;
    for (const double m : {1.0, 8.0, 64.0, 256.0, 1024.0, 8192.0}) {
      for (const double n : {4096.0, 16384.0}) {
        Observation one;
        one.what = product_case(std::to_string(all.size()), rates, m, n, 8192);
        one.measured = modelled(one.what.task, rates, truth());
        all.push_back(one);
      }
    }
  }
  return all;
}

const ChannelFit& gemm_of(const Fit& fit) {
  return *fit.channels[static_cast<std::size_t>(Channel::kGemm)];
}

TEST(Fit, finds_the_parameters_that_made_the_records) {
  const Fit fitted = fit(products());
  const ChannelFit& gemm = gemm_of(fitted);
  EXPECT_GT(gemm.cost_before, 0.1);
  EXPECT_LT(gemm.cost_after, 0.01);
  // What overlap leaves near the ridge can make up for a part of either.
  EXPECT_NEAR(gemm.parameters.shared[Parameter::kCompute16], 0.78, 0.05);
  EXPECT_NEAR(gemm.parameters.shared[Parameter::kBandwidth16], 0.6, 0.05);
  EXPECT_NEAR(std::log(gemm.parameters.shared[Parameter::kOverlap] / 1.6), 0, 0.15);
  // Nothing moved these: they stay where they were.
  EXPECT_EQ(gemm.parameters.shared[Parameter::kPrefillShare], 1);
  EXPECT_EQ(gemm.parameters.shared[Parameter::kBandwidthLatent], 0.9);
}

TEST(Fit, what_is_fixed_goes_by_operators_where_steps_wait_and_by_layers_elsewhere) {
  const Library library = test::library_of({"h100-sxm5-80"}, {"llama-3.1-8b"});
  record::ServingPoint point;
  point.device = "h100-sxm5-80";
  point.model = "llama-3.1-8b";
  point.precision = "bf16";
  point.mode = "aggregated";
  point.input_tokens = 1024;
  point.output_tokens = 128;
  point.tensor_parallel = 1;
  auto records = products();
  for (const std::int64_t requests : {1, 4, 16}) {
    point.id = std::to_string(requests);
    point.concurrency = requests;
    Case served = std::get<ServingCases>(serving_cases(point, library)).tpot;
    records.push_back({served, 8e-3 + 1e-4 * static_cast<double>(requests)});
  }
  const Fit fitted = fit(records, {.learns_scale = false});
  const auto& serving =
      fitted.channels[static_cast<std::size_t>(Channel::kTpot)]->parameters.shared;
  EXPECT_EQ(serving[Parameter::kLayerTime], 1e-7);  // the least of the table
  EXPECT_EQ(serving[Parameter::kMoeLayerTime], 1e-7);
  EXPECT_GT(serving[Parameter::kOperatorTime], 1e-7);
  EXPECT_EQ(gemm_of(fitted).parameters.shared[Parameter::kOperatorTime], 1e-9);
}

// Two engines serve the same points; one takes twice as long between operators.
TEST(Fit, what_one_engine_takes_longer_is_told_of_it_alone) {
  const Library library = test::library_of({"h100-sxm5-80"}, {"llama-3.1-8b"});
  std::vector<Observation> records;
  for (const char* engine : {"slow", "fast"}) {
    for (const std::int64_t requests : {1, 2, 4, 8, 16, 32}) {
      for (const std::int64_t tensor : {1, 2, 4, 8}) {
        record::ServingPoint point;
        point.id = engine + std::to_string(records.size());
        point.device = "h100-sxm5-80";
        point.model = "llama-3.1-8b";
        point.engine = engine;
        point.precision = "bf16";
        point.mode = "aggregated";
        point.input_tokens = 128;
        point.output_tokens = 1024;
        point.tensor_parallel = tensor;
        point.concurrency = requests;
        Observation one;
        one.what = std::get<ServingCases>(serving_cases(point, library)).tpot;
        ModelParameters truth = starting_parameters();
        if (point.engine == "slow") truth[Parameter::kOperatorTime] *= 2;
        one.measured = modelled(one.what.task, one.what.rates, truth);
        records.push_back(one);
      }
    }
  }
  const Fit fitted = fit(records, {.learns_scale = false});
  const auto& set = fitted.channels[static_cast<std::size_t>(Channel::kTpot)]->parameters;
  ASSERT_EQ(set.engines.size(), 2U);
  EXPECT_EQ(set.engines[0].engine, "fast");
  const auto operator_s = [&](const char* engine) {
    return set.of_engine(engine)[Parameter::kOperatorTime];
  };
  EXPECT_NEAR(operator_s("slow") / operator_s("fast"), 2, 0.2);
  EXPECT_EQ(operator_s("neither"), set.shared[Parameter::kOperatorTime]);
  EXPECT_EQ(set.of_engine("slow")[Parameter::kBandwidth16], set.shared[Parameter::kBandwidth16]);
  // Without the slow one nothing is known of it.
  std::vector<const Observation*> fast;
  for (const auto& one : records) {
    if (one.what.id.starts_with("fast")) fast.push_back(&one);
  }
  EXPECT_EQ(refit(fast, set, starting_parameters()).engines.size(), 1U);
}

TEST(Fit, remainders_are_measured_over_modelled_and_carry_their_ids) {
  auto records = products();
  records[5].measured *= 1.5;
  const Fit fitted = fit(records);
  const ChannelFit& gemm = gemm_of(fitted);
  ASSERT_EQ(gemm.residuals.size(), records.size());
  ASSERT_EQ(gemm.ids.size(), records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(gemm.ids[i], records[i].what.id);
    EXPECT_NEAR(gemm.residuals[i].ln_ratio, i == 5 ? std::log(1.5) : 0, 0.06) << i;
  }
  EXPECT_EQ(fitted.names.names()[gemm.residuals[0].likeness.traits[0]], "device-0.500000");
}

TEST(Fit, two_runs_are_identical) {
  const Fit one = fit(products());
  const Fit two = fit(products());
  EXPECT_EQ(gemm_of(one).parameters.shared.values, gemm_of(two).parameters.shared.values);
  EXPECT_EQ(gemm_of(one).scale.penalties, gemm_of(two).scale.penalties);
  EXPECT_EQ(gemm_of(one).cost_after, gemm_of(two).cost_after);
  for (std::size_t i = 0; i < kRungs; ++i) {
    EXPECT_EQ(gemm_of(one).widths[i].factor_80, gemm_of(two).widths[i].factor_80);
  }
}

TEST(Fit, stays_within_what_physics_allows) {
  auto records = products();
  for (auto& one : records) one.measured *= 3;  // nobody computes faster than the peak
  const Fit fitted = fit(records, {.learns_scale = false});
  for (const auto& row : kParameterTable) {
    const double value = gemm_of(fitted).parameters.shared[row.parameter];
    EXPECT_GE(value, row.low) << row.name;
    EXPECT_LE(value, row.high) << row.name;
  }
}

TEST(Fit, what_is_context_or_may_not_be_used_is_not_learnt_from) {
  auto records = products();
  auto spoilt = records;
  for (std::size_t i = 0; i < spoilt.size(); i += 4) {
    Observation context = spoilt[i];
    context.is_scored = false;
    context.measured *= 10;
    Observation barred = context;
    barred.is_scored = true;
    barred.source = "barred";
    Observation scored_alone = context;
    scored_alone.is_scored = true;
    scored_alone.is_learnt = false;
    spoilt.insert(spoilt.begin() + static_cast<std::ptrdiff_t>(i), {context, barred, scored_alone});
  }
  const FitOptions options{.may_use = [](const Observation& one) { return one.source != "barred"; },
                           .learns_scale = false};
  const Fit clean = fit(records, options), other = fit(spoilt, options);
  EXPECT_EQ(gemm_of(clean).parameters.shared.values, gemm_of(other).parameters.shared.values);
  EXPECT_EQ(gemm_of(clean).ids, gemm_of(other).ids);
}

TEST(Fit, channels_without_records_stay_empty) {
  const Fit fitted = fit(products(), {.learns_scale = false});
  for (std::size_t i = 0; i < kChannels; ++i) {
    EXPECT_EQ(fitted.channels[i].has_value(), i == static_cast<std::size_t>(Channel::kGemm));
  }
  EXPECT_FALSE(fit({}).channels[0]);
}

TEST(Fit, refits_from_where_it_is) {
  const auto records = products();
  std::vector<const Observation*> all;
  for (const auto& one : records) all.push_back(&one);
  ModelParameters near = truth();
  near[Parameter::kCompute16] = 0.7;
  EXPECT_NEAR(refit(all, {near, {}}, starting_parameters()).shared[Parameter::kCompute16], 0.78,
              0.02);
  EXPECT_EQ(refit(all, {truth(), {}}, truth()).shared.values, truth().values);
}

// Products say nothing of links. What the fit had learnt of them from records that are left out
// must not stay, or it is no prediction without them.
TEST(Fit, a_parameter_that_no_record_moves_goes_back_to_its_prior) {
  const auto records = products();
  std::vector<const Observation*> all;
  for (const auto& one : records) all.push_back(&one);
  ModelParameters learnt = truth();
  learnt[Parameter::kLinkShare] = 0.1;
  const ModelParameters prior = prior_of(Channel::kGemm, Fit{});
  EXPECT_NEAR(refit(all, {learnt, {}}, prior).shared[Parameter::kLinkShare],
              prior[Parameter::kLinkShare], 0.03 * prior[Parameter::kLinkShare]);
}

// Where a fit holds what it is asked for, its priors are those that it was pulled to itself.
TEST(Fit, priors_are_those_of_the_fit) {
  const auto records = products();
  const Fit fitted = fit(records, {.learns_scale = false});
  const ModelParameters prior = prior_of(Channel::kGemm, fitted);
  EXPECT_EQ(gemm_of(fitted).parameters.shared[Parameter::kLinkShare], prior[Parameter::kLinkShare]);
  EXPECT_EQ(prior_of(Channel::kTtft, fitted).values, prior_of(Channel::kTpot, fitted).values);
  Fit serving;
  serving.channels[static_cast<std::size_t>(Channel::kTpot)].emplace().parameters.shared =
      starting_parameters();
  auto& own = serving.channels[static_cast<std::size_t>(Channel::kTpot)]->parameters.shared;
  own[Parameter::kCompute16] = 0.33;
  EXPECT_EQ(prior_of(Channel::kTraining, serving)[Parameter::kCompute16], 0.33);
  EXPECT_EQ(prior_of(Channel::kTpot, serving)[Parameter::kCompute16],
            starting_parameters()[Parameter::kCompute16]);
}

}  // namespace
}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/predictor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "harness/model/fit/likeness_search.h"
#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

using test::product_case;
using test::round_rates;

// A fit by hand: parameters and scale as they start, no records.
ChannelFit channel_fit(Channel channel) {
  ChannelFit one;
  one.channel = channel;
  one.scale = starting_scale();
  return one;
}

Fit empty_fit() {
  Fit fit;
  for (std::size_t i = 0; i < kChannels; ++i) {
    fit.channels[i] = channel_fit(static_cast<Channel>(i));
  }
  return fit;
}

void add_record(Fit& fit, const Case& what, double ln_ratio) {
  auto& channel = *fit.channels[static_cast<std::size_t>(what.channel)];
  channel.residuals.push_back({likeness_of(what, fit.names), ln_ratio});
  channel.ids.push_back(what.id);
}

Prediction predict(const Fit& fit, const Case& what, const Predictor::MayUse& may_use = {}) {
  const auto prediction = Predictor(fit).predict(what, may_use);
  EXPECT_TRUE(prediction);
  return prediction ? *prediction : Prediction{};
}

void expect_bracketed(const Prediction& p) {
  EXPECT_GT(p.p05, 0);
  EXPECT_LE(p.p05, p.p10);
  EXPECT_LE(p.p10, p.value);
  EXPECT_LE(p.value, p.p90);
  EXPECT_LE(p.p90, p.p95);
}

const Case& gemm() {
  static const Case one = product_case("asked", round_rates(), 2048, 2048, 2048);
  return one;
}

TEST(Predictor, a_channel_that_nothing_was_fitted_for_is_unknown) {
  EXPECT_EQ(Predictor(Fit{}).predict(gemm()).missing(),
            std::vector<std::string>{"records of channel gemm"});
}

TEST(Predictor, a_record_moves_the_modelled_value_by_its_kriged_remainder) {
  Fit fit = empty_fit();
  add_record(fit, product_case("near", round_rates(), 2048, 2048, 2048), -0.2);
  const Prediction p = predict(fit, gemm());
  const double s2 = 0.3 * 0.3, n2 = 0.07 * 0.07;
  EXPECT_DOUBLE_EQ(p.modelled, modelled(gemm().task, gemm().rates, starting_parameters()));
  EXPECT_NEAR(std::log(p.value / p.modelled), -0.2 * s2 / (s2 + n2), 1e-12);
  EXPECT_NEAR(p.sigma, std::sqrt(s2 - s2 * s2 / (s2 + n2) + n2), 1e-12);
  EXPECT_NEAR(std::log(p.p90 / p.value), 1.2815515655 * p.sigma, 1e-9);
  EXPECT_NEAR(std::log(p.value / p.p05), 1.6448536270 * p.sigma, 1e-9);
  EXPECT_EQ(p.rung, Rung::kSameShape);
  EXPECT_EQ(p.evidence, Evidence::kB);
  ASSERT_EQ(p.borrowed_from, std::vector<std::size_t>{0});
  EXPECT_EQ(Predictor(fit).id_of(p, 0), "near");
  EXPECT_FALSE(p.is_at_limit);
  expect_bracketed(p);
}

TEST(Predictor, an_interval_is_as_wide_as_its_rung_was_found_to_need) {
  Fit fit = empty_fit();
  add_record(fit, product_case("near", round_rates(), 2048, 2048, 2048), -0.2);
  const Prediction normal = predict(fit, gemm());
  auto& width = fit.channels[static_cast<std::size_t>(Channel::kGemm)]
                    ->widths[static_cast<std::size_t>(Rung::kSameShape)];
  width.factor_80 *= 2;
  width.factor_90 *= 3;
  const Prediction wide = predict(fit, gemm());
  EXPECT_EQ(wide.value, normal.value);
  EXPECT_NEAR(std::log(wide.value / wide.p10), 2 * std::log(normal.value / normal.p10), 1e-9);
  EXPECT_NEAR(std::log(wide.value / wide.p05), 3 * std::log(normal.value / normal.p05), 1e-9);
}

TEST(Predictor, a_record_that_may_not_be_used_says_nothing) {
  Fit fit = empty_fit();
  add_record(fit, product_case("wild", round_rates(), 2048, 2048, 2048), -3);
  const auto none = [](const std::string&) { return false; };
  const Prediction p = predict(fit, gemm(), none);
  EXPECT_EQ(p.value, p.modelled);
  EXPECT_EQ(p.rung, Rung::kNothing);
  EXPECT_EQ(p.evidence, Evidence::kF);
  EXPECT_TRUE(p.borrowed_from.empty());
  EXPECT_LT(predict(fit, gemm()).value, 0.2 * p.value);
}

TEST(Predictor, no_record_can_push_it_past_the_silicon) {
  Fit fit = empty_fit();
  add_record(fit, product_case("boast", round_rates(), 2048, 2048, 2048), 2);
  const Prediction p = predict(fit, gemm());
  const double limit = physical_bound(gemm().task, gemm().rates);
  EXPECT_EQ(p.value, limit);
  EXPECT_EQ(p.p95, limit);
  EXPECT_TRUE(p.is_at_limit);
  expect_bracketed(p);
}

Case served(const std::string& id, const DeviceRates& rates, std::int64_t concurrency,
            Quantity quantity = Quantity::kTpot) {
  const Workload& workload = test::shipped_workload("llama-3.1-8b");
  const ServingLoad load{.input_tokens = 1024, .output_tokens = 256, .concurrency = concurrency};
  auto work =
      serving_work(workload, find_precision(workload, "bf16"), {}, load, rates.capacity_bytes);
  EXPECT_TRUE(work) << work.error().message;
  Case made;
  made.id = id;
  made.channel = quantity == Quantity::kTpot ? Channel::kTpot : Channel::kOutput;
  made.rates = rates;
  made.traits = {rates.id, rates.generation, rates.vendor, workload.id, "", "vllm", "bf16", ""};
  made.extents = {1, static_cast<double>(concurrency), 1024, 256};
  if (work) made.task = {std::move(*work), quantity};
  return made;
}

TEST(Predictor, a_vendor_without_records_is_slower_by_what_such_transfers_were_off) {
  Fit fit = empty_fit();
  for (const auto quantity : {Quantity::kTpot, Quantity::kOutputRate}) {
    add_record(fit, served("known", round_rates(), 8, quantity), 0);
  }
  const DeviceRates foreign = round_rates("foreign", "Huawei");
  const Prediction tpot = predict(fit, served("asked", foreign, 8));
  EXPECT_EQ(tpot.rung, Rung::kOtherVendor);
  EXPECT_EQ(tpot.evidence, Evidence::kE);
  EXPECT_NEAR(tpot.value / tpot.modelled, 1.7, 1e-9);  // a longer time
  EXPECT_GE(tpot.sigma, 0.45 - 1e-12);
  EXPECT_GE(std::log(tpot.p95 / tpot.value), 1.6448 * 0.45);
  const Prediction rate = predict(fit, served("asked", foreign, 8, Quantity::kOutputRate));
  EXPECT_NEAR(rate.value / rate.modelled, 1 / 1.7, 1e-9);  // a lower rate
  // A record of the vendor tempers it, however little it says of this device.
  add_record(fit, served("theirs", round_rates("other", "Huawei"), 8), 0);
  EXPECT_NEAR(predict(fit, served("asked", foreign, 8)).value, tpot.modelled, 1e-9);
}

// Where one device of a vendor was measured, no record tells how far the next is off: the interval
// adds the sigma of tier C, 0.28. A second device ends that.
TEST(Predictor, one_device_of_a_vendor_does_not_tell_how_far_another_is_off) {
  const auto on = [](const std::string& device) {
    return product_case(device, round_rates(device), 2048, 2048, 2048);
  };
  Fit one = empty_fit();
  add_record(one, on("first"), 0);
  Fit two = one;
  add_record(two, on("second"), 0);
  const Prediction alone = predict(one, on("asked")), known = predict(one, on("first"));
  const double s2 = 0.3 * 0.3, n2 = 0.07 * 0.07;
  const auto& penalties = starting_scale().penalties;
  const double apart = std::exp(-penalties[static_cast<std::size_t>(Trait::kDevice)]);
  const double kriged2 = s2 - s2 * apart * s2 * apart / (s2 + n2) + n2;
  EXPECT_NEAR(alone.sigma, std::sqrt(kriged2 + 0.28 * 0.28), 1e-12);
  EXPECT_NEAR(std::log(alone.p95 / alone.value), 1.6448536270 * alone.sigma, 1e-9);
  EXPECT_LT(known.sigma, 0.15);  // itself
  EXPECT_LT(predict(two, on("asked")).sigma, std::sqrt(kriged2));
}

// Nor do three variants of one silicon tell of the next generation; of a fourth variant they do.
TEST(Predictor, variants_of_one_silicon_do_not_tell_how_far_another_generation_is_off) {
  const auto on = [](const std::string& device, const std::string& generation) {
    DeviceRates rates = round_rates(device);
    rates.generation = generation;
    return product_case(device, rates, 2048, 2048, 2048);
  };
  Fit fit = empty_fit();
  for (const char* variant : {"a", "b", "c"}) add_record(fit, on(variant, "First"), 0);
  EXPECT_GT(predict(fit, on("asked", "Second")).sigma, std::hypot(0.28, 0.07));
  EXPECT_LT(predict(fit, on("asked", "First")).sigma, 0.28);
  add_record(fit, on("d", "Third"), 0);
  EXPECT_LT(predict(fit, on("asked", "Second")).sigma, 0.3);
}

// 8 requests of 256 tokens on one device: Little's law on what is predicted of their parts.
TEST(Predictor, the_output_of_a_closed_loop_is_made_up_of_ttft_and_tpot) {
  Fit fit = empty_fit();
  add_record(fit, served("tpot", round_rates(), 8), 0.3);
  Case ttft = served("ttft", round_rates(), 8, Quantity::kTtft);
  ttft.channel = Channel::kTtft;
  add_record(fit, ttft, -0.2);
  Case output = served("output", round_rates(), 8, Quantity::kOutputRate);
  add_record(fit, output, 1);  // asked by nobody whose requests follow one another
  output.is_closed_loop = true;
  const Prediction first = predict(fit, ttft),
                   each = predict(fit, served("asked", round_rates(), 8));
  const Prediction whole = predict(fit, output);
  EXPECT_GT(each.value, each.modelled);
  EXPECT_NEAR(whole.value * (first.value + 255 * each.value) / (8 * 256), 1, 1e-12);
  EXPECT_NEAR(whole.p10 * (first.p90 + 255 * each.p90) / (8 * 256), 1, 1e-12);
  EXPECT_NEAR(whole.p95 * (first.p05 + 255 * each.p05) / (8 * 256), 1, 1e-12);
  expect_bracketed(whole);
  EXPECT_EQ(whole.channel, Channel::kTpot);  // what takes longer
  EXPECT_EQ(whole.rung, each.rung);
  EXPECT_FALSE(whole.is_at_limit);
}

TEST(Predictor, a_kernel_of_another_vendor_is_as_uncertain_and_not_slower) {
  Fit fit = empty_fit();
  add_record(fit, product_case("known", round_rates(), 2048, 2048, 2048), 0);
  const Prediction p =
      predict(fit, product_case("asked", round_rates("foreign", "Huawei"), 2048, 2048, 2048));
  EXPECT_NEAR(p.value, p.modelled, 1e-6 * p.value);
  EXPECT_GE(p.sigma, 0.45 - 1e-12);
}

TEST(Predictor, an_own_measurement_lifts_the_evidence_of_what_is_only_a_sibling) {
  Fit fit = empty_fit();
  add_record(fit, product_case("sibling", round_rates("other"), 2048, 2048, 2048), 0);
  DeviceRates rates = round_rates();
  EXPECT_EQ(predict(fit, product_case("asked", rates, 2048, 2048, 2048)).evidence, Evidence::kC);
  // A share that such a product does not run by, then the one that it does.
  rates.attention_share = KnownShare{0.5, true};
  EXPECT_EQ(predict(fit, product_case("asked", rates, 2048, 2048, 2048)).evidence, Evidence::kC);
  rates.compute_share[static_cast<std::size_t>(Path::kBf16)] = KnownShare{0.5, true};
  EXPECT_EQ(predict(fit, product_case("asked", rates, 2048, 2048, 2048)).evidence, Evidence::kA);
}

// A record of the device says what it reaches: a share of its profile, which may come from that
// very record, must not count again. Of a device without records it is all that is known.
TEST(Predictor, what_records_of_the_device_say_its_own_share_does_not_say_twice) {
  Fit fit = empty_fit();
  const DeviceRates bare = round_rates();
  DeviceRates shared = bare;
  shared.compute_share[static_cast<std::size_t>(Path::kBf16)] = KnownShare{0.4};
  const auto asked = [](const DeviceRates& rates) {
    return product_case("asked", rates, 8192, 8192, 8192);
  };
  const double ratio = predict(fit, asked(shared)).value / predict(fit, asked(bare)).value;
  EXPECT_LT(ratio, 0.9);  // the starting share is higher
  for (int i = 0; i < 40; ++i) add_record(fit, asked(bare), 0);
  EXPECT_NEAR(predict(fit, asked(shared)).value / predict(fit, asked(bare)).value, 1, 0.02);
}

// Of Ascend rates are published, and no times: they are what is asked, until there are times.
TEST(Predictor, where_sources_publish_rates_alone_a_rate_is_not_made_up_of_times) {
  Fit fit = empty_fit();
  add_record(fit, served("other", round_rates("nvidia"), 8), 0);
  add_record(fit, served("other", round_rates("nvidia"), 8, Quantity::kTtft), 0);
  const DeviceRates theirs = round_rates("theirs", "Huawei");
  Case output = served("output", theirs, 8, Quantity::kOutputRate);
  output.channel = Channel::kOutput;
  output.is_closed_loop = true;
  add_record(fit, output, std::log(0.5));
  const Prediction by_rate = predict(fit, output);
  EXPECT_EQ(by_rate.channel, Channel::kOutput);
  EXPECT_NEAR(by_rate.value / by_rate.modelled, 0.5, 0.1);
  add_record(fit, served("times", theirs, 8), 0);
  EXPECT_NE(predict(fit, output).channel, Channel::kOutput);
}

TEST(Predictor, the_bound_is_the_one_of_the_part_that_is_asked) {
  const Fit fit = empty_fit();
  EXPECT_EQ(predict(fit, gemm()).bound, "compute");
  EXPECT_EQ(predict(fit, product_case("thin", round_rates(), 1, 32768, 32768)).bound,
            "memory bandwidth");
  EXPECT_EQ(predict(fit, served("asked", round_rates(), 8)).bound, "memory bandwidth");
}

// Every output token waits for one step at the speed of the silicon.
TEST(Predictor, no_token_of_a_shipped_device_comes_faster_than_its_silicon_allows) {
  Fit fit = empty_fit();
  Fit boastful = empty_fit();
  add_record(boastful, served("boast", round_rates(), 1), -5);
  int held = 0;
  for (const auto& id : test::shipped_ids("devices")) {
    const auto rates = device_rates(test::shipped_device(id));
    if (!rates || rates->capacity_bytes < 24e9) continue;
    for (const std::int64_t concurrency : {1, 16}) {
      const Case asked = served("asked", *rates, concurrency);
      const double least = least_tpot_s(std::get<ServingWork>(asked.task.what), *rates);
      for (const Fit* one : {&fit, &boastful}) {
        const Prediction p = predict(*one, asked);
        EXPECT_GE(p.p05, least) << id;
        EXPECT_TRUE(std::isfinite(p.p95)) << id;
        expect_bracketed(p);
        held += p.is_at_limit ? 1 : 0;
      }
    }
  }
  EXPECT_GT(held, 10);
}

TEST(Fitted, names_are_numbered_once_and_unseen_ones_differ_from_all) {
  NameTable names;
  EXPECT_EQ(names.number("a"), 0U);
  EXPECT_EQ(names.number("b"), 1U);
  EXPECT_EQ(names.number("a"), 0U);
  EXPECT_EQ(names.find("c"), std::nullopt);
  EXPECT_EQ(names.names(), (std::vector<std::string>{"a", "b"}));
  Case made;
  made.traits.fill("unseen");
  made.traits[0] = "b";
  made.extents = {8, 1024, 0.25, 3};
  const NameTable& fixed = names;
  const Likeness likeness = likeness_of(made, fixed);
  EXPECT_EQ(likeness.traits[0], 1U);
  for (std::size_t i = 1; i < kTraits; ++i) EXPECT_GE(likeness.traits[i], 2U);
  EXPECT_EQ(likeness.log2_extents[0], 3);
  EXPECT_EQ(likeness.log2_extents[1], 10);
  EXPECT_EQ(likeness.log2_extents[2], 0);  // at least 1
  EXPECT_EQ(names.names().size(), 2U);
}

}  // namespace
}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
#include "harness/model/ledger/cross_validation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "harness/model/fit/observations.h"
#include "tests/harness/model/ledger/product_records.h"

namespace fleetmark::model {
namespace {

constexpr std::size_t kEach = test::kProductsOfDevice;

Fit fit_of(const std::vector<Observation>& all) { return fit(all, {.learns_scale = false}); }

const Scored& find(const std::vector<Scored>& scored, const std::string& id) {
  return *std::ranges::find_if(scored,
                               [&](const Scored& one) { return one.record->what.id == id; });
}

TEST(CrossValidation, a_wild_record_does_not_predict_itself) {
  auto all = test::product_records();
  const Fit fitted = fit_of(all);
  const auto scored = cross_validate(fitted, all, {.leave_out = LeaveOut::kRecord});
  Fit wild = fitted;
  auto& channel = *wild.channels[static_cast<std::size_t>(Channel::kGemm)];
  channel.residuals[3].ln_ratio = 10;
  const auto again = cross_validate(wild, all, {.leave_out = LeaveOut::kRecord});
  ASSERT_EQ(scored.size(), all.size());
  EXPECT_EQ(again[3].record->what.id, channel.ids[3]);
  EXPECT_EQ(again[3].prediction.value, scored[3].prediction.value);
  EXPECT_NE(again[2].prediction.value, scored[2].prediction.value);  // its neighbour heard of it
  EXPECT_EQ(std::ranges::count(again[3].prediction.borrowed_from, 3U), 0);
}

TEST(CrossValidation, records_come_back_in_their_order_and_context_does_not) {
  auto all = test::product_records();
  all[5].is_scored = false;
  const auto scored = cross_validate(fit_of(all), all, {.leave_out = LeaveOut::kRecord});
  ASSERT_EQ(scored.size(), all.size() - 1);
  for (std::size_t i = 0; i < scored.size(); ++i) {
    EXPECT_EQ(scored[i].record, &all[i < 5 ? i : i + 1]);
  }
}

TEST(CrossValidation, a_group_is_predicted_from_the_others_alone) {
  const auto all = test::product_records();
  const Fit fitted = fit_of(all);
  const Predictor predictor(fitted);
  const auto scored = cross_validate(fitted, all, {.refits = false});
  ASSERT_EQ(scored.size(), all.size());
  EXPECT_FALSE(scored.front().prediction.borrowed_from.empty());
  for (const auto& one : scored) {
    const std::string device = one.record->what.rates.id;
    EXPECT_EQ(one.prediction.rung, Rung::kSibling);
    for (const auto record : one.prediction.borrowed_from) {
      EXPECT_NE(predictor.id_of(one.prediction, record).substr(0, device.size()), device);
    }
  }
}

// Of the six that are left of a group of eight, members 1, 5 and 6 are told.
TEST(CrossValidation, what_is_not_learnt_from_is_scored_and_never_told) {
  auto all = test::product_records();
  for (const std::size_t i : {kEach + 2, kEach + 4}) {
    all[i].is_learnt = false;
    all[i].measured *= 100;
  }
  const Fit fewer = fit_of(all);
  const auto scored = cross_validate(fewer, all, {.known = 3, .refits = false});
  EXPECT_EQ(scored.size(), all.size() - 9);
  std::set<std::string> ids;
  for (const auto& one : scored) ids.insert(one.record->what.id);
  for (const char* id : {"device-1.0", "device-1.2", "device-1.3", "device-1.4", "device-1.7"}) {
    EXPECT_TRUE(ids.contains(id)) << id;
  }
  // Nor do the parameters hear of them: the other devices are predicted as without them.
  std::vector<Observation> without = all;
  std::erase_if(without, [](const Observation& one) { return !one.is_learnt; });
  const auto refitted = cross_validate(fewer, all, {}), alone = cross_validate(fewer, without, {});
  for (const auto& one : alone) {
    EXPECT_EQ(find(refitted, one.record->what.id).prediction.value, one.prediction.value);
  }
}

// Members 2, 4 and 6 of eight are told, and none of them is scored.
TEST(CrossValidation, what_is_known_of_a_group_is_spread_over_it) {
  const auto all = test::product_records();
  const Fit fitted = fit_of(all);
  const Predictor predictor(fitted);
  const auto scored = cross_validate(fitted, all, {.known = 3, .refits = false});
  EXPECT_EQ(scored.size(), all.size() - 9);
  const std::set<std::string> told{"device-1.2", "device-1.4", "device-1.6"};
  for (const auto& one : scored) {
    if (one.record->what.rates.id != "device-1") continue;
    EXPECT_FALSE(told.contains(one.record->what.id));
    std::set<std::string> own;
    for (const auto record : one.prediction.borrowed_from) {
      const std::string& id = predictor.id_of(one.prediction, record);
      if (id.starts_with("device-1.")) own.insert(id);
    }
    EXPECT_EQ(own, told);
  }
  const auto blind = cross_validate(fitted, all, {.refits = false});
  const auto error = [](const std::vector<Scored>& list, const std::string& id) {
    return std::fabs(find(list, id).ln_error());
  };
  EXPECT_LT(error(scored, "device-1.3"), 0.5 * error(blind, "device-1.3"));
}

TEST(CrossValidation, a_group_of_no_more_than_is_known_is_not_scored) {
  const auto all = test::product_records();
  EXPECT_TRUE(cross_validate(fit_of(all), all, {.known = kEach, .refits = false}).empty());
}

// A device that is three times as slow drags the shares down for all; without it they are as they
// were before it came.
TEST(CrossValidation, parameters_are_learnt_again_without_the_group) {
  auto all = test::product_records();
  for (std::size_t i = 0; i < kEach; ++i) all[i].measured /= 3;
  const Fit fitted = fit_of(all);
  const auto fixed = cross_validate(fitted, all, {.refits = false});
  const auto anew = cross_validate(fitted, all, {.refits = true});
  ASSERT_EQ(fixed.size(), anew.size());
  const std::vector<Observation> others(all.begin() + kEach, all.end());
  std::vector<const Observation*> learners;
  for (const auto& one : others) learners.push_back(&one);
  const ParameterSet without =
      refit(learners, fitted.channels[static_cast<std::size_t>(Channel::kGemm)]->parameters,
            prior_of(Channel::kGemm, fitted));
  const Scored& one = find(anew, "device-0.4");
  EXPECT_DOUBLE_EQ(one.prediction.modelled, modelled(one.record->what, without));
  // What the slow group has measured does not move it at all.
  auto slower = all;
  for (std::size_t i = 0; i < kEach; ++i) slower[i].measured /= 2;
  const auto again = cross_validate(fitted, slower, {.refits = true});
  EXPECT_DOUBLE_EQ(find(again, "device-0.4").prediction.value, one.prediction.value);
}

// On some of its records alone nothing can be fitted again.
TEST(CrossValidation, a_fit_is_made_again_from_all_of_its_records) {
  auto all = test::product_records();
  const Fit fitted = fit_of(all);
  EXPECT_TRUE(hold_records_of(fitted, all));
  auto more = all;
  more.push_back(all.front());
  more.back().what.id = "another";
  EXPECT_TRUE(hold_records_of(fitted, more));
  all.pop_back();
  EXPECT_FALSE(hold_records_of(fitted, all));
  EXPECT_FALSE(hold_records_of(fitted, {}));
}

TEST(CrossValidation, a_record_that_the_fit_has_not_seen_is_predicted_as_it_is) {
  const auto all = test::product_records();
  const std::vector<Observation> seen(all.begin(), all.begin() + 2 * kEach);
  const std::vector<Observation> fresh(all.begin() + 2 * kEach, all.end());
  const Fit fitted = fit_of(seen);
  const auto scored = cross_validate(fitted, fresh, {.leave_out = LeaveOut::kRecord});
  ASSERT_EQ(scored.size(), kEach);
  const auto direct = Predictor(fitted).predict(fresh[3].what);
  ASSERT_TRUE(direct);
  EXPECT_EQ(scored[3].prediction.value, direct->value);
}

// An output rate is made up of TTFT and TPOT: a record of the group's TPOT alone would tell of it.
TEST(CrossValidation, what_a_group_has_of_tpot_does_not_tell_its_output) {
  const Library library = test::library_of({"h100-sxm5-80", "h200-sxm-141"}, {"llama-3.1-8b"});
  Observations served;
  record::ServingPoint point;
  point.model = "llama-3.1-8b";
  point.precision = "bf16";
  point.mode = "aggregated";
  point.input_tokens = 1024;
  point.output_tokens = 128;
  point.tensor_parallel = 1;
  point.ttft_ms = 60;
  point.tpot_ms = 9;
  for (const char* device : {"h100-sxm5-80", "h200-sxm-141"}) {
    for (const std::int64_t requests : {1, 4, 16}) {
      point.device = device;
      point.concurrency = requests;
      point.id = device + std::to_string(requests);
      add_points({point}, library, "made up", served);
    }
  }
  Observation alone{std::get<ServingCases>(serving_cases(point, library)).tpot, 9e-3};
  alone.what.id = "alone";
  served.all.push_back(alone);

  const Fit fitted = fit_of(served.all);
  Fit wild = fitted;
  auto& tpot = *wild.channels[static_cast<std::size_t>(Channel::kTpot)];
  ASSERT_EQ(tpot.ids.back(), "alone");
  tpot.residuals.back().ln_ratio = 3;
  const auto before = cross_validate(fitted, served.all, {.refits = false});
  const auto after = cross_validate(wild, served.all, {.refits = false});
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    const Case& what = before[i].record->what;
    if (what.channel != Channel::kOutput) continue;
    const bool is_of_group = what.rates.id == "h200-sxm-141";
    EXPECT_EQ(before[i].prediction.value == after[i].prediction.value, is_of_group) << what.id;
  }
}

std::set<std::string> devices_borrowed_from(const Predictor& predictor, const Prediction& one) {
  std::set<std::string> devices;
  for (const auto record : one.borrowed_from) {
    devices.insert(predictor.id_of(one, record).substr(0, std::string("device-0").size()));
  }
  return devices;
}

// Three devices are three pairs, with eight products each; the third device alone speaks.
TEST(CrossValidationOfPairs, neither_of_two_devices_helps_the_other) {
  const auto all = test::product_records();
  const Fit fitted = fit_of(all);
  const Predictor predictor(fitted);
  const auto pairs = cross_validate_pairs(fitted, all, {.refits = false})[Channel::kGemm];
  EXPECT_EQ(pairs.size(), 3 * kEach);
  for (const auto& [a, b] : pairs) {
    EXPECT_EQ(a.record->what.extents, b.record->what.extents);
    for (const Scored& one : {a, b}) {
      const auto spoke = devices_borrowed_from(predictor, one.prediction);
      ASSERT_EQ(spoke.size(), 1U);
      EXPECT_FALSE(spoke.contains(a.record->what.rates.id));
      EXPECT_FALSE(spoke.contains(b.record->what.rates.id));
    }
  }
}

// Of two devices of one data sheet the second is 0.8 as fast as modelled. Without both nothing is
// known and the ratio is the modelled one, off by ln 0.8; each predicted from the other is off that
// way once more.
TEST(CrossValidationOfPairs, two_devices_that_stand_alone_are_told_apart_by_the_model) {
  const auto all = test::product_records({1, 1});
  const Fit fitted = fit_of(all);
  const auto pairs = cross_validate_pairs(fitted, all, {.refits = false})[Channel::kGemm];
  ASSERT_EQ(pairs.size(), kEach);
  for (const auto& pair : pairs) EXPECT_NEAR(pair.ln_predicted(), 0, 1e-12);
  const auto together = score_of(pairs);
  const auto alone =
      score_of(pairs_among(cross_validate(fitted, all, {.refits = false}))[Channel::kGemm]);
  EXPECT_NEAR(together->ratio_median, std::log(1.25), 1e-9);
  EXPECT_GT(alone->ratio_median, 1.3 * together->ratio_median);
}

TEST(CrossValidationOfPairs, parameters_are_learnt_again_without_both) {
  const auto all = test::product_records();
  const Fit fitted = fit_of(all);
  auto slower = all;
  for (std::size_t i = 0; i < 2 * kEach; ++i) slower[i].measured /= 2;
  const auto find_pair = [](const std::vector<ScoredPair>& pairs) {
    return *std::ranges::find_if(pairs, [](const ScoredPair& pair) {
      return pair.a.record->what.id == "device-0.4" && pair.b.record->what.id == "device-1.4";
    });
  };
  const auto as_is = find_pair(cross_validate_pairs(fitted, all, {})[Channel::kGemm]);
  const auto again = find_pair(cross_validate_pairs(fitted, slower, {})[Channel::kGemm]);
  EXPECT_EQ(as_is.a.prediction.value, again.a.prediction.value);
  EXPECT_EQ(as_is.b.prediction.value, again.b.prediction.value);
}

// Members 2, 4 and 6 of both are told: the ratio of the others is better known, and none of those
// makes a pair.
TEST(CrossValidationOfPairs, what_is_known_of_both_is_told) {
  const auto all = test::product_records();
  const Fit fitted = fit_of(all);
  const auto blind = cross_validate_pairs(fitted, all, {.refits = false})[Channel::kGemm];
  const auto told =
      cross_validate_pairs(fitted, all, {.known = 3, .refits = false})[Channel::kGemm];
  EXPECT_EQ(told.size(), 3 * (kEach - 3));
  for (const auto& pair : told) EXPECT_FALSE(pair.a.record->what.id.ends_with(".4"));
  EXPECT_LT(score_of(told)->ratio_median, 0.5 * score_of(blind)->ratio_median);
}

TEST(CrossValidationOfPairs, what_is_not_learnt_from_makes_no_pair) {
  auto all = test::product_records();
  all[kEach + 2].is_learnt = false;
  const auto pairs = cross_validate_pairs(fit_of(all), all, {.refits = false})[Channel::kGemm];
  EXPECT_EQ(pairs.size(), 3 * kEach - 2);
}

}  // namespace
}  // namespace fleetmark::model

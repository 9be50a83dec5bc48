// SPDX-License-Identifier: Apache-2.0
#include "harness/model/ledger/score.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

// Records that were predicted as 1 +- what is said, on devices and workloads by name.
class List {
 public:
  // `error` is ln(predicted / measured); intervals reach so far in ln on both sides.
  void add(const std::string& device, const std::string& workload, double error, double half_80 = 1,
           double half_90 = 2) {
    Observation record;
    record.what.rates.id = device;
    record.what.traits[static_cast<std::size_t>(Trait::kDevice)] = device;
    record.what.traits[static_cast<std::size_t>(Trait::kWorkload)] = workload;
    record.what.extents.fill(1);
    record.measured = 100;
    records_.push_back(record);
    Prediction p;
    p.value = 100 * std::exp(error);
    p.p10 = p.value * std::exp(-half_80);
    p.p90 = p.value * std::exp(half_80);
    p.p05 = p.value * std::exp(-half_90);
    p.p95 = p.value * std::exp(half_90);
    predictions_.push_back(p);
  }
  Observation& last() { return records_.back(); }
  Prediction& last_prediction() { return predictions_.back(); }

  [[nodiscard]] std::vector<Scored> scored() const {
    std::vector<Scored> all;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      all.push_back({&records_[i], predictions_[i]});
    }
    return all;
  }
  [[nodiscard]] Score score() const {
    const auto all = scored();
    std::vector<const Scored*> pointers;
    for (const auto& one : all) pointers.push_back(&one);
    return score_of("all", pointers);
  }

 private:
  std::vector<Observation> records_;
  std::vector<Prediction> predictions_;
};

TEST(Score, kinds_are_the_model_and_how_devices_share_it) {
  List list;
  const auto add = [&](const std::string& family, const std::string& layout) {
    list.add("a", "w", 0.1);
    list.last().what.traits[static_cast<std::size_t>(Trait::kFamily)] = family;
    list.last().what.traits[static_cast<std::size_t>(Trait::kLayout)] = layout;
  };
  add("moe-decoder", "expert parallel");
  add("moe-decoder", "expert parallel");
  add("moe-decoder", "tensor parallel");
  add("encoder", "");
  add("", "");
  const auto scores = scores_by(Grouping::kKind, list.scored());
  ASSERT_EQ(scores.size(), 4U);
  EXPECT_EQ(scores[0].what, "encoder");
  EXPECT_EQ(scores[1].what, "kernels");
  EXPECT_EQ(scores[2].what, "moe-decoder, expert parallel");
  EXPECT_EQ(scores[2].records, 2U);
  EXPECT_EQ(scores[3].what, "moe-decoder, tensor parallel");
}

TEST(Score, errors_are_those_of_the_list) {
  List list;
  for (const double error : {0.1, -0.2, 0.3, -0.4, 0.5}) list.add("a", "w", error);
  const Score score = list.score();
  EXPECT_EQ(score.what, "all");
  EXPECT_EQ(score.records, 5U);
  EXPECT_EQ(score.groups, 1U);
  EXPECT_NEAR(score.median, 0.3, 1e-12);
  EXPECT_NEAR(score.p90, 0.46, 1e-12);  // 0.6 of the way from 0.4 to 0.5
  EXPECT_NEAR(score.bias, 0.06, 1e-12);
  EXPECT_NEAR(score.group_median, 0.3, 1e-12);
}

TEST(Score, no_table_drowns_the_others) {
  List list;
  for (int i = 0; i < 97; ++i) list.add("a", "w", 0.01);
  list.add("b", "w", 0.3);
  list.add("b", "w", 0.5);
  list.add("b", "v", 0.7);
  const Score score = list.score();
  EXPECT_NEAR(score.median, 0.01, 1e-12);
  EXPECT_EQ(score.groups, 3U);
  EXPECT_NEAR(score.group_median, 0.4, 1e-12);  // of 0.01, 0.4 and 0.7
}

TEST(Score, a_record_is_covered_between_the_ends_of_its_interval) {
  List list;
  list.add("a", "w", 0.0, 0.1, 0.2);   // in both
  list.add("a", "w", 0.15, 0.1, 0.2);  // in the wider one
  list.add("a", "w", -0.15, 0.1, 0.2);
  list.add("a", "w", 0.25, 0.1, 0.2);  // in none
  list.add("a", "w", -0.25, 0.1, 0.2);
  const Score score = list.score();
  EXPECT_DOUBLE_EQ(score.covered_80, 0.2);
  EXPECT_DOUBLE_EQ(score.covered_90, 0.6);
  const Share share = wilson_95(3, 5);
  EXPECT_EQ(score.covered_90_low, share.low);
  EXPECT_EQ(score.covered_90_high, share.high);
}

TEST(Score, of_nothing_is_nothing) {
  const Score score = score_of("none", {});
  EXPECT_EQ(score.records, 0U);
  EXPECT_EQ(score.median, 0);
  EXPECT_EQ(score.groups, 0U);
}

// 8 of 10: 0.4902 to 0.9433 (Brown, Cai and DasGupta 2001 give the form; any table the figures).
TEST(Score, a_share_has_the_interval_of_wilson) {
  EXPECT_NEAR(wilson_95(8, 10).low, 0.4902, 1e-4);
  EXPECT_NEAR(wilson_95(8, 10).high, 0.9433, 1e-4);
  // z^2 / (n + z^2) where none succeeded, and its mirror where all did.
  const double z2 = 3.841458820694124;
  EXPECT_NEAR(wilson_95(0, 20).high, z2 / (20 + z2), 1e-12);
  EXPECT_NEAR(wilson_95(0, 20).low, 0, 1e-12);
  EXPECT_NEAR(wilson_95(20, 20).low, 20 / (20 + z2), 1e-12);
  EXPECT_NEAR(wilson_95(20, 20).high, 1, 1e-12);
  EXPECT_EQ(wilson_95(0, 0).low, 0);
  EXPECT_EQ(wilson_95(0, 0).high, 1);
}

TEST(Score, rows_are_grouped_by_name) {
  List list;
  list.add("b", "w", 0.1);
  list.last_prediction().rung = Rung::kSibling;
  list.add("a", "w", 0.2);
  list.last_prediction().rung = Rung::kSameShape;
  list.add("b", "w", 0.3);
  list.last_prediction().rung = Rung::kSibling;
  list.last().what.channel = Channel::kTtft;
  const auto names = [&](Grouping grouping) {
    std::string text;
    for (const auto& row : scores_by(grouping, list.scored())) {
      text += row.what + " " + std::to_string(row.records) + ";";
    }
    return text;
  };
  EXPECT_EQ(names(Grouping::kDevice), "a 1;b 2;");
  EXPECT_EQ(names(Grouping::kChannel), "tpot 2;ttft 1;");
  EXPECT_EQ(names(Grouping::kStack), " 3;");
  EXPECT_EQ(names(Grouping::kRung), "same shape 1;sibling device or workload 2;");
}

// Measured 1, 2 and 4; predicted 1, 3 and 2: of the pairs (1,2), (1,4) and (2,4) the last is told
// the wrong way round. Ratios are off by ln 1.5, ln 2 and ln 3.
TEST(Score, three_devices_are_three_pairs) {
  List list;
  const std::array<std::array<double, 2>, 3> rows{{{1, 1}, {2, 3}, {4, 2}}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    list.add("device " + std::to_string(i), "w", 0);
    list.last().measured = rows[i][0];
    list.last_prediction().value = rows[i][1];
  }
  const auto pairs = pairs_of(Channel::kTpot, list.scored());
  ASSERT_TRUE(pairs);
  EXPECT_EQ(pairs->pairs, 3U);
  EXPECT_NEAR(pairs->kendall_tau, (2.0 - 1.0) / 3, 1e-12);
  EXPECT_NEAR(pairs->ratio_median, std::log(2), 1e-12);
}

TEST(Score, only_the_same_task_on_another_device_makes_a_pair) {
  List list;
  list.add("a", "w", 0);
  list.add("a", "w", 0);  // the same device
  list.add("b", "v", 0);  // another workload
  list.add("c", "w", 0);
  list.last().what.extents[1] = 2;  // another size
  list.add("d", "w", 0);
  list.last().what.traits[static_cast<std::size_t>(Trait::kPrecision)] = "fp8";
  list.add("e", "w", 0);
  list.last().what.channel = Channel::kTtft;
  EXPECT_FALSE(pairs_of(Channel::kTpot, list.scored()));
  list.add("f", "w", 0.2);
  list.last().what.traits[static_cast<std::size_t>(Trait::kStack)] = "another";
  const auto pairs = pairs_of(Channel::kTpot, list.scored());
  ASSERT_TRUE(pairs);
  EXPECT_EQ(pairs->pairs, 2U);       // with each of the two records of a
  EXPECT_EQ(pairs->kendall_tau, 0);  // measured alike: neither way round
  EXPECT_NEAR(pairs->ratio_median, 0.2, 1e-12);
}

// Two devices, two records of each: ln measured 0, 0.3 and 1, 1; predicted ln 0.1 and 0.9 alike.
TEST(Score, noise_of_ratios_is_counted_by_stack_and_without_copies) {
  List list;
  const auto stack = static_cast<std::size_t>(Trait::kStack);
  const std::array<std::tuple<const char*, const char*, double, double>, 4> rows{
      {{"a", "one", 0, 0.1}, {"a", "two", 0.3, 0.1}, {"b", "one", 1, 0.9}, {"b", "one", 1, 0.9}}};
  for (const auto& [device, engine, measured, predicted] : rows) {
    list.add(device, "w", 0);
    list.last().measured = std::exp(measured);
    list.last_prediction().value = std::exp(predicted);
    list.last().what.traits[stack] = engine;
  }
  const PairNoise one = pair_noise_of(Channel::kTpot, list.scored(), true);
  EXPECT_EQ(one.pairs, 2U);  // the first of a with each of b
  EXPECT_NEAR(one.ratio_median, 0.2, 1e-12);
  EXPECT_EQ(one.repeats, 0U);  // those of b are copies
  const PairNoise other = pair_noise_of(Channel::kTpot, list.scored(), false);
  EXPECT_EQ(other.pairs, 2U);
  EXPECT_NEAR(other.ratio_median, 0.1, 1e-12);
  EXPECT_EQ(other.repeats, 1U);
  EXPECT_NEAR(other.repeats_median, 0.3, 1e-12);
}

}  // namespace
}  // namespace fleetmark::model

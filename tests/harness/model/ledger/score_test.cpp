// SPDX-License-Identifier: Apache-2.0
#include "harness/model/ledger/score.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/harness/model/ledger/scored_list.h"

namespace fleetmark::model {
namespace {

using List = test::ScoredList;

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

TEST(Score, tiers_are_those_of_the_predictions) {
  List list;
  for (const double error : {0.1, -0.2, 0.3}) list.add("a", "w", error);
  auto scored = list.scored();
  scored[0].prediction.evidence = Evidence::kE;
  scored[1].prediction.evidence = Evidence::kC;
  scored[2].prediction.evidence = Evidence::kE;
  const auto scores = scores_by(Grouping::kTier, scored);
  ASSERT_EQ(scores.size(), 2U);
  EXPECT_EQ(scores[0].what, "C");
  EXPECT_NEAR(scores[0].median, 0.2, 1e-12);
  EXPECT_EQ(scores[1].what, "E");
  EXPECT_EQ(scores[1].records, 2U);
  EXPECT_NEAR(scores[1].median, 0.2, 1e-12);
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

}  // namespace
}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/speculative.h"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetmark::model {
namespace {

TEST(Speculative, rate_gives_the_quotient_of_the_paper) {
  for (const double a : {0.0, 0.2, 0.5, 0.8, 0.99}) {
    for (const std::int64_t g : {0, 1, 3, 10}) {
      EXPECT_NEAR(tokens_per_step_from_rate(a, g),
                  (1 - std::pow(a, static_cast<double>(g + 1))) / (1 - a), 1e-12)
          << a << " " << g;
    }
  }
}

TEST(Speculative, at_the_ends_all_or_none_of_the_draft_is_kept) {
  EXPECT_EQ(tokens_per_step_from_rate(0, 7), 1);
  EXPECT_EQ(tokens_per_step_from_rate(1, 7), 8);
  EXPECT_NEAR(tokens_per_step_from_rate(1 - 1e-12, 7), 8, 1e-9);
  EXPECT_EQ(tokens_per_step_from_rate(0.7, 0), 1);
}

// By hand: 1 + 0.8 + 0.64 + 0.512 + 0.4096 + 0.32768, and 1 + 0.6 + 0.36.
TEST(Speculative, a_draft_of_five_at_four_fifths_gives_3_69_tokens) {
  EXPECT_NEAR(tokens_per_step_from_rate(0.8, 5), 3.68928, 1e-12);
  EXPECT_NEAR(tokens_per_step_from_rate(0.6, 2), 1.96, 1e-12);
}

// Every outcome of g independent draws, weighed by its probability: tokens up to the first refusal.
TEST(Speculative, rate_is_the_mean_over_all_outcomes) {
  const double a = 0.65;
  const int g = 6;
  double mean = 0;
  for (int outcome = 0; outcome < (1 << g); ++outcome) {
    double probability = 1;
    int kept = 0;
    bool is_refused = false;
    for (int i = 0; i < g; ++i) {
      const bool is_accepted = (outcome >> i & 1) != 0;
      probability *= is_accepted ? a : 1 - a;
      is_refused = is_refused || !is_accepted;
      if (!is_refused) ++kept;
    }
    mean += probability * (kept + 1);
  }
  EXPECT_NEAR(tokens_per_step_from_rate(a, g), mean, 1e-12);
}

TEST(Speculative, a_length_counts_the_models_own_token_or_not) {
  EXPECT_DOUBLE_EQ(*tokens_per_step_from_length(2.54, LengthCounts::kEveryToken, 4), 2.54);
  EXPECT_DOUBLE_EQ(*tokens_per_step_from_length(1.54, LengthCounts::kAcceptedDrafts, 4), 2.54);
  EXPECT_EQ(*tokens_per_step_from_length(1, LengthCounts::kEveryToken, 0), 1);
  EXPECT_EQ(*tokens_per_step_from_length(0, LengthCounts::kAcceptedDrafts, 0), 1);
}

TEST(Speculative, a_length_outside_what_it_counts_is_refused) {
  const auto above = tokens_per_step_from_length(3.2, LengthCounts::kEveryToken, 2);
  ASSERT_FALSE(above);
  EXPECT_EQ(above.error().code, ErrorCode::kBadData);
  EXPECT_EQ(above.error().message,
            "acceptance length: found 3.2 with 2 proposed tokens; allowed: 1 to 3, the model's own "
            "token included");
  EXPECT_FALSE(tokens_per_step_from_length(0.9, LengthCounts::kEveryToken, 2));
  EXPECT_FALSE(tokens_per_step_from_length(2.1, LengthCounts::kAcceptedDrafts, 2));
  EXPECT_FALSE(tokens_per_step_from_length(-0.1, LengthCounts::kAcceptedDrafts, 2));
  EXPECT_FALSE(tokens_per_step_from_length(std::nan(""), LengthCounts::kEveryToken, 2));
}

TEST(Speculative, time_per_token_is_the_step_over_its_tokens) {
  EXPECT_DOUBLE_EQ(speculative_tpot_s(
                       {.verify_s = 0.030, .draft_s = 0.002, .drafts = 3, .tokens_per_step = 2.4}),
                   0.036 / 2.4);
  EXPECT_DOUBLE_EQ(speculative_tpot_s({.verify_s = 0.03}), 0.03);
}

// The paper's speed-up (1 - a^(g+1)) / ((1 - a)(g c + 1)), c = draft over verify time: it pays with
// one drafted token just when a > c.
TEST(Speculative, one_drafted_token_pays_when_it_is_kept_more_often_than_it_costs) {
  const double verify_s = 0.02;
  for (const double cost_share : {0.05, 0.3, 0.6}) {
    for (const double a : {0.1, 0.5, 0.9}) {
      const double tpot_s =
          speculative_tpot_s({.verify_s = verify_s,
                              .draft_s = cost_share * verify_s,
                              .drafts = 1,
                              .tokens_per_step = tokens_per_step_from_rate(a, 1)});
      EXPECT_EQ(tpot_s<verify_s, a> cost_share) << a << " " << cost_share;
    }
  }
}

}  // namespace
}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
#include "harness/compare/verdict.h"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetmark::compare {
namespace {

// With these degrees of freedom the interval at alpha 0.01 reaches 2.576 standard errors.
Effect effect_at(double log_ratio, double standard_error) {
  return {log_ratio, standard_error, 1e6, 0.01, SpreadSource::kLaunches};
}

TEST(Verdict, the_whole_interval_decides) {
  constexpr double kError = 0.001;  // interval +- 0.0026
  EXPECT_EQ(verdict_of(effect_at(0.03, kError), 0.02, kAlpha), Verdict::kRegressed);
  EXPECT_EQ(verdict_of(effect_at(-0.03, kError), 0.02, kAlpha), Verdict::kImproved);
  EXPECT_EQ(verdict_of(effect_at(0, kError), 0.02, kAlpha), Verdict::kSame);
  EXPECT_EQ(verdict_of(effect_at(0.02, kError), 0.02, kAlpha), Verdict::kInconclusive);
  EXPECT_EQ(verdict_of(effect_at(-0.02, kError), 0.02, kAlpha), Verdict::kInconclusive);
  EXPECT_EQ(verdict_of(effect_at(0.03, 0.01), 0.02, kAlpha), Verdict::kInconclusive);
}

TEST(Verdict, the_minimum_effect_is_a_ratio_of_times) {
  // ln 1.10 = 0.0953, not 0.10.
  EXPECT_EQ(verdict_of(effect_at(0.0985, 0.001), 0.10, kAlpha), Verdict::kRegressed);
}

TEST(Verdict, slower_base_mirrors_slower_new) {
  for (const double change : {0.0, 0.01, 0.022, 0.05}) {
    const Verdict there = verdict_of(effect_at(change, 0.001), 0.02, kAlpha);
    const Verdict back = verdict_of(effect_at(-change, 0.001), 0.02, kAlpha);
    EXPECT_EQ(there == Verdict::kRegressed, back == Verdict::kImproved) << change;
    EXPECT_EQ(there == Verdict::kSame, back == Verdict::kSame) << change;
  }
}

TEST(Verdict, cycles_tell_clock_from_code) {
  EXPECT_EQ(cause_of(Verdict::kRegressed, Verdict::kSame), Cause::kClock);
  EXPECT_EQ(cause_of(Verdict::kRegressed, Verdict::kRegressed), Cause::kCode);
  EXPECT_EQ(cause_of(Verdict::kImproved, Verdict::kImproved), Cause::kCode);
  EXPECT_EQ(cause_of(Verdict::kRegressed, Verdict::kInconclusive), Cause::kUnknown);
  EXPECT_EQ(cause_of(Verdict::kRegressed, Verdict::kImproved), Cause::kUnknown);
  EXPECT_EQ(cause_of(Verdict::kSame, Verdict::kRegressed), Cause::kNone);
}

TEST(Verdict, looks_spend_one_percent_together) {
  double spent = 0;
  int last = 0;
  for (const Look& look : kLooks) {
    spent += look.alpha;
    EXPECT_GT(look.launches, last);
    last = look.launches;
  }
  EXPECT_NEAR(spent, kAlpha, 1e-12);
}

}  // namespace
}  // namespace fleetmark::compare

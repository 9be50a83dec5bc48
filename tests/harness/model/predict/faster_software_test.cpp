// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/faster_software.h"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetmark::model {
namespace {

OperatingPoint point(double ttft_s, double tpot_s, double rate) {
  OperatingPoint made;
  made.predicted.ttft.value = ttft_s;
  made.predicted.tpot.value = tpot_s;
  made.predicted.output.value = rate;
  return made;
}

SloClass limits() {
  SloClass slo;
  slo.ttft_s = 2;
  slo.tpot_s = 0.05;
  return slo;
}

TEST(FasterSoftware, at_one_it_is_the_best_point_that_holds) {
  Search search;
  search.points = {point(0.5, 0.02, 100), point(1, 0.04, 160), point(4, 0.09, 200)};
  EXPECT_DOUBLE_EQ(rate_with_faster_software(search, limits(), 1), 160);
}

TEST(FasterSoftware, a_heavier_point_comes_into_reach_and_yields_more_than_in_proportion) {
  Search search;
  search.points = {point(0.5, 0.02, 100), point(1, 0.04, 160), point(4, 0.09, 200)};
  EXPECT_DOUBLE_EQ(rate_with_faster_software(search, limits(), 1.5), 240);
  EXPECT_DOUBLE_EQ(rate_with_faster_software(search, limits(), 2), 400);
}

TEST(FasterSoftware, slower_software_falls_back_to_lighter_points_and_then_to_none) {
  Search search;
  search.points = {point(0.5, 0.02, 100), point(1, 0.04, 160)};
  EXPECT_DOUBLE_EQ(rate_with_faster_software(search, limits(), 0.5), 50);
  EXPECT_DOUBLE_EQ(rate_with_faster_software(search, limits(), 0.1), 0);
  EXPECT_DOUBLE_EQ(rate_with_faster_software({}, limits(), 1), 0);
}

TEST(FasterSoftware, tighter_limits_never_yield_more) {
  Search search;
  search.points = {point(0.5, 0.02, 100), point(1, 0.04, 160), point(4, 0.09, 200)};
  double last = HUGE_VAL;
  for (const double share : {4.0, 2.0, 1.0, 0.7, 0.5, 0.2}) {
    SloClass tight = limits();
    tight.ttft_s *= share;
    tight.tpot_s *= share;
    const double rate = rate_with_faster_software(search, tight, 1);
    EXPECT_LE(rate, last) << share;
    last = rate;
  }
  EXPECT_DOUBLE_EQ(last, 0);
}

}  // namespace
}  // namespace fleetmark::model

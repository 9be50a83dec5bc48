// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/interrupt.h"

#include <gtest/gtest.h>

namespace fleetmark::cli {
namespace {

TEST(InterruptRule, repeats_within_a_second_of_the_first_ask_for_the_same) {
  constexpr std::int64_t kFirst = 5'000'000'000;
  EXPECT_TRUE(is_same_request(kFirst, kFirst));
  EXPECT_TRUE(is_same_request(kFirst, kFirst + 1'000'000));
  EXPECT_TRUE(is_same_request(kFirst, kFirst + 1'000'000'000));
  EXPECT_FALSE(is_same_request(kFirst, kFirst + 1'000'000'001));
}

}  // namespace
}  // namespace fleetmark::cli

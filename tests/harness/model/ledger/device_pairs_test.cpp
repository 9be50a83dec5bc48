// SPDX-License-Identifier: Apache-2.0
#include "harness/model/ledger/device_pairs.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <tuple>

#include "tests/harness/model/ledger/scored_list.h"

namespace fleetmark::model {
namespace {

std::vector<ScoredPair> tpot_pairs(const test::ScoredList& list) {
  return pairs_among(list.scored())[Channel::kTpot];
}

// Measured 1, 2 and 4; predicted 1, 3 and 2: of the pairs (1,2), (1,4) and (2,4) the last is told
// the wrong way round. Ratios are off by ln 1.5, ln 2 and ln 3.
TEST(DevicePairs, three_devices_are_three_pairs) {
  test::ScoredList list;
  const std::array<std::array<double, 2>, 3> rows{{{1, 1}, {2, 3}, {4, 2}}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    list.add("device " + std::to_string(i), "w", 0);
    list.last().measured = rows[i][0];
    list.last_prediction().value = rows[i][1];
  }
  const auto pairs = score_of(tpot_pairs(list));
  ASSERT_TRUE(pairs);
  EXPECT_EQ(pairs->pairs, 3U);
  EXPECT_NEAR(pairs->kendall_tau, (2.0 - 1.0) / 3, 1e-12);
  EXPECT_NEAR(pairs->ratio_median, std::log(2), 1e-12);
}

TEST(DevicePairs, only_the_same_task_on_another_device_makes_a_pair) {
  test::ScoredList list;
  list.add("a", "w", 0);
  list.add("a", "w", 0);  // the same device
  list.add("b", "v", 0);  // another workload
  list.add("c", "w", 0);
  list.last().what.extents[1] = 2;  // another size
  list.add("d", "w", 0);
  list.last().what.traits[static_cast<std::size_t>(Trait::kPrecision)] = "fp8";
  list.add("e", "w", 0);
  list.last().what.channel = Channel::kTtft;
  EXPECT_FALSE(score_of(tpot_pairs(list)));
  list.add("f", "w", 0.2);
  list.last().what.traits[static_cast<std::size_t>(Trait::kStack)] = "another";
  const auto pairs = score_of(tpot_pairs(list));
  ASSERT_TRUE(pairs);
  EXPECT_EQ(pairs->pairs, 2U);       // with each of the two records of a
  EXPECT_EQ(pairs->kendall_tau, 0);  // measured alike: neither way round
  EXPECT_NEAR(pairs->ratio_median, 0.2, 1e-12);
}

// Two devices, two records of each: ln measured 0, 0.3 and 1, 1; predicted ln 0.1 and 0.9 alike.
TEST(DevicePairs, noise_of_ratios_is_counted_by_stack_and_without_copies) {
  test::ScoredList list;
  const auto stack = static_cast<std::size_t>(Trait::kStack);
  const std::array<std::tuple<const char*, const char*, double, double>, 4> rows{
      {{"a", "one", 0, 0.1}, {"a", "two", 0.3, 0.1}, {"b", "one", 1, 0.9}, {"b", "one", 1, 0.9}}};
  for (const auto& [device, engine, measured, predicted] : rows) {
    list.add(device, "w", 0);
    list.last().measured = std::exp(measured);
    list.last_prediction().value = std::exp(predicted);
    list.last().what.traits[stack] = engine;
  }
  const auto pairs = tpot_pairs(list);
  const auto one = score_of_stacks(pairs, true);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->pairs, 2U);  // the first of a with each of b
  EXPECT_NEAR(one->ratio_median, 0.2, 1e-12);
  EXPECT_EQ(repeats_among(pairs, true).pairs, 0U);  // those of b are copies
  const auto other = score_of_stacks(pairs, false);
  ASSERT_TRUE(other);
  EXPECT_EQ(other->pairs, 2U);
  EXPECT_NEAR(other->ratio_median, 0.1, 1e-12);
  EXPECT_EQ(repeats_among(pairs, false).pairs, 1U);
  EXPECT_NEAR(repeats_among(pairs, false).median, 0.3, 1e-12);
}

}  // namespace
}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
#include "harness/model/ledger/device_split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/harness/model/ledger/product_records.h"

namespace fleetmark::model {
namespace {

constexpr std::size_t kOfDevice = test::kProductsOfDevice;
const DeviceSplit kFirstToThird{{"device-0"}, {"device-2"}};

// The second twice and the third three times as fast as the first.
std::vector<Observation> split_records() { return test::product_records({1, 2, 3}); }

CarriedOver carried(const std::vector<Observation>& all, const DeviceSplit& split = kFirstToThird) {
  return carried_over(fit_of_split(all, split, false), all, split);
}

TEST(DeviceSplit, what_the_scored_device_measured_changes_no_prediction_of_it) {
  const auto all = split_records();
  auto other = all;
  for (std::size_t i = 2 * kOfDevice; i < all.size(); ++i) {
    other[i].measured *= i % 2 == 0 ? 7 : 0.1;
  }
  const auto before = carried(all), after = carried(other);
  ASSERT_EQ(before.scored.size(), kOfDevice);
  ASSERT_EQ(after.scored.size(), kOfDevice);
  for (std::size_t i = 0; i < kOfDevice; ++i) {
    const Prediction &a = before.scored[i].prediction, &b = after.scored[i].prediction;
    EXPECT_EQ(a.value, b.value);
    EXPECT_EQ(a.modelled, b.modelled);
    EXPECT_EQ(a.p10, b.p10);
    EXPECT_EQ(a.p95, b.p95);
    EXPECT_NE(before.scored[i].ln_error(), after.scored[i].ln_error());
  }
}

TEST(DeviceSplit, a_device_of_neither_side_changes_nothing) {
  const auto all = split_records();
  auto without = all;
  without.erase(without.begin() + kOfDevice, without.begin() + 2 * kOfDevice);
  const auto before = carried(all), after = carried(without);
  ASSERT_EQ(before.scored.size(), after.scored.size());
  for (std::size_t i = 0; i < before.scored.size(); ++i) {
    EXPECT_EQ(before.scored[i].prediction.value, after.scored[i].prediction.value);
  }
}

TEST(DeviceSplit, what_the_first_side_measured_moves_the_predictions) {
  const auto all = split_records();
  auto slower = all;
  for (std::size_t i = 0; i < kOfDevice; ++i) slower[i].measured /= 2;
  const auto before = carried(all), after = carried(slower);
  for (std::size_t i = 0; i < kOfDevice; ++i) {
    EXPECT_LT(after.scored[i].prediction.value, before.scored[i].prediction.value);
  }
}

TEST(DeviceSplit, the_fit_holds_records_of_the_first_side_alone) {
  const auto all = split_records();
  const Fit fit = fit_of_split(all, {{"device-0", "device-1"}, {"device-2"}}, false);
  const auto& channel = fit.channels[static_cast<std::size_t>(Channel::kGemm)];
  ASSERT_TRUE(channel);
  EXPECT_EQ(channel->ids.size(), 2 * kOfDevice);
  EXPECT_TRUE(std::ranges::none_of(
      channel->ids, [](const std::string& id) { return id.starts_with("device-2"); }));
}

TEST(DeviceSplit, scored_records_come_in_their_order_and_context_does_not) {
  auto all = split_records();
  all[2 * kOfDevice + 3].is_scored = false;
  const auto result = carried(all);
  ASSERT_EQ(result.scored.size(), kOfDevice - 1);
  for (std::size_t i = 0; i < result.scored.size(); ++i) {
    EXPECT_EQ(result.scored[i].record, &all[2 * kOfDevice + (i < 3 ? i : i + 1)]);
  }
  EXPECT_TRUE(result.not_predicted.empty());
}

TEST(DeviceSplit, a_channel_that_the_first_side_has_no_record_of_is_counted) {
  auto all = split_records();
  for (std::size_t i = 2 * kOfDevice; i < 2 * kOfDevice + 3; ++i) {
    all[i].what.channel = Channel::kAttention;
  }
  const auto result = carried(all);
  EXPECT_EQ(result.scored.size(), kOfDevice - 3);
  ASSERT_EQ(result.not_predicted.size(), 1U);
  EXPECT_EQ(result.not_predicted.begin()->first, "unknown:records of channel attention");
  EXPECT_EQ(result.not_predicted.begin()->second, 3U);
}

// The device of the fit is 20 % above the model: what is borrowed says so, the parameters know less
// of it.
TEST(DeviceSplit, by_the_parameters_alone_nothing_is_borrowed) {
  const auto result = carried(split_records(), {{"device-2"}, {"device-0"}});
  const auto alone = as_modelled(result.scored);
  ASSERT_EQ(alone.size(), kOfDevice);
  for (std::size_t i = 0; i < kOfDevice; ++i) {
    EXPECT_EQ(alone[i].record, result.scored[i].record);
    EXPECT_EQ(alone[i].prediction.value, result.scored[i].prediction.modelled);
  }
}

}  // namespace
}  // namespace fleetmark::model

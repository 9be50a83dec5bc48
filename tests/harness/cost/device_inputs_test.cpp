// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/device_inputs.h"

#include <gtest/gtest.h>

#include "tests/harness/cost/cost_builders.h"

namespace fleetmark::cost {
namespace {

using test::economics;
using test::figure;
using test::profile;

model::Price price(const std::string& currency, const std::string& scope, double typical,
                   const std::string& date = "2026-01") {
  return {.currency = currency,
          .scope = scope,
          .includes = {},
          .condition = "new",
          .date = date,
          .low = figure(typical / 2, currency),
          .typical = figure(typical, currency),
          .high = figure(typical * 2, currency)};
}

bool has_note(const PurchasePrice& price, const std::string& words) {
  for (const auto& note : price.notes) {
    if (note.find(words) != std::string::npos) return true;
  }
  return false;
}

TEST(DeviceInputs, a_card_price_in_usd_is_taken_as_it_is) {
  const auto found = purchase_price(profile("a"), economics());
  ASSERT_TRUE(found);
  EXPECT_DOUBLE_EQ(found->usd.typical, 30000);
  EXPECT_DOUBLE_EQ(*found->usd.low, 20000);
  EXPECT_DOUBLE_EQ(*found->usd.high, 40000);
  EXPECT_FALSE(found->includes_host_and_network);
  EXPECT_TRUE(found->notes.empty());
}

TEST(DeviceInputs, yuan_become_dollars_at_the_files_rate) {
  auto device = profile("a");
  device.prices = {price("CNY", "card", 70000)};
  const auto found = purchase_price(device, economics());
  ASSERT_TRUE(found);
  EXPECT_DOUBLE_EQ(found->usd.typical, 10000);
  EXPECT_DOUBLE_EQ(*found->usd.low, 5000);
  EXPECT_TRUE(has_note(*found, "converted from CNY"));
}

TEST(DeviceInputs, a_currency_without_a_rate_is_unknown) {
  auto device = profile("a");
  device.prices = {price("EUR", "card", 1000)};
  EXPECT_EQ(purchase_price(device, economics()).missing(),
            std::vector<std::string>{"fx.EUR of test-terms"});
  EXPECT_DOUBLE_EQ(*to_usd(5, "USD", economics()), 5);
}

TEST(DeviceInputs, a_server_price_is_shared_by_eight_and_holds_its_host) {
  auto device = profile("a");
  device.prices = {price("USD", "server_8", 320000)};
  const auto found = purchase_price(device, economics());
  EXPECT_DOUBLE_EQ(found->usd.typical, 40000);
  EXPECT_TRUE(found->includes_host_and_network);
  device.prices = {price("USD", "module_8", 240000)};
  EXPECT_DOUBLE_EQ(purchase_price(device, economics())->usd.typical, 30000);
  EXPECT_FALSE(purchase_price(device, economics())->includes_host_and_network);
}

TEST(DeviceInputs, own_currency_goes_before_scope_and_scope_before_date) {
  auto device = profile("a");
  device.prices = {price("CNY", "card", 7000, "2026-09"),
                   price("USD", "server_8", 80000, "2026-08"),
                   price("USD", "card", 11000, "2025-01"), price("USD", "card", 12000, "2025-06")};
  EXPECT_DOUBLE_EQ(purchase_price(device, economics())->usd.typical, 12000);
  device.prices.resize(2);
  EXPECT_DOUBLE_EQ(purchase_price(device, economics())->usd.typical, 10000);
  device.prices.resize(1);
  EXPECT_DOUBLE_EQ(purchase_price(device, economics())->usd.typical, 1000);
}

TEST(DeviceInputs, a_price_with_its_range_goes_before_a_bare_one) {
  auto device = profile("a");
  device.prices = {price("USD", "card", 9000), price("CNY", "card", 70000)};
  device.prices[0].low.reset();
  EXPECT_DOUBLE_EQ(purchase_price(device, economics())->usd.typical, 10000);
}

TEST(DeviceInputs, no_price_is_unknown_and_half_a_range_is_no_price) {
  auto device = profile("metax-c550");
  device.prices[0].typical.reset();
  device.prices[0].high.reset();
  EXPECT_EQ(purchase_price(device, economics()).missing(),
            std::vector<std::string>{"prices[].typical of metax-c550"});
  device.prices.clear();
  EXPECT_FALSE(purchase_price(device, economics()));
}

TEST(DeviceInputs, a_range_without_typical_gives_its_geometric_mean_and_says_so) {
  auto device = profile("a");
  device.prices = {price("USD", "card", 1)};
  device.prices[0].typical.reset();
  device.prices[0].low = figure(4000, "USD");
  device.prices[0].high = figure(9000, "USD");
  const auto found = purchase_price(device, economics());
  EXPECT_DOUBLE_EQ(found->usd.typical, 6000);
  EXPECT_TRUE(has_note(*found, "geometric mean"));
}

TEST(DeviceInputs, what_a_price_includes_is_said) {
  auto device = profile("a");
  device.prices[0].includes = {"host", "vat"};
  const auto found = purchase_price(device, economics());
  EXPECT_TRUE(found->includes_host_and_network);
  EXPECT_TRUE(has_note(*found, "includes vat"));
  EXPECT_TRUE(has_note(*found, "not the network"));
}

TEST(DeviceInputs, published_all_in_power_goes_before_tdp) {
  auto device = profile("ascend-910c");
  device.all_in_power = figure(1456, "W");
  const auto inputs = device_inputs(device, economics());
  EXPECT_TRUE(inputs.power->is_all_in);
  EXPECT_DOUBLE_EQ(inputs.power->w, 1456);
  device.all_in_power.reset();
  device.tdp.reset();
  EXPECT_EQ(device_inputs(device, economics()).power.missing(),
            std::vector<std::string>{"tdp of ascend-910c"});
}

}  // namespace
}  // namespace fleetmark::cost

// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/device_inputs.h"

#include <gtest/gtest.h>

#include <cmath>

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
  EXPECT_DOUBLE_EQ(found->amount.typical, 30000);
  EXPECT_DOUBLE_EQ(*found->amount.low, 20000);
  EXPECT_DOUBLE_EQ(*found->amount.high, 40000);
  EXPECT_FALSE(found->includes_host_and_network);
  EXPECT_TRUE(found->notes.empty());
}

TEST(DeviceInputs, yuan_become_dollars_at_the_files_rate) {
  auto device = profile("a");
  device.prices = {price("CNY", "card", 70000)};
  const auto found = purchase_price(device, economics());
  ASSERT_TRUE(found);
  EXPECT_DOUBLE_EQ(found->amount.typical, 10000);
  EXPECT_DOUBLE_EQ(*found->amount.low, 5000);
  EXPECT_TRUE(has_note(*found, "converted from CNY"));
}

TEST(DeviceInputs, a_currency_without_a_rate_is_unknown) {
  auto device = profile("a");
  device.prices = {price("EUR", "card", 1000)};
  EXPECT_EQ(purchase_price(device, economics()).missing(),
            std::vector<std::string>{"fx.EUR of test-terms"});
  EXPECT_DOUBLE_EQ(*file_currency(5, "USD", economics()), 5);
}

Economics yuan_terms() {
  Economics terms = economics();
  terms.id = "yuan-terms";
  terms.currency = "CNY";
  terms.fx[0].units_per_usd.figure.as_written = "7 CNY/USD";
  terms.fx[0].units_per_usd.figure.source = "bank";
  terms.fx[0].units_per_usd.figure.date = "2026-01-08";
  return terms;
}

TEST(DeviceInputs, a_file_of_yuan_keeps_yuan_and_converts_dollars_with_the_dated_rate) {
  auto device = profile("a");
  const auto found = purchase_price(device, yuan_terms());
  ASSERT_TRUE(found);
  EXPECT_DOUBLE_EQ(found->amount.typical, 210000);
  EXPECT_TRUE(has_note(*found, "converted from USD at 7 CNY/USD of 2026-01-08 (bank)"));
  device.prices = {price("CNY", "card", 70000)};
  EXPECT_DOUBLE_EQ(purchase_price(device, yuan_terms())->amount.typical, 70000);
  EXPECT_FALSE(has_note(*purchase_price(device, yuan_terms()), "converted"));
}

TEST(DeviceInputs, other_pairs_are_crossed_through_the_dollar) {
  Economics terms = yuan_terms();
  terms.fx.push_back({.currency = "EUR", .units_per_usd = test::input(0.875, "EUR/USD")});
  EXPECT_DOUBLE_EQ(*file_currency(1000, "EUR", terms), 8000);
  terms.currency = "EUR";
  EXPECT_DOUBLE_EQ(*file_currency(8000, "CNY", terms), 1000);
  EXPECT_DOUBLE_EQ(*file_currency(1000, "USD", terms), 875);
  EXPECT_DOUBLE_EQ(*file_currency(3, "EUR", terms), 3);
}

TEST(DeviceInputs, an_unknown_pair_names_every_rate_that_is_missing) {
  Economics terms = yuan_terms();
  terms.fx.clear();
  EXPECT_EQ(file_currency(1, "EUR", terms).missing(),
            (std::vector<std::string>{"fx.EUR of yuan-terms", "fx.CNY of yuan-terms"}));
  EXPECT_TRUE(file_currency(1, "CNY", terms));
}

TEST(DeviceInputs, a_price_that_can_be_converted_goes_before_one_that_cannot) {
  auto device = profile("a");
  device.prices = {price("JPY", "card", 5e6, "2026-11"), price("CNY", "server_8", 560000)};
  EXPECT_DOUBLE_EQ(purchase_price(device, economics())->amount.typical, 10000);
}

TEST(DeviceInputs, a_server_price_is_shared_by_eight_and_holds_its_host) {
  auto device = profile("a");
  device.prices = {price("USD", "server_8", 320000)};
  const auto found = purchase_price(device, economics());
  EXPECT_DOUBLE_EQ(found->amount.typical, 40000);
  EXPECT_TRUE(found->includes_host_and_network);
  device.prices = {price("USD", "module_8", 240000)};
  EXPECT_DOUBLE_EQ(purchase_price(device, economics())->amount.typical, 30000);
  EXPECT_FALSE(purchase_price(device, economics())->includes_host_and_network);
}

TEST(DeviceInputs, own_currency_goes_before_scope_and_scope_before_date) {
  auto device = profile("a");
  device.prices = {price("CNY", "card", 7000, "2026-09"),
                   price("USD", "server_8", 80000, "2026-08"),
                   price("USD", "card", 11000, "2025-01"), price("USD", "card", 12000, "2025-06")};
  EXPECT_DOUBLE_EQ(purchase_price(device, economics())->amount.typical, 12000);
  device.prices.resize(2);
  EXPECT_DOUBLE_EQ(purchase_price(device, economics())->amount.typical, 10000);
  device.prices.resize(1);
  EXPECT_DOUBLE_EQ(purchase_price(device, economics())->amount.typical, 1000);
}

TEST(DeviceInputs, a_price_with_its_range_goes_before_a_bare_one) {
  auto device = profile("a");
  device.prices = {price("USD", "card", 9000), price("CNY", "card", 70000)};
  device.prices[0].low.reset();
  EXPECT_DOUBLE_EQ(purchase_price(device, economics())->amount.typical, 10000);
}

TEST(DeviceInputs, a_quote_of_the_region_goes_before_a_full_one_of_the_world) {
  auto device = profile("a");
  device.prices = {price("USD", "card", 9000), price("CNY", "card", 70000)};
  device.prices[1].low.reset();
  device.prices[1].region = "CN";
  Economics terms = yuan_terms();
  for (const char* region : {"CN", "CN-west"}) {
    terms.region = region;
    EXPECT_DOUBLE_EQ(purchase_price(device, terms)->amount.typical, 70000);
    EXPECT_TRUE(has_note(*purchase_price(device, terms), "no price range"));
  }
  for (const char* region : {"US", "CNX", ""}) {
    terms.region = region;
    EXPECT_DOUBLE_EQ(purchase_price(device, terms)->amount.typical, 63000);
  }
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
  EXPECT_DOUBLE_EQ(found->amount.typical, 6000);
  EXPECT_TRUE(has_note(*found, "geometric mean"));
}

TEST(DeviceInputs, what_a_price_includes_is_said) {
  auto device = profile("a");
  device.prices[0].includes = {"host", "vat"};
  auto terms = economics();
  terms.vat_share = test::input(0.13, "1");
  const auto found = purchase_price(device, terms);
  EXPECT_TRUE(found->includes_host_and_network);
  // VAT is a line of its own: what a price includes of it is taken out, so that it counts once.
  EXPECT_NEAR(found->amount.typical, 30000 / 1.13, 1e-9);
  EXPECT_TRUE(has_note(*found, "which the price includes, is taken out"));
  EXPECT_TRUE(has_note(*found, "not the network"));
}

TEST(DeviceInputs, duty_that_a_price_includes_is_not_added) {
  auto terms = economics();
  terms.import_duty_share = test::input(0.25, "1");
  const auto duty = [&](const model::DeviceProfile& device) {
    return cost_model(device_inputs(device, terms), terms, test::exact_rate(1), 1)
        ->terms.duty_share;
  };
  auto device = profile("a");
  EXPECT_DOUBLE_EQ(duty(device), 0.25);
  device.prices[0].includes = {"duty"};
  EXPECT_DOUBLE_EQ(duty(device), 0);
  // A domestic device is not imported.
  auto domestic = profile("d");
  domestic.tier = model::Tier::kDomestic;
  EXPECT_DOUBLE_EQ(duty(domestic), 0.25);
  terms.region = "CN-west";
  EXPECT_DOUBLE_EQ(duty(domestic), 0);
}

TEST(DeviceInputs, a_price_without_a_range_is_as_wide_as_its_kind) {
  auto device = profile("a");
  device.prices[0].low.reset();
  device.prices[0].high.reset();
  device.prices[0].typical->kind = model::Kind::kPress;
  const auto press = purchase_price(device, economics());
  EXPECT_NEAR(*press->amount.high / press->amount.typical, std::exp(1.2815515655446 * 0.15), 1e-9);
  EXPECT_TRUE(has_note(*press, "no price range is known"));
  device.prices[0].typical->kind = model::Kind::kDatasheet;
  EXPECT_LT(*purchase_price(device, economics())->amount.high, *press->amount.high);
}

TEST(DeviceInputs, porting_is_none_where_the_model_is_native_and_unknown_where_nobody_says) {
  auto device = profile("a");
  EXPECT_EQ(porting_effort(device, PortingTask::kInference).missing(),
            std::vector<std::string>{"software.porting of a"});
  EXPECT_DOUBLE_EQ(porting_effort(device, PortingTask::kNothing)->person_months.typical, 0);
  device.software.cuda_closeness = "native";
  EXPECT_DOUBLE_EQ(porting_effort(device, PortingTask::kInference)->person_months.typical, 0);
  device.software.cuda_closeness = "distinct";
  device.software.porting = {
      {"production inference", figure(2, "person-month"), figure(12, "person-month"), "basis"}};
  const auto found = porting_effort(device, PortingTask::kInference);
  EXPECT_DOUBLE_EQ(found->person_months.typical, 7);
  EXPECT_DOUBLE_EQ(*found->person_months.low, 2);
  EXPECT_FALSE(porting_effort(device, PortingTask::kTraining));
}

TEST(DeviceInputs, rent_comes_from_the_lease_of_the_region) {
  auto device = profile("a");
  EXPECT_FALSE(rental_price(device, economics()));
  model::Lease world{.currency = "USD",
                     .region = "",
                     .date = "2026-05",
                     .low = {},
                     .typical = figure(3.5, "USD/device-hour"),
                     .high = {},
                     .note = ""};
  model::Lease local{.currency = "CNY",
                     .region = "CN",
                     .date = "2026-01",
                     .low = {},
                     .typical = figure(14, "CNY/device-hour"),
                     .high = {},
                     .note = ""};
  device.leases = {world, local};
  EXPECT_DOUBLE_EQ(rental_price(device, economics())->amount.typical, 3.5);
  auto terms = economics();
  terms.region = "CN-west";
  EXPECT_DOUBLE_EQ(rental_price(device, terms)->amount.typical, 2);
}

TEST(DeviceInputs, what_the_user_states_goes_before_the_profile) {
  DeviceOverrides stated;
  stated.purchase_price = Range{20000, 18000, 25000};
  stated.power_w = Range{500, {}, {}};
  stated.throughput_scale = 0.5;
  const auto device = device_inputs(profile("a"), economics(), PortingTask::kNothing, stated);
  EXPECT_DOUBLE_EQ(device.price->amount.typical, 20000);
  EXPECT_DOUBLE_EQ(device.power->w, 500);
  const auto model = cost_model(device, economics(), test::exact_rate(8), 2);
  EXPECT_DOUBLE_EQ(model->terms.tasks_per_s, 2);
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

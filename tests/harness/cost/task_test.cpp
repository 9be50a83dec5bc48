// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/task.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/harness/cost/cost_builders.h"

namespace fleetmark::cost {
namespace {

using model::Known;
using model::Unknown;
using test::economics;
using test::exact_rate;
using test::figure;
using test::kPetabyte;
using test::profile;

// The device's price without a range.
model::DeviceProfile plain_profile() {
  auto device = profile("a");
  device.prices[0].low = device.prices[0].high = device.prices[0].typical;
  return device;
}

Known<TaskCost> cost_of(const model::DeviceProfile& device, const Economics& terms,
                        double rate = 2e12) {
  return task_cost(device_inputs(device, terms), terms, exact_rate(rate), kPetabyte);
}

TEST(Task, market_division_holds) {
  // 1.41 USD/h at 1,000 tokens/s, one task is 1M tokens.
  EXPECT_NEAR(usage_per_task(1.41, 1000 / 1e6), 0.392, 0.0005);
  EXPECT_DOUBLE_EQ(joules_per_item(1.73, 1000), 1.73);
}

TEST(Task, allocation_divides_by_the_three_shares) {
  EXPECT_DOUBLE_EQ(allocation_per_task(1.0, 0.9, 0.95, 0.5), 1.0 / (0.9 * 0.95 * 0.5));
  const auto cost = cost_of(plain_profile(), economics());
  ASSERT_TRUE(cost && cost->allocation);
  EXPECT_NEAR(cost->allocation->typical / cost->usage.typical, 1 / (0.9 * 0.95 * 0.5), 1e-12);
}

TEST(Task, usage_cost_and_energy_follow_from_their_parts) {
  const auto cost = cost_of(plain_profile(), economics());
  ASSERT_TRUE(cost);
  // 1e15 B at 2e12 B/s: 500 s. (700 + 300) W provisioned, 80 % drawn, PUE 1.25: 1 kW at the meter.
  EXPECT_DOUBLE_EQ(cost->seconds_per_task, 500);
  EXPECT_NEAR(*cost->kwh_per_task, 500.0 / 3600, 1e-15);
  double hour = 0;
  for (const auto& line : cost->hour.lines) hour += line.per_hour;
  EXPECT_NEAR(cost->usage.typical, hour * 500 / 3600, 1e-12 * hour);
  const auto line = [&](HourPart part) {
    return std::ranges::find(cost->hour.lines, part, &CostLine::part)->per_hour;
  };
  EXPECT_NEAR(line(HourPart::kEnergy), 0.1, 1e-15);
  EXPECT_NEAR(line(HourPart::kFacility), 130.0 / 730, 1e-15);
}

TEST(Task, the_host_is_added_once) {
  const auto card = cost_of(plain_profile(), economics());
  EXPECT_DOUBLE_EQ(card->model.terms.host_and_network_price, 5000);
  auto server = plain_profile();
  server.prices[0].scope = "server_8";
  EXPECT_DOUBLE_EQ(cost_of(server, economics())->model.terms.host_and_network_price, 0);
  auto all_in = plain_profile();
  all_in.all_in_power = figure(1456, "W");
  const auto terms = cost_of(all_in, economics())->model.terms;
  EXPECT_DOUBLE_EQ(terms.provisioned_kw(), 1.456);
}

TEST(Task, dearer_inputs_cost_more_and_faster_devices_less) {
  const double base = cost_of(plain_profile(), economics())->usage.typical;
  EXPECT_LT(cost_of(plain_profile(), economics(), 2.1e12)->usage.typical, base);
  auto device = plain_profile();
  device.prices[0].typical = figure(31000, "USD");
  EXPECT_GT(cost_of(device, economics())->usage.typical, base);
  device = plain_profile();
  device.tdp = figure(701, "W");
  EXPECT_GT(cost_of(device, economics())->usage.typical, base);
  for (const auto member :
       {&Economics::cost_of_capital_per_year, &Economics::host_and_network_price,
        &Economics::host_and_network_w_per_device, &Economics::colocation_price,
        &Economics::power_price, &Economics::pue}) {
    auto terms = economics();
    (terms.*member)->figure.value *= 1.01;
    EXPECT_GT(cost_of(plain_profile(), terms)->usage.typical, base);
  }
  for (const auto member :
       {&Economics::availability, &Economics::goodput, &Economics::utilisation}) {
    auto terms = economics();
    (terms.*member)->figure.value *= 1.01;
    const auto cost = cost_of(plain_profile(), terms);
    EXPECT_DOUBLE_EQ(cost->usage.typical, base);
    EXPECT_LT(cost->allocation->typical,
              cost_of(plain_profile(), economics())->allocation->typical);
  }
}

TEST(Task, without_ranges_the_interval_is_a_point) {
  const auto cost = cost_of(plain_profile(), economics());
  EXPECT_DOUBLE_EQ(cost->usage.p10, cost->usage.typical);
  EXPECT_DOUBLE_EQ(cost->usage.p90, cost->usage.typical);
}

// Cost is proportional to 1 / rate, so its lognormal interval is the rate's, turned round.
TEST(Task, the_rates_interval_is_carried_exactly) {
  const auto device = plain_profile();
  auto rate = *exact_rate(2e12);
  rate.p10_per_s = 2e12 / 1.5;
  rate.p90_per_s = 2e12 * 1.5;
  const auto terms = economics();
  const auto cost = task_cost(device_inputs(device, terms), terms, rate, kPetabyte);
  EXPECT_NEAR(cost->usage.p90 / cost->usage.typical, 1.5, 1e-12);
  EXPECT_NEAR(cost->usage.p10 / cost->usage.typical, 1 / 1.5, 1e-12);
}

TEST(Task, independent_ranges_add_in_quadrature) {
  const auto device = plain_profile();
  auto rate = *exact_rate(2e12);
  rate.p10_per_s = 2e12 / 1.5;
  rate.p90_per_s = 2e12 * 1.5;
  auto terms = economics();
  terms.utilisation->low = 0.5 / 1.2;
  terms.utilisation->high = 0.5 * 1.2;
  const auto cost = task_cost(device_inputs(device, terms), terms, rate, kPetabyte);
  const double expected = std::exp(std::hypot(std::log(1.5), std::log(1.2)));
  EXPECT_NEAR(cost->allocation->p90 / cost->allocation->typical, expected, 1e-12);
  EXPECT_NEAR(cost->allocation->typical / cost->allocation->p10, expected, 1e-12);
  // Utilisation does not touch the usage cost.
  EXPECT_NEAR(cost->usage.p90 / cost->usage.typical, 1.5, 1e-12);
}

TEST(Task, drivers_are_costs_at_the_ends_of_one_input_widest_first) {
  auto terms = economics();
  terms.pue->low = 1.1;
  terms.pue->high = 1.5;
  const auto device = profile("a");
  const auto cost = cost_of(device, terms);
  ASSERT_EQ(cost->drivers.size(), 2U);
  EXPECT_EQ(cost->drivers[0].key, "purchase_price");
  auto cheap = device;
  cheap.prices[0].typical = figure(20000, "USD");
  EXPECT_NEAR(cost->drivers[0].at_low, cost_of(cheap, terms)->allocation->typical, 1e-12);
  EXPECT_EQ(cost->drivers[1].key, "inputs.pue");
  EXPECT_LT(cost->drivers[1].at_low, cost->drivers[1].at_high);
}

TEST(Task, a_range_of_the_exchange_rate_moves_a_converted_price_alone) {
  auto terms = economics();
  terms.fx[0].units_per_usd.low = 6.5;
  terms.fx[0].units_per_usd.high = 7.5;
  const auto has_fx = [](const TaskCost& cost) {
    return std::any_of(cost.drivers.begin(), cost.drivers.end(),
                       [](const Driver& driver) { return driver.key == "fx.CNY"; });
  };
  EXPECT_FALSE(has_fx(*cost_of(plain_profile(), terms)));
  auto device = plain_profile();
  device.prices[0].currency = "CNY";
  const auto cost = cost_of(device, terms);
  ASSERT_TRUE(has_fx(*cost));
  // The driver is what a yuan is worth, relative to typical: 7 / 7.5 to 7 / 6.5.
  EXPECT_NEAR(cost->drivers[0].low, 7 / 7.5, 1e-12);
  EXPECT_NEAR(cost->drivers[0].high, 7 / 6.5, 1e-12);
  EXPECT_LT(cost->drivers[0].at_low, cost->drivers[0].at_high);
}

// In a file of yuan a price in yuan is not converted, and one in dollars rises with yuan per
// dollar.
TEST(Task, the_rate_of_the_files_own_currency_moves_foreign_prices_alone) {
  auto terms = economics();
  terms.currency = "CNY";
  terms.fx[0].units_per_usd.low = 6.5;
  terms.fx[0].units_per_usd.high = 7.5;
  const auto dollars = cost_of(plain_profile(), terms);
  ASSERT_TRUE(dollars);
  EXPECT_EQ(dollars->currency, "CNY");
  EXPECT_DOUBLE_EQ(dollars->model.terms.device_price, 210000);
  ASSERT_EQ(dollars->drivers[0].key, "fx.CNY");
  EXPECT_LT(dollars->drivers[0].at_low, dollars->drivers[0].at_high);
  auto device = plain_profile();
  device.prices[0].currency = "CNY";
  const auto yuan = cost_of(device, terms);
  EXPECT_DOUBLE_EQ(yuan->model.terms.device_price, 30000);
  EXPECT_TRUE(std::none_of(yuan->drivers.begin(), yuan->drivers.end(),
                           [](const Driver& driver) { return driver.key == "fx.CNY"; }));
}

TEST(Task, the_rate_for_domestic_devices_is_theirs_alone) {
  auto terms = economics();
  terms.region = "CN-west";
  auto domestic = plain_profile();
  domestic.tier = model::Tier::kDomestic;
  EXPECT_DOUBLE_EQ(cost_of(domestic, terms)->model.terms.power_price, 0.1);
  terms.power_price_domestic_devices = test::input(0.06, "USD/kWh");
  terms.power_price_domestic_devices->low = 0.05;
  terms.power_price_domestic_devices->high = 0.07;
  const auto granted = cost_of(domestic, terms);
  EXPECT_DOUBLE_EQ(granted->model.terms.power_price, 0.06);
  EXPECT_EQ(granted->drivers[0].key, "inputs.power_price_domestic_devices");
  EXPECT_EQ(granted->notes.back(), "power at the rate of sites with domestic devices alone");
  EXPECT_DOUBLE_EQ(cost_of(plain_profile(), terms)->model.terms.power_price, 0.1);
}

TEST(Task, emissions_follow_energy_and_are_unknown_without_a_factor) {
  auto terms = economics();
  EXPECT_EQ(cost_of(plain_profile(), terms)->kgco2_per_task.missing(),
            std::vector<std::string>{"inputs.grid_kgco2_per_kwh of test-terms"});
  terms.grid_kgco2_per_kwh = test::input(0.5, "kgCO2/kWh");
  const auto cost = cost_of(plain_profile(), terms);
  EXPECT_NEAR(*cost->kgco2_per_task, 0.5 * 500.0 / 3600, 1e-15);
}

TEST(Task, every_missing_input_is_named_and_nothing_is_zero) {
  auto device = plain_profile();
  device.id = "metax-c550";
  device.prices.clear();
  device.tdp.reset();
  auto terms = economics();
  terms.power_price.reset();
  const auto cost = task_cost(device_inputs(device, terms), terms,
                              Unknown{{"peak_dense.bf16_matrix of metax-c550"}}, 1e18);
  ASSERT_FALSE(cost);
  EXPECT_EQ(cost.missing(),
            (std::vector<std::string>{"peak_dense.bf16_matrix of metax-c550",
                                      "prices[].typical of metax-c550", "tdp of metax-c550",
                                      "inputs.power_price of test-terms"}));
}

TEST(Task, each_needed_input_alone_makes_the_cost_unknown) {
  for (const auto& field : kEconomicsFields) {
    auto terms = economics();
    terms.*field.member = std::nullopt;
    const auto cost = cost_of(plain_profile(), terms);
    const bool is_needed = field.use == InputUse::kHour || field.use == InputUse::kOperations;
    if (!is_needed || field.is_optional) {  // absent in these terms from the start
      EXPECT_TRUE(cost && cost->allocation) << field.key;
      continue;
    }
    const std::vector<std::string> missing{missing_key(field.key, terms)};
    if (cost) {  // operations: usage is known, allocation is not
      EXPECT_FALSE(cost->allocation) << field.key;
      EXPECT_EQ(cost->allocation.missing(), missing);
      EXPECT_GT(cost->usage.typical, 0);
    } else {
      EXPECT_EQ(cost.missing(), missing);
    }
  }
}

TEST(Task, every_input_at_its_end_bounds_the_interval) {
  auto terms = economics();
  terms.utilisation = test::spread_input(0.5, 1.2, "1");
  terms.power_price = test::spread_input(0.1, 1.5, "USD/kWh");
  const auto cost = cost_of(profile("a"), terms);
  EXPECT_LT(cost->corners.cheapest, cost->allocation->p10);
  EXPECT_GT(cost->corners.dearest, cost->allocation->p90);
  EXPECT_LT(cost->corners.dearest, 3 * cost->allocation->typical);
}

TEST(Task, what_nobody_published_makes_a_lower_bound_that_says_so) {
  auto terms = economics();
  auto device = plain_profile();
  const auto inputs = device_inputs(device, terms, PortingTask::kInference);
  const auto cost = task_cost(inputs, terms, exact_rate(2e12), kPetabyte);
  ASSERT_TRUE(cost);
  EXPECT_EQ(cost->model.left_out, std::vector<std::string>{"porting: software.porting of a"});
  EXPECT_EQ(cost->notes.back(), "a lower bound, without porting: software.porting of a");
}

TEST(Task, a_host_that_is_not_added_need_not_be_known) {
  auto terms = economics();
  terms.host_and_network_price.reset();
  auto device = plain_profile();
  EXPECT_FALSE(cost_of(device, terms));
  device.prices[0].scope = "server_8";
  EXPECT_TRUE(cost_of(device, terms));
}

}  // namespace
}  // namespace fleetmark::cost

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
  device.prices[0].low.reset();
  device.prices[0].high.reset();
  return device;
}

Known<TaskCost> cost_of(const model::DeviceProfile& device, const Economics& terms,
                        double rate = 2e12) {
  return task_cost(device_inputs(device, terms), terms, exact_rate(rate), kPetabyte);
}

TEST(Task, market_division_holds) {
  // 1.41 USD/h at 1,000 tokens/s, one task is 1M tokens.
  EXPECT_NEAR(usage_usd_per_task(1.41, 1000 / 1e6), 0.392, 0.0005);
  EXPECT_DOUBLE_EQ(joules_per_item(1.73, 1000), 1.73);
}

TEST(Task, allocation_divides_by_the_three_shares) {
  EXPECT_DOUBLE_EQ(allocation_usd_per_task(1.0, 0.9, 0.95, 0.5), 1.0 / (0.9 * 0.95 * 0.5));
  const auto cost = cost_of(plain_profile(), economics());
  ASSERT_TRUE(cost && cost->allocation);
  EXPECT_NEAR(cost->allocation->typical_usd / cost->usage.typical_usd, 1 / (0.9 * 0.95 * 0.5),
              1e-12);
}

TEST(Task, usage_cost_and_energy_follow_from_their_parts) {
  const auto cost = cost_of(plain_profile(), economics());
  ASSERT_TRUE(cost);
  // 1e15 B at 2e12 B/s: 500 s. (700 + 300) W provisioned, 80 % drawn, PUE 1.25: 1 kW at the meter.
  EXPECT_DOUBLE_EQ(cost->seconds_per_task, 500);
  EXPECT_NEAR(cost->kwh_per_task, 500.0 / 3600, 1e-15);
  double hour = 0;
  for (const auto& line : cost->hour.lines) hour += line.usd_per_hour;
  EXPECT_NEAR(cost->usage.typical_usd, hour * 500 / 3600, 1e-12 * hour);
  EXPECT_NEAR(cost->hour.lines[3].usd_per_hour, 0.1, 1e-15);
  EXPECT_NEAR(cost->hour.lines[2].usd_per_hour, 130.0 / 730, 1e-15);
}

TEST(Task, the_host_is_added_once) {
  const auto card = cost_of(plain_profile(), economics());
  EXPECT_DOUBLE_EQ(card->terms.host_and_network_usd, 5000);
  auto server = plain_profile();
  server.prices[0].scope = "server_8";
  EXPECT_DOUBLE_EQ(cost_of(server, economics())->terms.host_and_network_usd, 0);
  auto all_in = plain_profile();
  all_in.all_in_power = figure(1456, "W");
  const auto terms = cost_of(all_in, economics())->terms;
  EXPECT_DOUBLE_EQ(terms.provisioned_kw(), 1.456);
}

TEST(Task, dearer_inputs_cost_more_and_faster_devices_less) {
  const double base = cost_of(plain_profile(), economics())->usage.typical_usd;
  EXPECT_LT(cost_of(plain_profile(), economics(), 2.1e12)->usage.typical_usd, base);
  auto device = plain_profile();
  device.prices[0].typical = figure(31000, "USD");
  EXPECT_GT(cost_of(device, economics())->usage.typical_usd, base);
  device = plain_profile();
  device.tdp = figure(701, "W");
  EXPECT_GT(cost_of(device, economics())->usage.typical_usd, base);
  for (const auto member :
       {&Economics::cost_of_capital_per_year, &Economics::host_and_network_usd_per_device,
        &Economics::host_and_network_w_per_device, &Economics::colocation_usd_per_kw_month,
        &Economics::power_usd_per_kwh, &Economics::pue}) {
    auto terms = economics();
    (terms.*member)->figure.value *= 1.01;
    EXPECT_GT(cost_of(plain_profile(), terms)->usage.typical_usd, base);
  }
  for (const auto member :
       {&Economics::availability, &Economics::goodput, &Economics::utilisation}) {
    auto terms = economics();
    (terms.*member)->figure.value *= 1.01;
    const auto cost = cost_of(plain_profile(), terms);
    EXPECT_DOUBLE_EQ(cost->usage.typical_usd, base);
    EXPECT_LT(cost->allocation->typical_usd,
              cost_of(plain_profile(), economics())->allocation->typical_usd);
  }
}

TEST(Task, without_ranges_the_interval_is_a_point) {
  const auto cost = cost_of(plain_profile(), economics());
  EXPECT_DOUBLE_EQ(cost->usage.p10_usd, cost->usage.typical_usd);
  EXPECT_DOUBLE_EQ(cost->usage.p90_usd, cost->usage.typical_usd);
}

// Cost is proportional to 1 / rate, so its lognormal interval is the rate's, turned round.
TEST(Task, the_rates_interval_is_carried_exactly) {
  const auto device = plain_profile();
  auto rate = *exact_rate(2e12);
  rate.p10_per_s = 2e12 / 1.5;
  rate.p90_per_s = 2e12 * 1.5;
  const auto terms = economics();
  const auto cost = task_cost(device_inputs(device, terms), terms, rate, kPetabyte);
  EXPECT_NEAR(cost->usage.p90_usd / cost->usage.typical_usd, 1.5, 1e-12);
  EXPECT_NEAR(cost->usage.p10_usd / cost->usage.typical_usd, 1 / 1.5, 1e-12);
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
  EXPECT_NEAR(cost->allocation->p90_usd / cost->allocation->typical_usd, expected, 1e-12);
  EXPECT_NEAR(cost->allocation->typical_usd / cost->allocation->p10_usd, expected, 1e-12);
  // Utilisation does not touch the usage cost.
  EXPECT_NEAR(cost->usage.p90_usd / cost->usage.typical_usd, 1.5, 1e-12);
}

TEST(Task, drivers_are_costs_at_the_ends_of_one_input_widest_first) {
  auto terms = economics();
  terms.pue->low = 1.1;
  terms.pue->high = 1.5;
  const auto device = profile("a");
  const auto cost = cost_of(device, terms);
  ASSERT_GE(cost->drivers.size(), 3U);
  EXPECT_EQ(cost->drivers[0].key, "purchase_price");
  auto cheap = device;
  cheap.prices[0].typical = figure(20000, "USD");
  EXPECT_NEAR(cost->drivers[0].at_low_usd, cost_of(cheap, terms)->allocation->typical_usd, 1e-12);
  EXPECT_EQ(cost->drivers[1].key, "inputs.pue");
  EXPECT_LT(cost->drivers[1].at_low_usd, cost->drivers[1].at_high_usd);
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
  EXPECT_GT(cost->drivers[0].at_low_usd, cost->drivers[0].at_high_usd);  // fewer yuan per dollar
}

TEST(Task, every_missing_input_is_named_and_nothing_is_zero) {
  auto device = plain_profile();
  device.id = "metax-c550";
  device.prices.clear();
  device.tdp.reset();
  auto terms = economics();
  terms.power_usd_per_kwh.reset();
  const auto cost = task_cost(device_inputs(device, terms), terms,
                              Unknown{{"peak_dense.bf16_matrix of metax-c550"}}, 1e18);
  ASSERT_FALSE(cost);
  EXPECT_EQ(cost.missing(),
            (std::vector<std::string>{"peak_dense.bf16_matrix of metax-c550",
                                      "prices[].typical of metax-c550", "tdp of metax-c550",
                                      "inputs.power_usd_per_kwh of test-terms"}));
}

TEST(Task, each_needed_input_alone_makes_the_cost_unknown) {
  for (const auto& field : kEconomicsFields) {
    auto terms = economics();
    terms.*field.member = std::nullopt;
    const auto cost = cost_of(plain_profile(), terms);
    const std::vector<std::string> missing{missing_key(field.key, terms)};
    if (cost) {  // operations: usage is known, allocation is not
      EXPECT_FALSE(cost->allocation) << field.key;
      EXPECT_EQ(cost->allocation.missing(), missing);
      EXPECT_GT(cost->usage.typical_usd, 0);
    } else {
      EXPECT_EQ(cost.missing(), missing);
    }
  }
}

TEST(Task, a_host_that_is_not_added_need_not_be_known) {
  auto terms = economics();
  terms.host_and_network_usd_per_device.reset();
  auto device = plain_profile();
  EXPECT_FALSE(cost_of(device, terms));
  device.prices[0].scope = "server_8";
  EXPECT_TRUE(cost_of(device, terms));
}

}  // namespace
}  // namespace fleetmark::cost

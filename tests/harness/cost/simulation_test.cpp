// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/simulation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "harness/cost/task.h"
#include "tests/harness/cost/cost_builders.h"

namespace fleetmark::cost {
namespace {

using test::economics;
using test::kPetabyte;

constexpr double kRateFactor = 1.5;

// Without a price range, so that cost = constant / (rate x operations) is a product.
CostModel model_of(const std::string& id, const Economics& terms, double rate = 2e12) {
  auto device = test::profile(id);
  device.prices[0].low = device.prices[0].high = device.prices[0].typical;
  auto predicted = *test::exact_rate(rate);
  predicted.p10_per_s = rate / kRateFactor;
  predicted.p90_per_s = rate * kRateFactor;
  return *cost_model(device_inputs(device, terms), terms, predicted, kPetabyte);
}

TEST(Simulation, agrees_with_the_closed_form_of_a_product) {
  const auto model = model_of("a", economics());
  const auto drawn = simulate({model}, {.samples = 100'000}).costs.front();
  const double typical = price_at(model.terms).usage;
  const double sigma = std::log(kRateFactor) / 1.2815515655446004;
  // Mean of a lognormal and its standard error.
  const double allocated = price_at(model.terms).allocation;
  EXPECT_NEAR(drawn.mean, allocated * std::exp(sigma * sigma / 2), 3 * drawn.standard_error);
  // Standard error of ln(quantile) at P10 and P90 of a normal of this sigma.
  const double error = sigma * 0.3 / 0.1755 / std::sqrt(100'000);
  EXPECT_NEAR(std::log(drawn.usage.p90 / typical), std::log(kRateFactor), 3 * error);
  EXPECT_NEAR(std::log(drawn.usage.p10 / typical), -std::log(kRateFactor), 3 * error);
  EXPECT_NEAR(drawn.usage.p50, typical, 3 * typical * sigma * 0.5 / 0.3989 / std::sqrt(100'000));
}

TEST(Simulation, agrees_with_quadrature_where_inputs_multiply) {
  auto terms = economics();
  terms.cost_of_capital_per_year = test::input(0, "1/yr");
  auto model = model_of("a", terms);
  // Two lognormal factors of one product: rate, and a price that is all of the cost.
  for (const auto place :
       {&CostTerms::host_and_network_price, &CostTerms::device_w, &CostTerms::host_and_network_w}) {
    model.terms.*place = 0;
  }
  const double price = model.terms.device_price;
  model.inputs.push_back({"purchase_price", &CostTerms::device_price,
                          Distribution::lognormal(price / 1.4, price, price * 1.4), false, false});
  const auto drawn = simulate({model}, {.samples = 200'000}).costs.front();
  const double expected = std::hypot(std::log(kRateFactor), std::log(1.4));
  EXPECT_NEAR(std::log(drawn.usage.p90 / drawn.usage.p10), 2 * expected, 0.01);
  // The variance of ln C is shared as the squares are; ranks of normals keep it within a point.
  ASSERT_EQ(drawn.drivers.front().key, "rate");
  const double share = std::pow(std::log(kRateFactor) / expected, 2);
  EXPECT_NEAR(drawn.drivers.front().share, share, 0.01);
}

TEST(Simulation, identical_devices_with_errors_of_their_own_are_even) {
  const auto terms = economics();
  const auto simulation =
      simulate({model_of("a", terms), model_of("b", terms)}, {.samples = 40'000});
  EXPECT_NEAR(simulation.cheaper[0][1], 0.5, 3 * 0.5 / std::sqrt(40'000));
  EXPECT_DOUBLE_EQ(simulation.cheaper[0][1] + simulation.cheaper[1][0], 1);
  EXPECT_DOUBLE_EQ(simulation.cheaper[0][0], 0.5);
}

TEST(Simulation, errors_in_common_leave_the_order_alone) {
  const auto terms = economics();
  const std::vector<CostModel> models{model_of("a", terms), model_of("b", terms, 1.9e12)};
  const auto apart = simulate(models, {});
  EXPECT_GT(apart.cheaper[0][1], 0.5);
  EXPECT_LT(apart.cheaper[0][1], 0.65);
  EXPECT_DOUBLE_EQ(simulate(models, {.rate_correlation = 1}).cheaper[0][1], 1);
}

TEST(Simulation, what_all_devices_share_moves_them_together) {
  auto terms = economics();
  terms.power_price = test::spread_input(0.1, 3, "USD/kWh");
  terms.utilisation = test::spread_input(0.5, 1.5, "1");
  auto a = model_of("a", terms);
  auto b = model_of("b", terms, 1.99e12);
  std::erase_if(a.inputs, [](const CostInput& input) { return input.key == "rate"; });
  std::erase_if(b.inputs, [](const CostInput& input) { return input.key == "rate"; });
  EXPECT_DOUBLE_EQ(simulate({a, b}, {}).cheaper[0][1], 1);
}

TEST(Simulation, is_the_same_on_one_thread_and_on_two) {
  auto terms = economics();
  terms.power_price = test::spread_input(0.1, 3, "USD/kWh");
  const std::vector<CostModel> models{model_of("a", terms), model_of("b", terms, 3e12),
                                      model_of("c", terms, 1e12)};
  const auto on_two_threads = [](std::size_t count, const std::function<void(std::size_t)>& task) {
    std::jthread other([&] {
      for (std::size_t i = 1; i < count; i += 2) task(i);
    });
    for (std::size_t i = 0; i < count; i += 2) task(i);
  };
  const auto one = simulate(models, {});
  const auto two = simulate(models, {.run_all = on_two_threads});
  for (std::size_t i = 0; i < models.size(); ++i) {
    EXPECT_EQ(one.costs[i].mean, two.costs[i].mean);
    EXPECT_EQ(one.costs[i].allocation.p90, two.costs[i].allocation.p90);
    EXPECT_EQ(one.cheaper[i], two.cheaper[i]);
  }
  // Another device beside it changes no draw of a device.
  EXPECT_EQ(simulate({models[2]}, {}).costs[0].mean, one.costs[2].mean);
  EXPECT_NE(simulate(models, {.seed = 2}).costs[0].mean, one.costs[0].mean);
}

TEST(Simulation, unknown_operations_compare_usage) {
  auto terms = economics();
  terms.utilisation.reset();
  const auto simulation = simulate({model_of("a", terms)}, {});
  EXPECT_FALSE(simulation.compares_allocation);
  EXPECT_NEAR(simulation.costs[0].mean, simulation.costs[0].usage.p50,
              0.2 * simulation.costs[0].mean);
}

}  // namespace
}  // namespace fleetmark::cost

// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/what_if.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "harness/cost/break_even.h"
#include "harness/cost/settings.h"
#include "harness/cost/simulation.h"
#include "harness/cost/term_names.h"
#include "tests/harness/cost/cost_builders.h"

namespace fleetmark::cost {
namespace {

using test::economics;
using test::kPetabyte;

DeviceInputs device(const Economics& terms, const DeviceOverrides& overrides = {}) {
  return device_inputs(test::profile("a"), terms, PortingTask::kNothing, overrides);
}

TEST(WhatIf, a_stated_price_is_the_cost_that_set_gives) {
  const Economics terms = economics();
  const auto rate = test::exact_rate(2e12);
  auto found = what_if(device(terms), terms, rate, kPetabyte);
  ASSERT_TRUE(found.at_stated_price);
  CostTerms stated = found.at_stated_price->terms;
  stated.device_price = 12'345;
  DeviceOverrides overrides;
  overrides.purchase_price = Range{12'345, {}, {}};
  const auto set = cost_model(device(terms, overrides), terms, rate, kPetabyte);
  EXPECT_DOUBLE_EQ(price_at(stated).allocation, price_at(set->terms).allocation);
  EXPECT_DOUBLE_EQ(price_at(found.as_is->terms).usage,
                   price_at(cost_model(device(terms), terms, rate, kPetabyte)->terms).usage);
}

TEST(WhatIf, a_device_without_a_price_is_known_once_one_is_stated) {
  const Economics terms = economics();
  auto bare = test::profile("a");
  bare.prices.clear();
  const auto found = what_if(device_inputs(bare, terms), terms, test::exact_rate(2e12), kPetabyte);
  EXPECT_FALSE(found.as_is);
  EXPECT_TRUE(found.at_stated_price);
}

TEST(WhatIf, domestic_devices_have_a_power_price_of_their_own_where_the_file_does) {
  Economics terms = economics();
  DeviceInputs at_home = device(terms);
  at_home.is_domestic = true;
  const auto rate = test::exact_rate(2e12);
  EXPECT_EQ(what_if(at_home, terms, rate, kPetabyte).power_price_key, "power_price");
  terms.power_price_domestic_devices = test::input(0.05, "USD/kWh");
  EXPECT_EQ(what_if(at_home, terms, rate, kPetabyte).power_price_key,
            "power_price_domestic_devices");
  EXPECT_EQ(what_if(device(terms), terms, rate, kPetabyte).power_price_key, "power_price");
}

TEST(WhatIf, the_price_for_a_cost_gives_that_cost_and_is_the_break_even_of_the_other_formula) {
  const Economics terms = economics();
  const auto model = *cost_model(device(terms), terms, test::exact_rate(2e12), kPetabyte);
  const double target = 1.3 * compared_cost(model, model.terms);
  CostTerms moved = model.terms;
  moved.device_price = price_for(model, target);
  moved.fx_from_factor = moved.fx_to_factor = 1;
  EXPECT_NEAR(compared_cost(model, moved) / target, 1, 1e-12);
  const auto reference = task_cost(device(terms), terms, test::exact_rate(2e12 / 1.3), kPetabyte);
  const auto even =
      break_even_price(device(terms), terms, test::exact_rate(2e12), kPetabyte, reference);
  EXPECT_NEAR(price_for(model, reference->allocation->typical) / even->price, 1, 1e-9);
}

TEST(TermNames, are_unique_and_lead_to_their_terms) {
  std::set<std::string_view> names;
  for (const auto& term : kNamedTerms) {
    EXPECT_TRUE(names.insert(term.name).second) << term.name;
    EXPECT_EQ(name_of(term.place), term.name);
  }
  EXPECT_EQ(name_of(&CostTerms::pue), "pue");
}

CostModel uncertain(const std::string& id, double rate) {
  const Economics terms = economics();
  auto predicted = *test::exact_rate(rate);
  predicted.p10_per_s = rate / 1.5;
  predicted.p90_per_s = rate * 1.5;
  return *cost_model(device_inputs(test::profile(id), terms), terms, predicted, kPetabyte);
}

TEST(Cheapest, of_two_devices_is_the_one_that_is_cheaper_than_the_other) {
  const auto drawn = simulate({uncertain("a", 2e12), uncertain("b", 2.2e12)}, {.samples = 2000});
  EXPECT_NEAR(drawn.cheapest[0], drawn.cheaper[0][1], 1e-9);
  EXPECT_NEAR(drawn.cheapest[1], drawn.cheaper[1][0], 1e-9);
  EXPECT_GT(drawn.cheapest[1], drawn.cheapest[0]);
}

TEST(Cheapest, shares_sum_to_one_and_equals_share) {
  const auto one = uncertain("a", 2e12);
  const auto drawn = simulate({one, one, uncertain("b", 2e12)}, {.samples = 2000});
  EXPECT_DOUBLE_EQ(drawn.cheapest[0], drawn.cheapest[1]);
  EXPECT_NEAR(std::accumulate(drawn.cheapest.begin(), drawn.cheapest.end(), 0.0), 1, 1e-9);
}

TEST(InputDraws, are_those_that_the_simulation_takes) {
  const auto model = uncertain("a", 2e12);
  ASSERT_EQ(model.inputs.size(), 2U);  // price and rate
  const DrawSettings settings{.samples = 101};
  std::vector<double> costs;
  const auto price = input_draws(model.inputs[0], "a", settings);
  const auto rate = input_draws(model.inputs[1], "a", settings);
  for (std::size_t i = 0; i < price.size(); ++i) {
    CostTerms terms = model.terms;
    terms.*model.inputs[0].place = price[i];
    terms.*model.inputs[1].place = rate[i];
    costs.push_back(price_at(terms).allocation);
  }
  std::ranges::sort(costs);
  EXPECT_DOUBLE_EQ(costs[50], simulate({model}, settings).costs[0].allocation.p50);
}

}  // namespace
}  // namespace fleetmark::cost

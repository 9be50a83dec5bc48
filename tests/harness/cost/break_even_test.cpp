// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/break_even.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/harness/cost/cost_builders.h"

namespace fleetmark::cost {
namespace {

using model::Unknown;
using test::economics;
using test::exact_rate;
using test::figure;
using test::kPetabyte;
using test::profile;

constexpr double kReferenceRate = 4e12;

model::Known<TaskCost> reference() {
  const auto terms = economics();
  return task_cost(device_inputs(profile("ref"), terms), terms, exact_rate(kReferenceRate),
                   kPetabyte);
}

BreakEven break_even(const model::DeviceProfile& device, double rate) {
  const auto terms = economics();
  const auto result = break_even_price(device_inputs(device, terms), terms, exact_rate(rate),
                                       kPetabyte, reference());
  EXPECT_TRUE(result);
  return *result;
}

TEST(BreakEven, the_reference_breaks_even_at_its_own_price) {
  const auto result = break_even(profile("same"), kReferenceRate);
  EXPECT_EQ(result.kind, BreakEvenKind::kPrice);
  EXPECT_NEAR(result.price, 30000, 1e-6);
}

TEST(BreakEven, put_back_in_it_gives_equal_cost) {
  const auto terms = economics();
  for (const double rate : {2e12, 3e12, 5e12, 4e13}) {
    auto device = profile("d");
    device.tdp = figure(450, "W");
    const auto result = break_even(device, rate);
    ASSERT_EQ(result.kind, BreakEvenKind::kPrice) << rate;
    device.prices[0].typical = figure(result.price, "USD");
    const auto cost = task_cost(device_inputs(device, terms), terms, exact_rate(rate), kPetabyte);
    EXPECT_NEAR(cost->usage.typical / reference()->usage.typical, 1.0, 1e-12);
    EXPECT_NEAR(cost->allocation->typical / reference()->allocation->typical, 1.0, 1e-12);
  }
}

TEST(BreakEven, a_slower_device_must_be_cheaper) {
  EXPECT_LT(break_even(profile("d"), 2e12).price, break_even(profile("d"), 3e12).price);
}

TEST(BreakEven, says_how_much_dearer_a_gift_still_is) {
  const auto terms = economics();
  const double rate = 1e11;
  const auto result = break_even(profile("d"), rate);
  EXPECT_EQ(result.kind, BreakEvenKind::kNone);
  auto gift = profile("d");
  gift.prices[0].typical = figure(0, "USD");
  const auto cost = task_cost(device_inputs(gift, terms), terms, exact_rate(rate), kPetabyte);
  EXPECT_NEAR(result.dearer_at_zero, cost->usage.typical / reference()->usage.typical - 1, 1e-12);
  EXPECT_EQ(result.text.rfind("none: still ", 0), 0U);
  EXPECT_NE(result.text.find("% dearer at price 0"), std::string::npos);
}

TEST(BreakEven, a_price_that_holds_the_host_is_compared_with_the_host_inside) {
  auto server = profile("s");
  server.prices[0].scope = "server_8";
  EXPECT_NEAR(break_even(server, kReferenceRate).price, 35000, 1e-6);
}

TEST(BreakEven, without_power_it_is_an_upper_bound_that_power_only_lowers) {
  const auto terms = economics();
  const auto machine = inputs_without_profile("this machine", true);
  EXPECT_FALSE(task_cost(machine, terms, exact_rate(2e12), kPetabyte));
  const auto bound = break_even_price(machine, terms, exact_rate(2e12), kPetabyte, reference());
  ASSERT_TRUE(bound);
  EXPECT_EQ(bound->kind, BreakEvenKind::kUpperBound);
  for (const double w : {1.0, 50.0, 200.0}) {
    auto powered = machine;
    powered.power = PowerFigure{.w = w, .is_all_in = true, .origin = ""};
    const auto exact = break_even_price(powered, terms, exact_rate(2e12), kPetabyte, reference());
    ASSERT_EQ(exact->kind, BreakEvenKind::kPrice);
    EXPECT_LT(exact->price, bound->price);
  }
}

TEST(BreakEven, unknown_rate_or_reference_is_unknown) {
  const auto terms = economics();
  const auto inputs = device_inputs(profile("d"), terms);
  EXPECT_EQ(
      break_even_price(inputs, terms, Unknown{{"memory_bandwidth of d"}}, kPetabyte, reference())
          .missing(),
      std::vector<std::string>{"memory_bandwidth of d"});
  EXPECT_EQ(break_even_price(inputs, terms, exact_rate(1e12), kPetabyte,
                             Unknown{{"prices[].typical of ref"}})
                .missing(),
            std::vector<std::string>{"prices[].typical of ref"});
}

CostModel model_of(const std::string& id, double rate, const Economics& terms) {
  return *cost_model(device_inputs(profile(id), terms), terms, exact_rate(rate), kPetabyte);
}

LeverResult lever(const std::vector<LeverResult>& levers, const std::string& key) {
  return *std::ranges::find(levers, key, &LeverResult::key);
}

SoftwareLever proportional(double tasks_per_s, double share) {
  return {[tasks_per_s](double scale) { return tasks_per_s * scale; }, share};
}

TEST(BreakEven, software_twice_as_slow_must_be_twice_as_good) {
  const auto terms = economics();
  const auto slow = model_of("slow", 2e12, terms);
  const auto fast = model_of("fast", 4e12, terms);
  const auto levers = break_even_levers(slow, fast, proportional(slow.terms.tasks_per_s, 0.4), 0.8);
  const auto software = lever(levers, "software_efficiency");
  ASSERT_EQ(software.roots.size(), 1U);
  EXPECT_NEAR(software.roots[0], 0.8, 1e-9);
  EXPECT_EQ(software.text, "0.800");
}

TEST(BreakEven, no_software_beats_the_silicon) {
  const auto terms = economics();
  const auto slow = model_of("slow", 2e12, terms);
  const auto fast = model_of("fast", 4e12, terms);
  const auto levers = break_even_levers(slow, fast, proportional(slow.terms.tasks_per_s, 0.8), 0.8);
  const auto software = lever(levers, "software_efficiency");
  EXPECT_TRUE(software.roots.empty());
  // At 1 it would be 1.25 times as fast: 1.6 times as dear.
  EXPECT_EQ(software.text, "none: still 60 % dearer at 1 (the limit)");
}

TEST(BreakEven, utilisation_is_bounded_by_its_cap) {
  const auto terms = economics();  // utilisation 0.5
  const auto fast = model_of("fast", 4e12, terms);
  const auto near = model_of("near", 3e12, terms);
  const auto found = lever(break_even_levers(near, fast, {}, 0.8), "utilisation");
  ASSERT_EQ(found.roots.size(), 1U);
  EXPECT_NEAR(found.roots[0], 0.5 * 4 / 3, 1e-9);
  const auto far = model_of("far", 2e12, terms);
  EXPECT_EQ(lever(break_even_levers(far, fast, {}, 0.8), "utilisation").text,
            "none: still 25 % dearer at 0.800 (the limit)");
}

// A search for operating points may yield less with slightly better software than with slightly
// worse: then costs are equal more than once, and all of them are told.
TEST(BreakEven, several_crossings_are_all_told) {
  const auto terms = economics();
  const auto model = model_of("slow", 2e12, terms);
  const auto fast = model_of("fast", 4e12, terms);
  const double now = model.terms.tasks_per_s;
  const SoftwareLever folded{
      [now](double scale) { return now * (scale < 1.5 ? 2.2 : 1.2 * scale); }, 0.4};
  const auto found = lever(break_even_levers(model, fast, folded, 0.8), "software_efficiency");
  ASSERT_EQ(found.roots.size(), 2U);
  EXPECT_NEAR(found.roots[0], 0.4 * 1.5, 1e-9);
  EXPECT_NEAR(found.roots[1], 0.4 * 2 / 1.2, 1e-9);
  EXPECT_EQ(found.text, "0.600 and 0.667");
}

TEST(BreakEven, what_moves_both_devices_is_moved_on_both) {
  auto terms = economics();
  const auto fast = model_of("fast", 4e12, terms);
  auto frugal = model_of("frugal", 3.9e12, terms);
  frugal.terms.device_w = 100;
  const auto power = lever(break_even_levers(frugal, fast, {}, 0.8), "power_price");
  // Cheaper already, since its facility and energy are; at no price of power does that change.
  EXPECT_TRUE(power.roots.empty());
  EXPECT_TRUE(power.text.starts_with("none: cheaper from 0 to 1")) << power.text;
  frugal.terms.device_price *= 1.3;
  const auto dear = lever(break_even_levers(frugal, fast, {}, 0.8), "power_price");
  ASSERT_EQ(dear.roots.size(), 1U);
  CostTerms a = frugal.terms;
  CostTerms b = fast.terms;
  a.power_price = b.power_price = dear.roots[0];
  EXPECT_NEAR(price_at(a).allocation / price_at(b).allocation, 1, 1e-9);
}

}  // namespace
}  // namespace fleetmark::cost

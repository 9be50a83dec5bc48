// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/break_even.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace fleetmark::cost

// SPDX-License-Identifier: Apache-2.0
#include "harness/report/numbers.h"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetmark::report {
namespace {

TEST(Numbers, si_uses_three_significant_digits_and_the_right_prefix) {
  EXPECT_EQ(si(4.8e12, "B/s"), "4.80 TB/s");
  EXPECT_EQ(si(45.67e9, "B/s"), "45.7 GB/s");
  EXPECT_EQ(si(989.5e12, "FLOP/s"), "990 TFLOP/s");
  EXPECT_EQ(si(12, "W"), "12.0 W");
  EXPECT_EQ(si(0, "B/s"), "0.00 B/s");
  EXPECT_EQ(si(-2500, "W"), "-2.50 kW");
}

TEST(Numbers, rounding_up_to_a_thousand_takes_the_next_prefix) {
  EXPECT_EQ(si(999.6e9, "B/s"), "1.00 TB/s");
  EXPECT_EQ(si(999.4e9, "B/s"), "999 GB/s");
}

TEST(Numbers, beyond_exa_stays_exa) { EXPECT_EQ(si(2.5e21, "FLOP"), "2,500 EFLOP"); }

TEST(Numbers, exact_keeps_every_digit_and_adds_none) {
  EXPECT_EQ(exact(0.25), "0.25");
  EXPECT_EQ(exact(0.1), "0.1");
  EXPECT_EQ(exact(1), "1");
  EXPECT_EQ(exact(0), "0");
  EXPECT_EQ(exact(-35355.5), "-35,355.5");
  EXPECT_EQ(exact(2e6), "2,000,000");
  EXPECT_EQ(exact(7.0197), "7.0197");
  EXPECT_EQ(exact(1e-9), "0.000000001");
  EXPECT_EQ(exact(NAN), "not a number");
  for (const double value : {1e300, 3e-308, 1.0 / 3, 123456789.123456789}) {
    std::string digits;
    for (const char c : exact(value)) {
      if (c != ',') digits += c;
    }
    EXPECT_DOUBLE_EQ(std::stod(digits), value);
  }
}

TEST(Numbers, plain_keeps_significant_digits_and_groups_thousands) {
  EXPECT_EQ(plain(1234.5), "1,230");
  EXPECT_EQ(plain(0.012345), "0.0123");
  EXPECT_EQ(plain(1234567), "1,230,000");
  EXPECT_EQ(plain(-98765), "-98,800");
  EXPECT_EQ(plain(0.9996), "1.00");
}

TEST(Numbers, exact_neither_rounds_nor_pads) {
  EXPECT_EQ(exact(1048576), "1,048,576");
  EXPECT_EQ(exact(0.087), "0.087");
  EXPECT_EQ(exact(48), "48");
  EXPECT_EQ(exact(0), "0");
  EXPECT_EQ(exact(-1234.5), "-1,234.5");
  EXPECT_EQ(exact(1e15), "1,000,000,000,000,000");
}

TEST(Numbers, not_finite_is_said_in_words) {
  EXPECT_EQ(plain(NAN), "not a number");
  EXPECT_EQ(si(INFINITY, "B/s"), "infinite B/s");
}

TEST(Numbers, percent_money_duration) {
  EXPECT_EQ(percent(0.8712), "87.1 %");
  EXPECT_EQ(money(34698, "USD"), "34,700 USD");
  EXPECT_EQ(duration(0.0123), "12.3 ms");
  EXPECT_EQ(duration(4.5e-6), "4.50 us");
  EXPECT_EQ(duration(61), "61.0 s");
}

}  // namespace
}  // namespace fleetmark::report

// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/ownership.h"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetmark::cost {
namespace {

// A published owner's cost of an H200: 34,698 USD with its server, 13.3 %/yr, 48 months, 130
// USD/kW-month on 1.44 kW, 80 % drawn, PUE 1.25, 0.087 USD/kWh; quoted as 1.66 USD/h.
OwnershipTerms published_h200() {
  return {.device_price = 34698,
          .host_and_network_price = 0,
          .residual_share = 0,
          .cost_of_capital_per_year = 0.133,
          .compounding = Compounding::kNominalMonthly,
          .life_months = 48,
          .device_w = 700,
          .host_and_network_w = 740,
          .draw_share_of_provisioned = 0.8,
          .pue = 1.25,
          .colocation_price = 130,
          .power_price = 0.087};
}

double line(const OwnershipCost& cost, const std::string& key) {
  for (const auto& entry : cost.lines) {
    if (entry.key == key) return entry.per_hour;
  }
  ADD_FAILURE() << "no line " << key;
  return NAN;
}

TEST(Ownership, reproduces_the_published_h200_hour) {
  const auto cost = ownership_cost(published_h200());
  EXPECT_NEAR(line(cost, "capital_device"), 1.2822, 0.00005);
  EXPECT_NEAR(line(cost, "facility"), 0.2564, 0.00005);
  EXPECT_NEAR(line(cost, "energy"), 0.1253, 0.00005);
  EXPECT_NEAR(cost.per_hour, 1.6640, 0.0005);
}

TEST(Ownership, effective_rate_mode_is_cheaper_by_compounding) {
  auto terms = published_h200();
  terms.compounding = Compounding::kEffective;
  EXPECT_NEAR(ownership_cost(terms).per_hour, 1.6463, 0.0005);
}

TEST(Ownership, lines_sum_to_the_total) {
  auto terms = published_h200();
  terms.host_and_network_price = 5000;
  terms.residual_share = 0.15;
  const auto cost = ownership_cost(terms);
  double sum = 0;
  for (const auto& entry : cost.lines) sum += entry.per_hour;
  EXPECT_NEAR(sum / cost.per_hour, 1.0, 1e-12);
}

TEST(Ownership, zero_interest_is_straight_line) {
  auto terms = published_h200();
  terms.residual_share = 0.25;
  terms.cost_of_capital_per_year = 0;
  for (const auto mode : {Compounding::kNominalMonthly, Compounding::kEffective}) {
    terms.compounding = mode;
    EXPECT_DOUBLE_EQ(capital_per_hour_per_price(terms), 0.75 / 48 / 730);
  }
}

TEST(Ownership, small_interest_tends_to_the_straight_line) {
  auto terms = published_h200();
  const double straight = 1.0 / 48 / 730;
  for (const double r : {1e-6, 1e-9, 1e-12, 1e-15}) {
    terms.cost_of_capital_per_year = r;
    // First order of the annuity: 1 + i (n + 1) / 2.
    EXPECT_NEAR(capital_per_hour_per_price(terms) / straight, 1 + r / 12 * 49 / 2, 1e-10);
  }
}

// Pay the annuity month by month: the debt is down to the residual at the end of life.
TEST(Ownership, the_annuity_repays_the_debt_to_the_residual) {
  auto terms = published_h200();
  for (const auto mode : {Compounding::kNominalMonthly, Compounding::kEffective}) {
    terms.compounding = mode;
    for (const double residual : {0.0, 0.1, 0.5, 1.0}) {
      terms.residual_share = residual;
      const double rate = monthly_rate(terms.cost_of_capital_per_year, mode);
      const double payment =
          terms.device_price * capital_per_hour_per_price(terms) * kHoursPerMonth;
      double debt = terms.device_price;
      for (int month = 0; month < 48; ++month) debt = debt * (1 + rate) - payment;
      EXPECT_NEAR(debt, residual * terms.device_price, 1e-7);
    }
  }
}

TEST(Ownership, effective_months_compound_to_the_year) {
  EXPECT_NEAR(std::pow(1 + monthly_rate(0.133, Compounding::kEffective), 12), 1.133, 1e-14);
  EXPECT_DOUBLE_EQ(monthly_rate(0.12, Compounding::kNominalMonthly), 0.01);
}

TEST(Ownership, pue_touches_energy_and_provisioned_power_touches_facility) {
  const auto base = ownership_cost(published_h200());
  auto terms = published_h200();
  terms.pue = 2.5;
  EXPECT_NEAR(line(ownership_cost(terms), "energy"), 2 * line(base, "energy"), 1e-15);
  EXPECT_DOUBLE_EQ(line(ownership_cost(terms), "facility"), line(base, "facility"));
  terms = published_h200();
  terms.draw_share_of_provisioned = 0.4;
  EXPECT_DOUBLE_EQ(line(ownership_cost(terms), "facility"), line(base, "facility"));
  EXPECT_NEAR(line(ownership_cost(terms), "energy"), 0.5 * line(base, "energy"), 1e-15);
}

TEST(Ownership, every_dearer_term_makes_the_hour_dearer) {
  const double base = ownership_cost(published_h200()).per_hour;
  const std::vector<double OwnershipTerms::*> dearer{&OwnershipTerms::device_price,
                                                     &OwnershipTerms::cost_of_capital_per_year,
                                                     &OwnershipTerms::device_w,
                                                     &OwnershipTerms::host_and_network_w,
                                                     &OwnershipTerms::draw_share_of_provisioned,
                                                     &OwnershipTerms::pue,
                                                     &OwnershipTerms::colocation_price,
                                                     &OwnershipTerms::power_price};
  for (const auto member : dearer) {
    auto terms = published_h200();
    terms.*member *= 1.1;
    EXPECT_GT(ownership_cost(terms).per_hour, base);
  }
  auto terms = published_h200();
  terms.life_months = 60;
  EXPECT_LT(ownership_cost(terms).per_hour, base);
  terms = published_h200();
  terms.residual_share = 0.1;
  EXPECT_LT(ownership_cost(terms).per_hour, base);
}

}  // namespace
}  // namespace fleetmark::cost

// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/ownership.h"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetmark::cost {
namespace {

// A published owner's cost of an H200: 34,698 USD with its server, 13.3 %/yr, 48 months, 130
// USD/kW-month on 1.44 kW, 80 % drawn, PUE 1.25, 0.087 USD/kWh; quoted as 1.66 USD/h.
CostTerms published_h200() {
  CostTerms terms;
  terms.device_price = 34698;
  terms.cost_of_capital_per_year = 0.133;
  terms.life_months = 48;
  terms.device_w = 700;
  terms.host_and_network_w = 740;
  terms.draw_share_of_provisioned = 0.8;
  terms.pue = 1.25;
  terms.colocation_price = 130;
  terms.power_price = 0.087;
  return terms;
}

double line(const OwnershipCost& cost, const std::string& key) {
  for (const auto& entry : cost.lines) {
    if (entry.row().key == key) return entry.per_hour;
  }
  ADD_FAILURE() << "no line " << key;
  return NAN;
}

double capital(const CostTerms& terms) {
  return annuity_per_hour(monthly_rate(terms.cost_of_capital_per_year, terms.compounding),
                          terms.life_months, terms.residual_share);
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
    EXPECT_DOUBLE_EQ(capital(terms), 0.75 / 48 / 730);
  }
}

TEST(Ownership, small_interest_tends_to_the_straight_line) {
  auto terms = published_h200();
  const double straight = 1.0 / 48 / 730;
  for (const double r : {1e-6, 1e-9, 1e-12, 1e-15}) {
    terms.cost_of_capital_per_year = r;
    // First order of the annuity: 1 + i (n + 1) / 2.
    EXPECT_NEAR(capital(terms) / straight, 1 + r / 12 * 49 / 2, 1e-10);
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
      const double payment = terms.device_price * capital(terms) * kHoursPerMonth;
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
  const std::vector<double CostTerms::*> dearer{&CostTerms::device_price,
                                                &CostTerms::cost_of_capital_per_year,
                                                &CostTerms::device_w,
                                                &CostTerms::host_and_network_w,
                                                &CostTerms::draw_share_of_provisioned,
                                                &CostTerms::pue,
                                                &CostTerms::colocation_price,
                                                &CostTerms::power_price};
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

// Everything that an owner may pay, in round figures.
CostTerms everything() {
  CostTerms terms = published_h200();
  terms.cost_of_capital_per_year = 0;  // straight line: a price of 1 is 1 / (48 x 730) an hour
  terms.host_and_network_price = 5000;
  terms.storage_price = 1000;
  terms.duty_share = 0.25;
  terms.freight_share = 0.02;
  terms.vat_share = 0.13;
  terms.vat_recoverable_share = 0.5;
  terms.spares_share = 0.03;
  terms.install_share = 0.01;
  terms.prepayment_share = 1;
  terms.lead_months = 6;
  terms.prepayment_recovery_share = 0.2;
  terms.blocked_delivery_probability = 0.1;
  terms.maintenance_share_per_year = 0.05;
  terms.insurance_share_per_year = 0.005;
  terms.software_licence_price = 4380;
  terms.engineer_price = 7300;
  terms.devices_per_engineer = 100;
  terms.fleet_devices = 1000;
  terms.porting_person_months = 12;
  terms.porting_engineers = 4;
  terms.compliance_fixed_price = 1e6;
  terms.compliance_price_per_device = 200;
  return terms;
}

TEST(Ownership, every_line_is_what_its_formula_says) {
  const CostTerms terms = everything();
  const auto cost = ownership_cost(terms);
  const double life_hours = 48 * 730;
  const double price = terms.device_price;
  EXPECT_NEAR(line(cost, "duty"), 0.25 * price / life_hours, 1e-12);
  EXPECT_NEAR(line(cost, "freight"), 0.02 * price / life_hours, 1e-12);
  EXPECT_NEAR(line(cost, "vat"), 0.065 * (1.27 * price + 6000) / life_hours, 1e-12);
  EXPECT_NEAR(line(cost, "spares"), 0.03 * price / life_hours, 1e-12);
  EXPECT_NEAR(line(cost, "install"), 0.01 * price / life_hours, 1e-12);
  EXPECT_NEAR(line(cost, "storage"), 1000 / life_hours, 1e-12);
  EXPECT_NEAR(line(cost, "blocked_delivery"), price * 0.8 / 9 / life_hours, 1e-12);
  EXPECT_NEAR(line(cost, "maintenance"), 0.05 * (price + 5000) / 8760, 1e-12);
  EXPECT_NEAR(line(cost, "insurance"), 0.005 * (price + 5000) / 8760, 1e-12);
  EXPECT_NEAR(line(cost, "licences"), 0.5, 1e-12);
  EXPECT_NEAR(line(cost, "staff"), 0.1, 1e-12);
  EXPECT_NEAR(line(cost, "porting"), 12 * 7300 / (1000 * life_hours), 1e-12);
  EXPECT_NEAR(line(cost, "compliance"), (200 + 1000) / life_hours, 1e-12);
  double sum = 0;
  for (const auto& entry : cost.lines) sum += entry.per_hour;
  EXPECT_NEAR(sum / cost.per_hour, 1, 1e-12);
}

// At no interest and no residual, what a device costs over its life beside running is what was
// paid.
TEST(Ownership, the_landed_price_is_what_the_annuities_repay) {
  auto terms = everything();
  terms.prepayment_share = terms.blocked_delivery_probability = 0;
  terms.compliance_fixed_price = 0;
  const auto cost = ownership_cost(terms);
  double bought = 0;
  for (const char* key : {"capital_device", "duty", "freight", "vat", "spares", "install",
                          "capital_host_and_network", "storage", "compliance"}) {
    bought += line(cost, key) * 48 * 730;
  }
  EXPECT_NEAR(landed_price(terms) / bought, 1, 1e-12);
}

TEST(Ownership, a_prepayment_costs_its_interest) {
  auto terms = everything();
  terms.cost_of_capital_per_year = 0.12;
  const double recovery = annuity_per_hour(0.01, 48, 0);
  EXPECT_NEAR(line(ownership_cost(terms), "prepayment"),
              terms.device_price * (std::pow(1.01, 6) - 1) * recovery, 1e-12);
}

TEST(Ownership, an_owned_hall_is_an_annuity_on_provisioned_power) {
  auto terms = published_h200();
  terms.facility = Facility::kOwned;
  terms.cost_of_capital_per_year = 0;
  terms.owned_facility_price = 10;
  terms.owned_facility_life_months = 180;
  terms.owned_facility_opex_share_per_year = 0.03;
  EXPECT_NEAR(line(ownership_cost(terms), "facility"), 14400.0 / (180 * 730) + 14400 * 0.03 / 8760,
              1e-12);
}

TEST(Ownership, a_tenant_pays_rent_staff_and_licences_alone) {
  auto terms = everything();
  terms.tenure = Tenure::kRented;
  terms.rental_price = 3;
  const auto cost = ownership_cost(terms);
  EXPECT_DOUBLE_EQ(line(cost, "rent"), 3);
  EXPECT_NEAR(cost.per_hour, 3 + 0.5 + 0.1 + line(cost, "porting") + line(cost, "compliance"),
              1e-12);
}

TEST(Ownership, an_idle_device_draws_its_idle_share) {
  auto terms = published_h200();
  terms.idle_share_of_draw = 0.25;
  const double busy = line(ownership_cost(terms, 1), "energy");
  EXPECT_NEAR(line(ownership_cost(terms, 0), "energy"), 0.25 * busy, 1e-15);
  EXPECT_NEAR(line(ownership_cost(terms, 0.6), "energy"), 0.7 * busy, 1e-15);
}

}  // namespace
}  // namespace fleetmark::cost

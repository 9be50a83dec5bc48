// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/cost_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/harness/cost/cost_builders.h"

namespace fleetmark::cost {
namespace {

using test::economics;
using test::exact_rate;
using test::kPetabyte;
using test::profile;

CostModel model_of(const DeviceInputs& device, const Economics& terms, double rate = 2e12) {
  return *cost_model(device, terms, exact_rate(rate), kPetabyte);
}
double allocation(const DeviceInputs& device, const Economics& terms, double rate = 2e12) {
  return price_at(model_of(device, terms, rate).terms).allocation;
}

Economics in_china() {
  auto terms = economics();
  terms.region = "CN-west";
  terms.engineer_price = test::input(10'000, "USD/person-month");
  terms.fleet_devices = test::input(100, "devices");
  terms.porting_engineers = test::input(3, "persons");
  return terms;
}

DeviceInputs ported(double person_months, const Economics& terms) {
  DeviceOverrides stated;
  stated.porting_person_months = Range{person_months, {}, {}};
  return device_inputs(profile("a"), terms, PortingTask::kInference, stated);
}

TEST(CostModel, porting_is_paid_over_the_lifes_volume) {
  const auto terms = in_china();
  const double without = allocation(ported(0, terms), terms);
  const double with = allocation(ported(12, terms), terms);
  const auto model = model_of(ported(12, terms), terms);
  // 12 person-months by 3 are 4 of 48 months without work. Tasks of the fleet in its life:
  const double tasks = 100.0 * 44 * 730 * 3600 * model.terms.tasks_per_s * 0.9 * 0.95 * 0.5;
  EXPECT_NEAR(with, without * 48 / 44 + 12 * 10'000 / tasks, 1e-12 * with);
}

TEST(CostModel, porting_that_outlasts_the_device_is_refused_with_the_way_out) {
  const auto terms = in_china();
  const auto model = cost_model(ported(3 * 48, terms), terms, exact_rate(1), 1);
  ASSERT_FALSE(model);
  EXPECT_NE(model.missing().front().find("porting_engineers"), std::string::npos);
}

TEST(CostModel, without_a_fleet_the_cost_of_porting_is_left_out_and_said_to_be) {
  auto terms = in_china();
  terms.fleet_devices.reset();
  const auto model = model_of(ported(12, terms), terms);
  EXPECT_EQ(model.left_out,
            std::vector<std::string>{"porting: inputs.fleet_devices of test-terms"});
  EXPECT_DOUBLE_EQ(model.terms.porting_person_months, 0);
}

TEST(CostModel, what_imports_pay_domestic_devices_do_not) {
  auto terms = in_china();
  terms.blocked_delivery_probability = test::input(0.1, "1");
  terms.compliance_price_per_device = test::input(300, "USD/device");
  terms.prepayment_share = test::input(1, "1");
  terms.prepayment_share_domestic_devices = test::input(0.3, "1");
  auto domestic = profile("d");
  domestic.tier = model::Tier::kDomestic;
  const auto imported = model_of(device_inputs(profile("a"), terms), terms).terms;
  const auto at_home = model_of(device_inputs(domestic, terms), terms).terms;
  EXPECT_DOUBLE_EQ(imported.blocked_delivery_probability, 0.1);
  EXPECT_DOUBLE_EQ(at_home.blocked_delivery_probability, 0);
  EXPECT_DOUBLE_EQ(imported.compliance_price_per_device, 300);
  EXPECT_DOUBLE_EQ(at_home.compliance_price_per_device, 0);
  EXPECT_DOUBLE_EQ(imported.prepayment_share, 1);
  EXPECT_DOUBLE_EQ(at_home.prepayment_share, 0.3);
}

TEST(CostModel, an_owned_hall_takes_the_place_of_colocation) {
  auto terms = economics();
  terms.facility = Facility::kOwned;
  terms.owned_facility_price = test::input(10, "USD/W");
  terms.colocation_price.reset();
  EXPECT_TRUE(cost_model(device_inputs(profile("a"), terms), terms, exact_rate(1), 1));
  terms.owned_facility_price.reset();
  EXPECT_EQ(cost_model(device_inputs(profile("a"), terms), terms, exact_rate(1), 1).missing(),
            std::vector<std::string>{"inputs.owned_facility_price of test-terms"});
}

TEST(CostModel, a_tenant_needs_the_rent_and_neither_price_nor_power) {
  auto terms = economics();
  terms.tenure = Tenure::kRented;
  auto device = profile("a");
  device.prices.clear();
  device.tdp.reset();
  EXPECT_EQ(cost_model(device_inputs(device, terms), terms, exact_rate(1), 1).missing(),
            std::vector<std::string>{"leases[].typical of a"});
  DeviceOverrides stated;
  stated.rental_price = Range{3.6, {}, {}};
  const auto model = cost_model(device_inputs(device, terms, PortingTask::kNothing, stated), terms,
                                exact_rate(1), 1);
  ASSERT_TRUE(model);
  EXPECT_NEAR(price_at(model->terms).usage, 0.001, 1e-15);
}

TEST(CostModel, idle_hours_draw_less_and_cost_less) {
  auto terms = economics();
  const double without = allocation(device_inputs(profile("a"), terms), terms);
  terms.idle_share_of_draw = test::input(0.25, "1");
  const double with = allocation(device_inputs(profile("a"), terms), terms);
  // Energy is 0.1 an hour (see task_test), of which idle halves save 0.75.
  const auto t = model_of(device_inputs(profile("a"), terms), terms).terms;
  const double tasks_per_hour = 3600 * t.tasks_per_s * 0.9 * 0.95 * 0.5;
  EXPECT_NEAR(without - with, 0.1 * 0.75 * 0.5 / tasks_per_hour, 1e-12 * without);
}

// Whatever is dearer, slower or shorter-lived never makes a task cheaper.
TEST(CostModel, cost_is_monotonic_in_every_term) {
  const std::vector<double CostTerms::*> dearer{&CostTerms::device_price,
                                                &CostTerms::host_and_network_price,
                                                &CostTerms::storage_price,
                                                &CostTerms::freight_share,
                                                &CostTerms::install_share,
                                                &CostTerms::spares_share,
                                                &CostTerms::duty_share,
                                                &CostTerms::vat_share,
                                                &CostTerms::prepayment_share,
                                                &CostTerms::lead_months,
                                                &CostTerms::blocked_delivery_probability,
                                                &CostTerms::cost_of_capital_per_year,
                                                &CostTerms::device_w,
                                                &CostTerms::host_and_network_w,
                                                &CostTerms::draw_share_of_provisioned,
                                                &CostTerms::idle_share_of_draw,
                                                &CostTerms::pue,
                                                &CostTerms::power_price,
                                                &CostTerms::colocation_price,
                                                &CostTerms::maintenance_share_per_year,
                                                &CostTerms::insurance_share_per_year,
                                                &CostTerms::software_licence_price,
                                                &CostTerms::engineer_price,
                                                &CostTerms::porting_person_months,
                                                &CostTerms::compliance_fixed_price,
                                                &CostTerms::compliance_price_per_device};
  const std::vector<double CostTerms::*> cheaper{&CostTerms::life_months,
                                                 &CostTerms::residual_share,
                                                 &CostTerms::vat_recoverable_share,
                                                 &CostTerms::prepayment_recovery_share,
                                                 &CostTerms::devices_per_engineer,
                                                 &CostTerms::fleet_devices,
                                                 &CostTerms::porting_engineers,
                                                 &CostTerms::availability,
                                                 &CostTerms::goodput,
                                                 &CostTerms::utilisation,
                                                 &CostTerms::tasks_per_s};
  CostTerms base = model_of(ported(12, in_china()), in_china()).terms;
  for (const auto member : dearer) {
    if (base.*member == 0) base.*member = 0.1;
  }
  base.idle_share_of_draw = 0.5;
  base.vat_recoverable_share = base.prepayment_recovery_share = 0.5;
  const double now = price_at(base).allocation;
  for (const auto member : dearer) {
    CostTerms moved = base;
    moved.*member *= 1.05;
    EXPECT_GT(price_at(moved).allocation, now);
  }
  for (const auto member : cheaper) {
    CostTerms moved = base;
    moved.*member *= 1.02;
    EXPECT_LT(price_at(moved).allocation, now);
  }
}

}  // namespace
}  // namespace fleetmark::cost

// SPDX-License-Identifier: Apache-2.0
#include "harness/report/why/why_cost.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/harness/cost/cost_builders.h"
#include "tests/harness/report/why/why_lines.h"

namespace fleetmark::report {
namespace {

using cost::CostTerms;

constexpr double kRate = 2e12;

TaskRows one_device() {
  const cost::Economics terms = test::economics();
  const auto device = test::profile("a");
  auto cost = cost::task_cost(cost::device_inputs(device, terms), terms, test::exact_rate(kRate),
                              test::kPetabyte);
  TaskRows rows{test::triad_task().unit, "B/s", "USD", {}};
  model::PlacementRow placed{
      .entry = {.id = "a", .name = "", .tier = {}, .rate = test::exact_rate(kRate)},
      .gap = model::Unknown{{"no reference"}}};
  rows.rows.push_back({std::move(placed), std::move(cost), model::Unknown{{"no reference"}}});
  return rows;
}

// The device with other terms, and all that follows from them.
TaskRows with(const CostTerms& terms) {
  TaskRows rows = one_device();
  cost::TaskCost cost = *rows.rows[0].cost;
  cost.model.terms = terms;
  const auto price = cost::price_at(terms);
  cost.usage.typical = price.usage;
  cost.allocation = cost::CostInterval{.typical = price.allocation};
  cost.kwh_per_task = terms.drawn_kw(1) * terms.pue / 3600 / terms.tasks_per_s;
  rows.rows[0].cost = std::move(cost);
  return rows;
}

// Every term somewhere in its range, so that each part of a device-hour is there.
CostTerms any_terms(std::mt19937_64& random) {
  const auto between = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  CostTerms t;
  t.compounding =
      between(0, 1) < 0.5 ? cost::Compounding::kNominalMonthly : cost::Compounding::kEffective;
  t.tenure = between(0, 1) < 0.8 ? cost::Tenure::kOwned : cost::Tenure::kRented;
  t.facility = between(0, 1) < 0.5 ? cost::Facility::kColocation : cost::Facility::kOwned;
  t.device_price = between(3e3, 6e4);
  t.fx_from_factor = between(0.8, 1.2);
  t.host_and_network_price = between(0, 2e4);
  t.storage_price = between(0, 1e3);
  t.freight_share = between(0, 0.1);
  t.install_share = between(0, 0.1);
  t.spares_share = between(0, 0.1);
  t.duty_share = between(0, 0.3);
  t.vat_share = between(0.05, 0.2);
  t.vat_recoverable_share = between(0, 0.9);
  t.prepayment_share = between(0, 1);
  t.lead_months = between(0, 18);
  t.prepayment_recovery_share = between(0, 0.9);
  t.blocked_delivery_probability = between(0, 0.5);
  t.cost_of_capital_per_year = between(0, 1) < 0.2 ? 0 : between(0.02, 0.2);
  t.life_months = between(24, 84);
  t.residual_share = between(0, 0.3);
  t.rental_price = between(1, 5);
  t.device_w = between(100, 1500);
  t.host_and_network_w = between(0, 800);
  t.draw_share_of_provisioned = between(0.4, 1);
  t.idle_share_of_draw = between(0.1, 0.9);
  t.pue = between(1.05, 1.8);
  t.power_price = between(0.03, 0.3);
  t.colocation_price = between(50, 300);
  t.owned_facility_price = between(5, 15);
  t.owned_facility_life_months = between(120, 240);
  t.owned_facility_opex_share_per_year = between(0, 0.1);
  t.maintenance_share_per_year = between(0, 0.1);
  t.insurance_share_per_year = between(0, 0.02);
  t.software_licence_price = between(0, 5000);
  t.engineer_price = between(3000, 2e4);
  t.devices_per_engineer = between(50, 500);
  t.fleet_devices = between(8, 5000);
  t.porting_person_months = between(0, 1) < 0.5 ? 0 : between(1, 60);
  t.porting_engineers = between(5, 20);
  t.compliance_fixed_price = between(0, 1e6);
  t.compliance_price_per_device = between(0, 500);
  t.availability = between(0.8, 1);
  t.goodput = between(0.7, 1);
  if (between(0, 1) < 0.5) {  // of a training job
    t.accelerator_mtbf_h = between(2e4, 1e6);
    t.job_devices = std::floor(between(8, 4096));
    t.checkpoint_s = between(5, 200);
    t.restart_s = between(0, 1200);
    if (between(0, 1) < 0.5) t.checkpoint_interval_s = between(1200, 3600);
  }
  t.utilisation = between(0.2, 0.9);
  t.tasks_per_s = between(1e-6, 1e3);
  return t;
}

TEST(WhyCost, every_line_multiplies_out_whatever_the_terms) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 300; ++i) {
    const CostTerms terms = any_terms(random);
    const auto lines = why_cost(with(terms));
    test::expect_multiplies_out(lines);
    if (HasFailure()) FAIL() << "draw " << i;
  }
}

TEST(WhyCost, the_last_results_are_those_of_the_cost_table) {
  std::mt19937_64 random(12);
  for (int i = 0; i < 100; ++i) {
    const CostTerms terms = any_terms(random);
    const auto lines = why_cost(with(terms));
    const auto* usage = test::line_of(lines, "a", "usage cost of the task");
    const auto* allocation = test::line_of(lines, "a", "allocation cost of the task");
    ASSERT_NE(usage, nullptr);
    ASSERT_NE(allocation, nullptr);
    const double expected = cost::price_at(terms).allocation;
    EXPECT_NEAR(test::Arithmetic::value_of(usage->numbers), cost::price_at(terms).usage,
                1e-6 * usage->value);
    EXPECT_NEAR(test::Arithmetic::value_of(allocation->numbers), expected, 1e-5 * expected);
  }
}

TEST(WhyCost, a_goodput_that_follows_is_the_last_line_of_its_own_arithmetic) {
  std::mt19937_64 random(13);
  CostTerms terms = any_terms(random);
  EXPECT_EQ(test::line_of(why_cost(with(terms)), "a", "time of a restart, R") != nullptr,
            terms.accelerator_mtbf_h > 0);
  terms.accelerator_mtbf_h = 50000;
  terms.job_devices = 16384;
  terms.checkpoint_s = 60;
  terms.restart_s = 600;
  terms.checkpoint_interval_s = 0;
  const auto lines = why_cost(with(terms));
  const auto* goodput = test::line_of(lines, "a", "goodput, g");
  ASSERT_NE(goodput, nullptr);
  EXPECT_NEAR(test::Arithmetic::value_of(goodput->numbers), cost::goodput_of(terms), 1e-6);
  const auto* devices = test::line_of(lines, "a", "devices of the job, N");
  ASSERT_NE(devices, nullptr);
  EXPECT_EQ(devices->value, 16384);
  EXPECT_FALSE(devices->from.empty());
}

TEST(WhyCost, the_rate_over_the_amount_is_what_the_task_is_priced_at) {
  const auto lines = why_cost(one_device());
  const auto* tasks = test::line_of(lines, "a", "tasks a second, q");
  ASSERT_NE(tasks, nullptr);
  EXPECT_EQ(tasks->formula, "rate / amount");
  EXPECT_DOUBLE_EQ(test::Arithmetic::value_of(tasks->numbers), kRate / test::kPetabyte);
}

TEST(WhyCost, a_device_without_a_cost_has_no_arithmetic) {
  TaskRows rows = one_device();
  rows.rows[0].cost = model::Unknown{{"prices[]"}};
  EXPECT_TRUE(why_cost(rows).empty());
}

}  // namespace
}  // namespace fleetmark::report

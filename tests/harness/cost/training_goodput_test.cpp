// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/training_goodput.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/cost/simulation.h"
#include "harness/cost/tie.h"
#include "tests/harness/cost/cost_builders.h"

namespace fleetmark::cost {
namespace {

using test::exact_rate;
using test::input;
using test::kPetabyte;
using test::profile;

constexpr double kDevices = 16384;

// One in 50,000 h fails, which is one in 10,986 s of the job.
Economics failing() {
  Economics terms = test::economics();
  terms.goodput.reset();
  terms.accelerator_mtbf_h = input(50000, "h");
  terms.checkpoint_s = input(60, "s");
  terms.restart_s = input(600, "s");
  return terms;
}

DeviceInputs training(const Economics& terms, std::optional<double> devices = kDevices) {
  DeviceInputs inputs = device_inputs(profile("a"), terms);
  inputs.is_training = true;
  inputs.training_devices = devices;
  return inputs;
}

CostModel model_of(const DeviceInputs& device, const Economics& terms) {
  const auto made = cost_model(device, terms, exact_rate(2e12), kPetabyte);
  EXPECT_TRUE(made);
  return *made;
}

double expected_share() {
  const double m = 50000.0 * 3600 / kDevices;
  return 1 - std::sqrt(2 * 60 / m) - 600 / m;
}

TEST(TrainingGoodput, a_task_costs_what_it_does_where_the_same_share_is_stated) {
  const Economics terms = failing();
  const CostTerms derived = model_of(training(terms), terms).terms;
  EXPECT_NEAR(goodput_of(derived), expected_share(), 1e-12);
  Economics stated = test::economics();
  stated.goodput = input(expected_share(), "1");
  const CostTerms direct = model_of(training(stated), stated).terms;
  EXPECT_NEAR(price_at(derived).allocation / price_at(direct).allocation, 1, 1e-12);
  EXPECT_NEAR(hour_yield(derived).tasks_per_hour / hour_yield(direct).tasks_per_hour, 1, 1e-12);
  EXPECT_EQ(price_at(derived).usage, price_at(direct).usage);
}

TEST(TrainingGoodput, shorter_times_between_failures_never_make_a_task_cheaper) {
  Economics terms = failing();
  double before = 0;
  for (double mtbf_h = 1e6; mtbf_h > 1e4; mtbf_h /= 1.2) {
    terms.accelerator_mtbf_h = input(mtbf_h, "h");
    const double now = price_at(model_of(training(terms), terms).terms).allocation;
    EXPECT_GT(now, before);
    before = now;
  }
}

TEST(TrainingGoodput, a_stated_share_is_used_as_it_is_by_training_too) {
  const Economics terms = test::economics();
  EXPECT_EQ(goodput_of(model_of(training(terms), terms).terms), 0.95);
}

TEST(TrainingGoodput, serving_does_not_use_it) {
  const Economics terms = failing();
  const CostModel serving = model_of(device_inputs(profile("a"), terms), terms);
  EXPECT_FALSE(serving.has_operations);
  ASSERT_EQ(serving.missing_operations.size(), 1U);
  EXPECT_TRUE(serving.missing_operations[0].starts_with("inputs.goodput of test-terms"));
  Economics both = failing();  // as --set makes of a file with a share
  both.goodput = input(0.8, "1");
  EXPECT_EQ(goodput_of(model_of(device_inputs(profile("a"), both), both).terms), 0.8);
  EXPECT_NEAR(goodput_of(model_of(training(both), both).terms), expected_share(), 1e-12);
}

TEST(TrainingGoodput, what_is_missing_is_named_and_nothing_is_taken_in_its_place) {
  Economics terms = failing();
  CostModel model = model_of(training(terms, std::nullopt), terms);
  EXPECT_FALSE(model.has_operations);
  EXPECT_TRUE(model.missing_operations[0].starts_with("--training-devices"));
  terms.restart_s.reset();
  model = model_of(training(terms), terms);
  EXPECT_FALSE(model.has_operations);
  EXPECT_EQ(model.missing_operations, std::vector<std::string>{"inputs.restart_s of test-terms"});
  EXPECT_EQ(missing_failures(terms), std::vector<std::string>{"restart_s"});
  EXPECT_TRUE(missing_failures(failing()).empty());
  EXPECT_TRUE(missing_failures(test::economics()).empty());
  Economics interval_alone = test::economics();
  interval_alone.checkpoint_interval_s = input(1800, "s");
  EXPECT_EQ(missing_failures(interval_alone).size(), 3U);
}

TEST(TrainingGoodput, a_job_that_gets_nowhere_has_no_cost_of_a_task) {
  Economics terms = failing();
  terms.accelerator_mtbf_h = input(1, "h");
  const CostModel model = model_of(training(terms), terms);
  EXPECT_FALSE(model.has_operations);
  EXPECT_FALSE(model.makes_progress);
  EXPECT_TRUE(model.missing_operations[0].starts_with("infeasible: a job on 16384 devices"));
  const auto cost = task_cost(training(terms), terms, exact_rate(2e12), kPetabyte);
  ASSERT_TRUE(cost);
  EXPECT_GT(cost->usage.typical, 0);
  EXPECT_FALSE(cost->allocation);
}

// The ranges are drawn: a driver of its own, and a mean although some draws stop the job.
TEST(TrainingGoodput, doubt_in_the_times_is_doubt_in_the_cost) {
  Economics terms = failing();
  terms.accelerator_mtbf_h->low = 2500;
  terms.accelerator_mtbf_h->high = 100000;
  const CostModel model = model_of(training(terms), terms);
  ASSERT_TRUE(model.has_operations);
  EXPECT_EQ(goodput_of([&] {
              CostTerms worst = model.terms;
              worst.accelerator_mtbf_h = 100;
              return worst;
            }()),
            kLeastGoodput);
  const auto simulation = simulate({model}, {.samples = 2000, .seed = 1});
  EXPECT_TRUE(std::isfinite(simulation.costs[0].mean));
  EXPECT_TRUE(std::isfinite(simulation.costs[0].allocation.p90));
  bool is_driver = false;
  for (const auto& driver : simulation.costs[0].drivers) {
    is_driver = is_driver || (driver.key == "inputs.accelerator_mtbf_h" && driver.share > 0.3);
  }
  EXPECT_TRUE(is_driver);
}

TEST(TrainingGoodput, the_figure_names_its_formula_and_the_origin_of_each_number) {
  Economics terms = failing();
  auto derived = derived_goodput(terms, kDevices);
  ASSERT_TRUE(derived);
  EXPECT_NEAR(derived->found.share, expected_share(), 1e-12);
  EXPECT_TRUE(derived->is_optimum);
  EXPECT_EQ(derived->at_worst, derived->at_best);  // no ranges
  for (const char* part :
       {"Young 1974", "accelerator_mtbf_h ", "checkpoint_s ", "restart_s ", "tau the optimum"}) {
    EXPECT_NE(derived->origin.find(part), std::string::npos) << part;
  }
  terms.checkpoint_interval_s = input(3600, "s");
  terms.checkpoint_s->low = 30;
  terms.checkpoint_s->high = 120;
  derived = derived_goodput(terms, kDevices);
  EXPECT_FALSE(derived->is_optimum);
  EXPECT_EQ(derived->found.used.interval_s, 3600);
  EXPECT_LT(derived->at_worst, derived->found.share);
  EXPECT_GT(derived->at_best, derived->found.share);
  terms.checkpoint_s.reset();
  EXPECT_EQ(derived_goodput(terms, kDevices).missing(),
            std::vector<std::string>{"inputs.checkpoint_s of test-terms"});
}

}  // namespace
}  // namespace fleetmark::cost

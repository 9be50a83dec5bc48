// SPDX-License-Identifier: Apache-2.0
#include "harness/model/fit/parameters_without.h"

#include <gtest/gtest.h>

#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

// Square products that reach `share` of the peak.
std::vector<Observation> products_on(const std::string& device, double share) {
  ModelParameters made = starting_parameters();
  made[Parameter::kCompute16] = share;
  std::vector<Observation> all;
  for (const double n : {2048., 4096., 6144., 8192.}) {
    Observation one;
    one.what = product_case(device + std::to_string(n), round_rates(device), n, n, n);
    one.measured = modelled(one.what.task, one.what.rates, made);
    all.push_back(one);
  }
  return all;
}

double share_of(const ParameterSet& set) { return set.shared[Parameter::kCompute16]; }

TEST(ParametersWithout, a_group_that_is_left_out_is_forgotten) {
  const auto slow = products_on("slow", 0.4), fast = products_on("fast", 0.8);
  Members all, others;
  for (const auto& one : slow) all.push_back(&one);
  for (const auto& one : fast) {
    all.push_back(&one);
    others.push_back(&one);
  }
  const ModelParameters prior = starting_parameters();
  const ParameterSet fitted = fit_parameters(all, {prior, {}}, prior).parameters;
  ParametersWithout without(all, fitted, prior);
  const std::string slow_group = group_of(slow[0].what);
  EXPECT_EQ(without.group(slow_group).shared.values, refit(others, fitted, prior).shared.values);
  EXPECT_GT(share_of(without.group(slow_group)),
            share_of(without.group(group_of(fast[0].what))) + 0.2);
  EXPECT_EQ(without.group("none").shared.values, fitted.shared.values);
}

TEST(ParametersWithout, of_a_single_group_parameters_stay) {
  const auto only = products_on("only", 0.5);
  Members all;
  for (const auto& one : only) all.push_back(&one);
  const ModelParameters prior = starting_parameters();
  ParameterSet fitted{prior, {}};
  fitted.shared[Parameter::kCompute16] = 0.3;
  ParametersWithout without(all, fitted, prior);
  EXPECT_EQ(share_of(without.group(group_of(only[0].what))), 0.3);
}

}  // namespace
}  // namespace fleetmark::model

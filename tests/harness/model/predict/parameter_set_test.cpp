// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/parameter_set.h"

#include <gtest/gtest.h>

#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

ParameterSet two_engines() {
  ParameterSet set;
  set.engines = {{"eager", {2, 0.5, 1}}, {"idle", {1000, 1, 1}}};
  return set;
}

TEST(ParameterSet, an_engine_has_its_factors_and_shares_the_rest) {
  const ParameterSet set = two_engines();
  const ModelParameters own = set.of_engine("eager");
  for (const auto& row : kParameterTable) {
    double factor = 1;
    if (row.parameter == Parameter::kOperatorTime) factor = 2;
    if (row.parameter == Parameter::kPrefillShare) factor = 0.5;
    EXPECT_DOUBLE_EQ(own[row.parameter], factor * set.shared[row.parameter]) << row.name;
  }
  EXPECT_EQ(set.of_engine("").values, set.shared.values);
  EXPECT_EQ(set.of_engine("unheard of").values, set.shared.values);
}

TEST(ParameterSet, stays_within_what_physics_allows) {
  const auto& row = kParameterTable[static_cast<std::size_t>(Parameter::kOperatorTime)];
  EXPECT_EQ(two_engines().of_engine("idle")[Parameter::kOperatorTime], row.high);
}

TEST(ParameterSet, a_case_is_modelled_by_its_stack) {
  const ParameterSet set = two_engines();
  Case what = test::product_case("one", test::round_rates("d"), 8, 4096, 4096);
  what.traits[static_cast<std::size_t>(Trait::kStack)] = "eager";
  EXPECT_EQ(modelled(what, set), modelled(what.task, what.rates, set.of_engine("eager")));
  EXPECT_NE(modelled(what, set), modelled(what.task, what.rates, set.shared));
}

}  // namespace
}  // namespace fleetmark::model

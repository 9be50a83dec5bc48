// SPDX-License-Identifier: Apache-2.0
// Worlds are every combination of independent outcomes.
#include "harness/fleet/uncertainty.h"

#include <gtest/gtest.h>

#include <set>

namespace fleetmark::fleet {
namespace {

using Policies = std::vector<std::string>;

std::vector<Uncertainty> approvals_and_demand() {
  return {{"approvals",
           {{"halved", 0.25, Policies{"quota-halved", "tie-1-count"}, {}},
            {"", 0.1, Policies{"ban"}, {{WorldChangeKind::kImportPrice, 1.2}}}}},
          {"demand", {{"", 0.3, {}, {{WorldChangeKind::kDemand, 0.8}}}}}};
}

TEST(Uncertainty, nothing_uncertain_is_the_scenario_alone) {
  const auto worlds = worlds_of({});
  ASSERT_EQ(worlds.size(), 1U);
  EXPECT_EQ(worlds.front().name, "the scenario");
  EXPECT_EQ(worlds.front().chance, 1);
  EXPECT_EQ(world_count({}), 1U);
}

TEST(Uncertainty, worlds_are_all_combinations_and_chances_multiply) {
  const auto worlds = worlds_of(approvals_and_demand());
  ASSERT_EQ(worlds.size(), 3U * 2U);
  EXPECT_EQ(world_count(approvals_and_demand()), worlds.size());
  double sum = 0;
  std::set<std::string> names;
  for (const auto& world : worlds) {
    sum += world.chance;
    names.insert(world.name);
  }
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_EQ(names,
            (std::set<std::string>{"the scenario", "demand=0.8", "halved", "halved+demand=0.8",
                                   "ban+import-price=1.2", "ban+import-price=1.2+demand=0.8"}));
  EXPECT_EQ(worlds.front().name, "the scenario");
  EXPECT_NEAR(worlds.front().chance, 0.65 * 0.7, 1e-12);
  EXPECT_FALSE(worlds.front().policies);
  const WorldAsked& last = worlds.back();
  EXPECT_NEAR(last.chance, 0.1 * 0.3, 1e-12);
  EXPECT_EQ(last.policies, Policies{"ban"});
  ASSERT_EQ(last.changes.size(), 2U);
  EXPECT_EQ(last.changes[0].amount, 1.2);
  EXPECT_EQ(last.changes[1].amount, 0.8);
}

TEST(Uncertainty, a_world_without_policies_has_a_name) {
  EXPECT_EQ(name_of(Policies{}, {}), "no-policies");
  EXPECT_EQ(name_of(Policies{"a", "b"}, {{WorldChangeKind::kDomesticDelay, 2}}),
            "a+b+domestic-delay=2");
}

}  // namespace
}  // namespace fleetmark::fleet

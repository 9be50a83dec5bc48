// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/crossover.h"

#include <gtest/gtest.h>

#include "tests/harness/cost/cost_builders.h"

namespace fleetmark::cost {
namespace {

CostTerms owned() {
  const auto terms = test::economics();
  return cost_model(device_inputs(test::profile("a"), terms), terms, test::exact_rate(2e12),
                    test::kPetabyte)
      ->terms;
}

TEST(Crossover, at_the_utilisation_found_owning_costs_what_renting_does) {
  CostTerms terms = owned();
  const double hour = sum(hour_parts(terms, 1));
  const auto found = crossover(terms, 2 * hour, std::nullopt);
  ASSERT_TRUE(found.utilisation_against_rent);
  // Energy does not fall in idle hours here, so an owned hour costs the same at any utilisation.
  EXPECT_NEAR(*found.utilisation_against_rent, 0.5, 1e-9);
  terms.utilisation = *found.utilisation_against_rent;
  EXPECT_NEAR(price_at(terms).allocation / *found.rent_per_task, 1, 1e-9);
  EXPECT_FALSE(found.api_per_task);
}

TEST(Crossover, a_rent_below_the_hour_is_never_beaten) {
  const CostTerms terms = owned();
  const double hour = sum(hour_parts(terms, 1));
  EXPECT_FALSE(crossover(terms, 0.9 * hour, std::nullopt).utilisation_against_rent);
}

TEST(Crossover, an_api_is_compared_by_the_task) {
  const CostTerms terms = owned();
  const double at_full = price_at([&] {
                           CostTerms busy = terms;
                           busy.utilisation = 1;
                           return busy;
                         }())
                             .allocation;
  const auto found = crossover(terms, std::nullopt, 4 * at_full);
  EXPECT_NEAR(found.utilisation_against_api.value_or(0), 0.25, 1e-9);
  EXPECT_FALSE(found.rent_per_task);
}

}  // namespace
}  // namespace fleetmark::cost

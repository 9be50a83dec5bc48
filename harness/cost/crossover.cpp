// SPDX-License-Identifier: Apache-2.0
// See crossover.h.
#include "harness/cost/crossover.h"

#include <cmath>

#include "harness/cost/roots.h"

namespace fleetmark::cost {
namespace {

// Owned cost falls with utilisation, so there is one crossing at most.
std::optional<double> utilisation_at(const CostTerms& device, double per_task) {
  const auto dearer = [&](double utilisation) {
    CostTerms terms = device;
    terms.utilisation = utilisation;
    return std::log(price_at(terms).allocation / per_task);
  };
  constexpr double kLeast = 1e-4;
  const Crossings found = crossings(dearer, kLeast, 1);
  if (found.at_min < 0) return kLeast;
  if (found.roots.empty()) return std::nullopt;
  return found.roots.front();
}

}  // namespace

Crossover crossover(const CostTerms& device, std::optional<double> rent_per_hour,
                    std::optional<double> api_per_task) {
  Crossover result;
  result.owned_per_task = price_at(device).allocation;
  if (rent_per_hour) {
    // What interrupts an owned device interrupts a rented one; staff and porting come with both.
    CostTerms rented = device;
    rented.tenure = Tenure::kRented;
    rented.rental_price = *rent_per_hour;
    rented.fx_from_factor = rented.fx_to_factor = 1;
    rented.utilisation = 1;
    result.rent_per_task = price_at(rented).allocation;
    result.utilisation_against_rent = utilisation_at(device, *result.rent_per_task);
  }
  if (api_per_task) {
    result.api_per_task = api_per_task;
    result.utilisation_against_api = utilisation_at(device, *api_per_task);
  }
  return result;
}

}  // namespace fleetmark::cost

// SPDX-License-Identifier: Apache-2.0
// Own, rent by the hour, or buy the task from somebody's API: at which utilisation owning begins to
// pay. A rented hour is taken only when it is used; an owned one is paid whether used or not.
#pragma once

#include <optional>

#include "harness/cost/cost_model.h"
#include "harness/cost/device_inputs.h"

namespace fleetmark::cost {

struct Crossover {
  double owned_per_task = 0;            // with the hours that nobody uses
  std::optional<double> rent_per_task;  // used hours alone
  std::optional<double> api_per_task;
  // Utilisation above which owning is cheaper; absent: not even at 1.
  std::optional<double> utilisation_against_rent, utilisation_against_api;
};

// `device` is owned. `rent_per_hour` and `api_per_task` where known.
Crossover crossover(const CostTerms& device, std::optional<double> rent_per_hour,
                    std::optional<double> api_per_task);

}  // namespace fleetmark::cost

// SPDX-License-Identifier: Apache-2.0
// See task.h.
#include "harness/cost/task.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::cost {
namespace {

using model::Known;
using model::RatePrediction;
using model::Unknown;

using CostAt = double (*)(const CostTerms&);
double usage_at(const CostTerms& terms) { return price_at(terms).usage; }
double allocation_at(const CostTerms& terms) { return price_at(terms).allocation; }

double moved(CostAt cost_at, const CostTerms& terms, const CostInput& input, double value) {
  CostTerms at = terms;
  at.*input.place = value;
  return cost_at(at);
}

// With one input at its ends.
struct Ends {
  double at_low, at_high;
};
Ends ends(CostAt cost_at, const CostModel& model, const CostInput& input) {
  return {moved(cost_at, model.terms, input, input.distribution.low()),
          moved(cost_at, model.terms, input, input.distribution.high())};
}

CostInterval interval_of(CostAt cost_at, const CostModel& model, bool with_operations) {
  const double typical = cost_at(model.terms);
  double up = 0;
  double down = 0;
  for (const auto& input : model.inputs) {
    if (input.is_operations && !with_operations) continue;
    const auto [at_low, at_high] = ends(cost_at, model, input);
    up = std::hypot(up, std::max(0.0, std::log(std::max(at_low, at_high) / typical)));
    down = std::hypot(down, std::max(0.0, std::log(typical / std::min(at_low, at_high))));
  }
  return {.typical = typical, .p10 = typical * std::exp(-down), .p90 = typical * std::exp(up)};
}

std::vector<Driver> drivers_of(CostAt cost_at, const CostModel& model) {
  std::vector<Driver> drivers;
  for (const auto& input : model.inputs) {
    if (input.is_operations && !model.has_operations) continue;
    const auto [at_low, at_high] = ends(cost_at, model, input);
    if (at_low == at_high) continue;
    drivers.push_back(
        {input.key, input.distribution.low(), input.distribution.high(), at_low, at_high});
  }
  std::ranges::stable_sort(drivers, [](const Driver& a, const Driver& b) {
    return std::abs(a.at_high - a.at_low) > std::abs(b.at_high - b.at_low);
  });
  return drivers;
}

// Cost is monotonic in every input, so its extremes lie where each is at one of its ends.
Corners corners_of(CostAt cost_at, const CostModel& model) {
  CostTerms cheap = model.terms;
  CostTerms dear = model.terms;
  for (const auto& input : model.inputs) {
    const auto [at_low, at_high] = ends(cost_at, model, input);
    const double low = input.distribution.low();
    const double high = input.distribution.high();
    cheap.*input.place = at_low <= at_high ? low : high;
    dear.*input.place = at_low <= at_high ? high : low;
  }
  return {cost_at(cheap), cost_at(dear)};
}

void add_energy(TaskCost& cost, const DeviceInputs& device, const Economics& economics) {
  if (!device.power) {
    cost.kwh_per_task = cost.kgco2_per_task = Unknown{device.power.missing()};
    return;
  }
  const CostTerms& terms = cost.model.terms;
  const double kwh = terms.drawn_kw(1) * terms.pue / 3600 * cost.seconds_per_task;
  cost.kwh_per_task = kwh;
  if (economics.grid_kgco2_per_kwh) {
    cost.kgco2_per_task = kwh * terms.grid_kgco2_per_kwh;
  } else {
    cost.kgco2_per_task = Unknown{{missing_key("grid_kgco2_per_kwh", economics)}};
  }
}

void add_origin(TaskCost& cost, const DeviceInputs& device, const Economics& economics,
                const std::string& rate_origin) {
  const bool is_rented = economics.tenure == Tenure::kRented;
  cost.origin = is_rented ? device.rental->origin : device.price->origin;
  if (device.power) cost.origin += "; " + device.power->origin;
  cost.origin += "; " + rate_origin;
  cost.price_date = is_rented ? device.rental->date : device.price->date;
  if (!is_rented) cost.notes = device.price->notes;
  if (cost.model.terms.porting_person_months > 0) {
    cost.notes.push_back("porting " + device.porting->origin);
  }
  if (device.is_domestic && economics.power_price_domestic_devices && !is_rented) {
    cost.notes.push_back("power at the rate of sites with domestic devices alone");
  }
  if (device.throughput_scale != 1) {
    cost.notes.push_back("throughput scaled by the user");
  }
  for (const auto& what : cost.model.left_out) {
    cost.notes.push_back("a lower bound, without " + what);
  }
}

}  // namespace

Known<TaskCost> task_cost(const DeviceInputs& device, const Economics& economics,
                          const Known<RatePrediction>& rate, double amount) {
  Known<CostModel> made = cost_model(device, economics, rate, amount);
  if (!made) return Unknown{made.missing()};
  TaskCost cost;
  cost.model = *std::move(made);
  const CostModel& model = cost.model;
  cost.hour = ownership_cost(model.terms);
  cost.seconds_per_task = 1 / model.terms.tasks_per_s;
  cost.currency = economics.currency;
  cost.usage = interval_of(usage_at, model, false);
  if (model.has_operations) {
    cost.allocation = interval_of(allocation_at, model, true);
  } else {
    cost.allocation = Unknown{model.missing_operations};
  }
  const CostAt best_known = model.has_operations ? allocation_at : usage_at;
  cost.drivers = drivers_of(best_known, model);
  cost.corners = corners_of(best_known, model);
  add_energy(cost, device, economics);
  add_origin(cost, device, economics, rate->origin);
  return cost;
}

}  // namespace fleetmark::cost

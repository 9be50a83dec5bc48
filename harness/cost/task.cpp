// SPDX-License-Identifier: Apache-2.0
// See task.h. Everything is evaluated at a Point of plain numbers; the interval moves one of them
// at a time.
#include "harness/cost/task.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace fleetmark::cost {
namespace {

using model::Known;
using model::RatePrediction;
using model::Unknown;

struct Point {
  OwnershipTerms terms;
  double tasks_per_s = 0;
  double availability = 1;
  double goodput = 1;
  double utilisation = 1;
};

struct Variation {
  std::string key;
  double low;
  double high;
  double& (*place)(Point&);
  bool is_operations = false;  // touches allocation alone
};

struct InputPlace {
  MaybeInput Economics::*member;
  double& (*place)(Point&);
  bool is_operations;
};

// Where each input of the economics file lands in a Point.
constexpr std::array<InputPlace, 12> kInputPlaces{{
    {&Economics::cost_of_capital_per_year,
     [](Point& p) -> double& { return p.terms.cost_of_capital_per_year; }, false},
    {&Economics::life_months, [](Point& p) -> double& { return p.terms.life_months; }, false},
    {&Economics::residual_share, [](Point& p) -> double& { return p.terms.residual_share; }, false},
    {&Economics::host_and_network_price,
     [](Point& p) -> double& { return p.terms.host_and_network_price; }, false},
    {&Economics::host_and_network_w_per_device,
     [](Point& p) -> double& { return p.terms.host_and_network_w; }, false},
    {&Economics::colocation_price, [](Point& p) -> double& { return p.terms.colocation_price; },
     false},
    {&Economics::power_price, [](Point& p) -> double& { return p.terms.power_price; }, false},
    {&Economics::pue, [](Point& p) -> double& { return p.terms.pue; }, false},
    {&Economics::draw_share_of_provisioned,
     [](Point& p) -> double& { return p.terms.draw_share_of_provisioned; }, false},
    {&Economics::availability, [](Point& p) -> double& { return p.availability; }, true},
    {&Economics::goodput, [](Point& p) -> double& { return p.goodput; }, true},
    {&Economics::utilisation, [](Point& p) -> double& { return p.utilisation; }, true},
}};

// The host share of price or power does not apply to this device.
bool is_not_added(const DeviceInputs& device, MaybeInput Economics::*member) {
  if (member == &Economics::host_and_network_price) {
    return device.is_its_own_host || (device.price && device.price->includes_host_and_network);
  }
  if (member == &Economics::host_and_network_w_per_device) {
    return device.is_its_own_host || (device.power && device.power->is_all_in);
  }
  return false;
}

// The rate of sites with domestic devices alone takes the place of the general one for them.
struct Applied {
  const MaybeInput& input;
  MaybeInput Economics::*member;
};
Applied applied(const DeviceInputs& device, const Economics& economics,
                MaybeInput Economics::*member) {
  const bool is_granted = member == &Economics::power_price && device.is_domestic &&
                          economics.power_price_domestic_devices.has_value();
  if (is_granted) member = &Economics::power_price_domestic_devices;
  return {economics.*member, member};
}

std::string key_of(MaybeInput Economics::*member) {
  for (const auto& field : kEconomicsFields) {
    if (field.member == member) return std::string(field.key);
  }
  return {};
}

double usage_at(const Point& point) {
  return usage_per_task(ownership_cost(point.terms).per_hour, point.tasks_per_s);
}
double allocation_at(const Point& point) {
  return allocation_per_task(usage_at(point), point.availability, point.goodput, point.utilisation);
}
using CostAt = double (*)(const Point&);

std::pair<double, double> ends(CostAt cost_at, const Point& point, const Variation& variation) {
  Point low = point;
  Point high = point;
  variation.place(low) = variation.low;
  variation.place(high) = variation.high;
  return {cost_at(low), cost_at(high)};
}

// Deviations of ln C, added in quadrature, upward and downward apart.
CostInterval interval_of(CostAt cost_at, const Point& point,
                         const std::vector<Variation>& variations, bool with_operations) {
  const double typical = cost_at(point);
  double up = 0;
  double down = 0;
  for (const auto& variation : variations) {
    if (variation.is_operations && !with_operations) continue;
    const auto [at_low, at_high] = ends(cost_at, point, variation);
    up = std::hypot(up, std::max(0.0, std::log(std::max(at_low, at_high) / typical)));
    down = std::hypot(down, std::max(0.0, std::log(typical / std::min(at_low, at_high))));
  }
  return {.typical = typical, .p10 = typical * std::exp(-down), .p90 = typical * std::exp(up)};
}

std::vector<Driver> drivers_of(CostAt cost_at, const Point& point,
                               const std::vector<Variation>& variations, bool with_operations) {
  std::vector<Driver> drivers;
  for (const auto& variation : variations) {
    if (variation.is_operations && !with_operations) continue;
    const auto [at_low, at_high] = ends(cost_at, point, variation);
    drivers.push_back({variation.key, at_low, at_high});
  }
  std::stable_sort(drivers.begin(), drivers.end(), [](const Driver& a, const Driver& b) {
    return std::abs(a.at_high - a.at_low) > std::abs(b.at_high - b.at_low);
  });
  return drivers;
}

// Price, exchange rate and rate; absent ranges vary nothing.
std::vector<Variation> device_variations(const DeviceInputs& device, const Economics& economics,
                                         const RatePrediction& rate, double amount) {
  const PurchasePrice& price = *device.price;
  const auto device_price = [](Point& p) -> double& { return p.terms.device_price; };
  std::vector<Variation> variations;
  if (price.amount.low && price.amount.high) {
    variations.push_back({"purchase_price", *price.amount.low, *price.amount.high, device_price});
  }
  for (const auto& fx : economics.fx) {
    const Input& units = fx.units_per_usd;
    const bool is_from = fx.currency == price.currency;
    const bool is_converted =
        price.currency != economics.currency && (is_from || fx.currency == economics.currency);
    if (!is_converted || !units.low || !units.high) continue;
    const double typical = price.amount.typical;
    const double value = units.figure.value;
    // The price is divided by the rate it comes from and multiplied by the file's own.
    const double at_low = is_from ? typical * value / *units.low : typical * *units.low / value;
    const double at_high = is_from ? typical * value / *units.high : typical * *units.high / value;
    variations.push_back({"fx." + fx.currency, at_low, at_high, device_price});
  }
  variations.push_back({"rate", rate.p10_per_s / amount, rate.p90_per_s / amount,
                        [](Point& p) -> double& { return p.tasks_per_s; }});
  return variations;
}

void add_economics_variations(const DeviceInputs& device, const Economics& economics,
                              std::vector<Variation>& variations) {
  for (const auto& [general, place, is_operations] : kInputPlaces) {
    const auto [input, member] = applied(device, economics, general);
    if (!input || !input->low || !input->high || is_not_added(device, member)) continue;
    variations.push_back(
        {"inputs." + key_of(member), *input->low, *input->high, place, is_operations});
  }
}

// Sets availability, goodput and utilisation, or says which are missing.
std::vector<std::string> set_operations(const Economics& economics, Point& point) {
  std::vector<std::string> missing;
  for (const auto& field : kEconomicsFields) {
    for (const auto& [member, place, is_operations] : kInputPlaces) {
      if (member != field.member || !is_operations) continue;
      const MaybeInput& input = economics.*member;
      if (input) {
        place(point) = input->figure.value;
      } else {
        missing.push_back(missing_key(field.key, economics));
      }
    }
  }
  return missing;
}

}  // namespace

double usage_per_task(double per_hour, double tasks_per_s) {
  return per_hour / (3600 * tasks_per_s);
}

double allocation_per_task(double usage, double availability, double goodput, double utilisation) {
  return usage / (availability * goodput * utilisation);
}

double joules_per_item(double power_kw, double items_per_s) {
  return power_kw * 1000 / items_per_s;
}

Known<OwnershipTerms> terms_without_price(const DeviceInputs& device, const Economics& economics) {
  std::vector<std::string> missing;
  model::collect_missing(device.power, missing);
  Point point;
  point.terms.compounding = economics.compounding;
  for (const auto& field : kEconomicsFields) {
    for (const auto& [member, place, is_operations] : kInputPlaces) {
      if (member != field.member || is_operations || is_not_added(device, member)) continue;
      const MaybeInput& input = applied(device, economics, member).input;
      if (input) {
        place(point) = input->figure.value;
      } else {
        missing.push_back(missing_key(field.key, economics));
      }
    }
  }
  if (!missing.empty()) return Unknown{missing};
  point.terms.device_w = device.power->w;
  return point.terms;
}

Known<OwnershipTerms> ownership_terms(const DeviceInputs& device, const Economics& economics) {
  std::vector<std::string> missing;
  model::collect_missing(device.price, missing);
  const Known<OwnershipTerms> terms = terms_without_price(device, economics);
  model::collect_missing(terms, missing);
  if (!missing.empty()) return Unknown{missing};
  OwnershipTerms priced = *terms;
  priced.device_price = device.price->amount.typical;
  return priced;
}

Known<TaskCost> task_cost(const DeviceInputs& device, const Economics& economics,
                          const Known<RatePrediction>& rate, double amount) {
  const Known<OwnershipTerms> terms = ownership_terms(device, economics);
  std::vector<std::string> missing;
  model::collect_missing(rate, missing);
  model::collect_missing(terms, missing);
  if (!missing.empty()) return Unknown{missing};

  Point point{.terms = *terms, .tasks_per_s = rate->per_s / amount};
  const auto missing_operations = set_operations(economics, point);
  const bool has_operations = missing_operations.empty();
  auto variations = device_variations(device, economics, *rate, amount);
  add_economics_variations(device, economics, variations);

  TaskCost cost;
  cost.terms = *terms;
  cost.hour = ownership_cost(*terms);
  cost.seconds_per_task = 1 / point.tasks_per_s;
  cost.kwh_per_task = terms->drawn_kw() * terms->pue / 3600 * cost.seconds_per_task;
  if (const MaybeInput& grid = economics.grid_kgco2_per_kwh) {
    cost.kgco2_per_task = cost.kwh_per_task * grid->figure.value;
  } else {
    cost.kgco2_per_task = Unknown{{missing_key("grid_kgco2_per_kwh", economics)}};
  }
  cost.usage = interval_of(usage_at, point, variations, false);
  if (has_operations) {
    cost.allocation = interval_of(allocation_at, point, variations, true);
  } else {
    cost.allocation = Unknown{missing_operations};
  }
  cost.drivers =
      drivers_of(has_operations ? allocation_at : usage_at, point, variations, has_operations);
  cost.currency = economics.currency;
  cost.notes = device.price->notes;
  if (applied(device, economics, &Economics::power_price).member != &Economics::power_price) {
    cost.notes.push_back("power at the rate of sites with domestic devices alone");
  }
  cost.origin = device.price->origin + "; " + device.power->origin + "; " + rate->origin;
  return cost;
}

}  // namespace fleetmark::cost

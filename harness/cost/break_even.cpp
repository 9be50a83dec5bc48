// SPDX-License-Identifier: Apache-2.0
// See break_even.h.
#include "harness/cost/break_even.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "harness/cost/roots.h"

namespace fleetmark::cost {
namespace {

using model::Known;
using model::Unknown;

std::string number(double value, int digits) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::fixed, digits);
  return {text.data(), end.ptr};
}
std::string whole(double value) { return number(value, value < 10 ? 2 : 0); }
std::string short_number(double value) {
  if (value == std::round(value)) return number(value, 0);
  return number(value, value < 10 ? 3 : 1);
}
std::string percent(double ratio) { return whole(100 * ratio) + " %"; }

double cost_of(const CostModel& model, const CostTerms& terms) {
  const TaskPrice price = price_at(terms);
  return model.has_operations ? price.allocation : price.usage;
}

// `price_of_one` is what a price of 1 adds to `at_zero`.
BreakEven solve(double at_zero, double price_of_one, double target, bool is_power_known,
                const std::string& currency) {
  BreakEven result;
  if (at_zero > target) {
    result.kind = BreakEvenKind::kNone;
    result.dearer_at_zero = at_zero / target - 1;
    result.text = "none: still " + percent(result.dearer_at_zero) + " dearer at price 0";
    return result;
  }
  result.kind = is_power_known ? BreakEvenKind::kPrice : BreakEvenKind::kUpperBound;
  result.price = (target - at_zero) / price_of_one;
  result.text = is_power_known ? whole(result.price) + " " + currency
                               : "below " + whole(result.price) + " " + currency +
                                     " (its power is not known and would lower this)";
  return result;
}

// ln(cost of the device / cost of the reference) with the lever at x.
using LogRatio = std::function<double(double)>;

std::string text_of(const Crossings& found, const LeverResult& lever) {
  std::string text;
  for (const double root : found.roots) {
    text += (text.empty() ? "" : " and ") + short_number(root);
  }
  if (!text.empty()) return text;
  if (found.least > 0) {
    const bool is_limit = found.least_at == lever.min || found.least_at == lever.max;
    return "none: still " + percent(std::exp(found.least) - 1) + " dearer at " +
           short_number(found.least_at) + (is_limit ? " (the limit)" : " (its best)");
  }
  return "none: cheaper from " + short_number(lever.min) + " to " + short_number(lever.max);
}

LeverResult pulled(LeverResult lever, const LogRatio& ratio) {
  const Crossings found = crossings(ratio, lever.min, lever.max);
  lever.roots = found.roots;
  lever.text = text_of(found, lever);
  return lever;
}

}  // namespace

Known<BreakEven> break_even_price(const DeviceInputs& device, const Economics& economics,
                                  const Known<model::RatePrediction>& rate, double amount,
                                  const Known<TaskCost>& reference) {
  // Without its power the running cost has a lower bound only: none of its own, no host.
  const bool is_power_known = device.power.has_value();
  DeviceInputs assumed = device;
  if (!is_power_known) assumed.power = PowerFigure{.w = 0, .is_all_in = true, .origin = "none"};
  PurchasePrice free = device.price ? *device.price : PurchasePrice{};
  free.amount = {};
  assumed.price = free;
  std::vector<std::string> missing;
  Economics owned = economics;
  owned.tenure = Tenure::kOwned;
  const Known<CostModel> made = cost_model(assumed, owned, rate, amount);
  model::collect_missing(made, missing);
  model::collect_missing(reference, missing);
  if (!missing.empty()) return Unknown{missing};
  CostTerms priced = made->terms;
  const double at_zero = cost_of(*made, priced);
  // Far from 0, so that the difference keeps its digits.
  constexpr double kFar = 1e6;
  priced.device_price = kFar;
  const double price_of_one = (cost_of(*made, priced) - at_zero) / kFar;
  const double target =
      made->has_operations ? reference->allocation->typical : reference->usage.typical;
  return solve(at_zero, price_of_one, target, is_power_known, economics.currency);
}

std::vector<LeverResult> break_even_levers(const CostModel& device, const CostModel& reference,
                                           const std::optional<SoftwareLever>& software,
                                           double utilisation_cap) {
  const double target = cost_of(reference, reference.terms);
  std::vector<LeverResult> levers;
  if (software) {
    const double now = software->share_of_ideal;
    levers.push_back(pulled({"software_efficiency", "of ideal", now, now / 20, 1, {}, {}},
                            [&](double efficiency) {
                              CostTerms terms = device.terms;
                              terms.tasks_per_s = software->tasks_per_s(efficiency / now);
                              return std::log(cost_of(device, terms) / target);
                            }));
  }
  if (device.has_operations) {
    levers.push_back(
        pulled({"utilisation", "share", device.terms.utilisation, 0.01, utilisation_cap, {}, {}},
               [&](double utilisation) {
                 CostTerms terms = device.terms;
                 terms.utilisation = utilisation;
                 return std::log(cost_of(device, terms) / target);
               }));
  }
  const auto of_both = [&](const char* key, const char* unit, double CostTerms::*place, double min,
                           double max) {
    levers.push_back(
        pulled({key, unit, device.terms.*place, min, max, {}, {}}, [&, place](double value) {
          CostTerms a = device.terms;
          CostTerms b = reference.terms;
          a.*place = b.*place = value;
          return std::log(cost_of(device, a) / cost_of(reference, b));
        }));
  };
  if (device.terms.tenure == Tenure::kOwned) {
    const double dearest = 10 * std::max(device.terms.power_price, reference.terms.power_price);
    of_both("power_price", "per kWh", &CostTerms::power_price, 0, dearest);
    const double shortest = std::max(device.terms.porting_months(), 0.0) + 6;
    of_both("life_months", "month", &CostTerms::life_months, shortest, 120);
  }
  return levers;
}

}  // namespace fleetmark::cost

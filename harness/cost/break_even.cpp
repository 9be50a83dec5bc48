// SPDX-License-Identifier: Apache-2.0
// See break_even.h.
#include "harness/cost/break_even.h"

#include <array>
#include <charconv>

namespace fleetmark::cost {
namespace {

using model::Known;
using model::Unknown;

std::string whole(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::fixed, value < 10 ? 2 : 0);
  return {text.data(), end.ptr};
}

// `allowed_per_hour` is what an hour may cost for the tasks to cost the same.
BreakEven solve(const OwnershipTerms& terms, double allowed_per_hour, bool is_power_known,
                const std::string& currency) {
  const double at_zero = ownership_cost(terms).per_hour;
  BreakEven result;
  if (at_zero > allowed_per_hour) {
    result.kind = BreakEvenKind::kNone;
    result.dearer_at_zero = at_zero / allowed_per_hour - 1;
    result.text = "none: still " + whole(100 * result.dearer_at_zero) + " % dearer at price 0";
    return result;
  }
  result.kind = is_power_known ? BreakEvenKind::kPrice : BreakEvenKind::kUpperBound;
  result.price = (allowed_per_hour - at_zero) / capital_per_hour_per_price(terms);
  result.text = is_power_known ? whole(result.price) + " " + currency
                               : "below " + whole(result.price) + " " + currency +
                                     " (its power is not known and would lower this)";
  return result;
}

}  // namespace

Known<BreakEven> break_even_price(const DeviceInputs& device, const Economics& economics,
                                  const Known<model::RatePrediction>& rate, double amount,
                                  const Known<TaskCost>& reference) {
  std::vector<std::string> missing;
  model::collect_missing(rate, missing);
  model::collect_missing(reference, missing);
  // Without its power the running cost has a lower bound only: none of its own, no host.
  const bool is_power_known = device.power.has_value();
  DeviceInputs assumed = device;
  if (!is_power_known) assumed.power = PowerFigure{.w = 0, .is_all_in = true, .origin = "none"};
  const Known<OwnershipTerms> terms = terms_without_price(assumed, economics);
  model::collect_missing(terms, missing);
  if (!missing.empty()) return Unknown{missing};
  const double tasks_per_s = rate->per_s / amount;
  const double allowed = reference->usage.typical * 3600 * tasks_per_s;
  return solve(*terms, allowed, is_power_known, economics.currency);
}

}  // namespace fleetmark::cost

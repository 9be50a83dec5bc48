// SPDX-License-Identifier: Apache-2.0
// Quoted prices, of purchase or of rent: which one is used, in which currency, how wide it is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/cost/economics.h"
#include "harness/model/device_profile.h"
#include "harness/model/known.h"

namespace fleetmark::cost {

struct Range {
  double typical = 0;
  std::optional<double> low;  // P10 and P90, where a range is known
  std::optional<double> high;
};

// What a purchase price and a lease have in common. Points into a profile, which must outlive it.
struct Quote {
  const std::string* currency;
  const std::string* region;
  const std::string* date;
  const model::MaybeFigure *low, *typical, *high;

  explicit Quote(const model::Price& price);
  explicit Quote(const model::Lease& lease);

  [[nodiscard]] bool has_range() const { return low->has_value() && high->has_value(); }
  // A typical figure, or both ends of a range.
  [[nodiscard]] bool has_figure() const { return typical->has_value() || has_range(); }
  [[nodiscard]] const model::Figure& figure() const { return *typical ? **typical : **low; }
};

// From `currency` into that of the file, through USD with the dated rates of the file; Unknown
// names every rate that is missing: "fx.CNY of us-colo-2026".
model::Known<double> file_currency(double amount, const std::string& currency,
                                   const Economics& economics);

// "7.0197 CNY/USD of 2026-01-08 (cfets)", both legs of a cross rate; empty where nothing is
// converted.
std::string rate_text(const std::string& currency, const Economics& economics);

// How two quotes compare as far as market and date tell: below 0 when `a` is to be used. First what
// can be converted, then the file's region, then a full range, then the file's currency.
int compare_quotes(const Quote& a, const Quote& b, const Economics& economics);

// In the quote's currency; a price without a range gets one from its kind, and a note says so.
Range range_of(const Quote& quote, std::vector<std::string>& notes);

// sigma of ln(price) where a source gives one figure: judgement of this project (2026-11).
double spread_of(model::Kind kind);

// "35000 USD", "880000 CNY to 1050000 CNY".
std::string amount_text(const Quote& quote);

}  // namespace fleetmark::cost

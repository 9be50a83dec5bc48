// SPDX-License-Identifier: Apache-2.0
// See quotes.h.
#include "harness/cost/quotes.h"

#include <array>
#include <cmath>

#include "harness/model/evidence.h"

namespace fleetmark::cost {
namespace {

using model::Known;
using model::Unknown;

// 1 for USD itself; null where the file holds no rate.
struct UsdRate {
  double units_per_usd = 1;
  const FxRate* row = nullptr;  // of USD: none is needed
};
std::optional<UsdRate> usd_rate(const std::string& currency, const Economics& economics) {
  if (currency == "USD") return UsdRate{};
  for (const auto& row : economics.fx) {
    if (row.currency == currency) return UsdRate{row.units_per_usd.figure.value, &row};
  }
  return std::nullopt;
}

// A quote of the market that the file describes: "CN" for a file of "CN" or "CN-west".
bool is_of_region(const std::string& region, const Economics& economics) {
  return !region.empty() &&
         (economics.region == region || economics.region.starts_with(region + "-"));
}

}  // namespace

Quote::Quote(const model::Price& price)
    : currency(&price.currency),
      region(&price.region),
      date(&price.date),
      low(&price.low),
      typical(&price.typical),
      high(&price.high) {}

Quote::Quote(const model::Lease& lease)
    : currency(&lease.currency),
      region(&lease.region),
      date(&lease.date),
      low(&lease.low),
      typical(&lease.typical),
      high(&lease.high) {}

Known<double> file_currency(double amount, const std::string& currency,
                            const Economics& economics) {
  if (currency == economics.currency) return amount;
  const auto from = usd_rate(currency, economics);
  const auto to = usd_rate(economics.currency, economics);
  std::vector<std::string> missing;
  if (!from) missing.push_back("fx." + currency + " of " + economics.id);
  if (!to) missing.push_back("fx." + economics.currency + " of " + economics.id);
  if (!missing.empty()) return Unknown{missing};
  return amount / from->units_per_usd * to->units_per_usd;
}

std::string rate_text(const std::string& currency, const Economics& economics) {
  std::string text;
  if (currency == economics.currency) return text;
  for (const auto& code : {currency, economics.currency}) {
    const auto rate = usd_rate(code, economics);
    if (!rate || rate->row == nullptr) continue;
    const model::Figure& figure = rate->row->units_per_usd.figure;
    text += (text.empty() ? "" : " and ") + figure.as_written + " of " + figure.date + " (" +
            figure.source + ")";
  }
  return text;
}

int compare_quotes(const Quote& a, const Quote& b, const Economics& economics) {
  const auto prefer = [](bool of_a, bool of_b) { return static_cast<int>(of_b) - of_a; };
  const std::string& home =
      economics.home_currency.empty() ? economics.currency : economics.home_currency;
  const std::array<int, 4> order{
      prefer(file_currency(1, *a.currency, economics).has_value(),
             file_currency(1, *b.currency, economics).has_value()),
      prefer(is_of_region(*a.region, economics), is_of_region(*b.region, economics)),
      prefer(a.has_range() && *a.typical, b.has_range() && *b.typical),
      prefer(*a.currency == home, *b.currency == home)};
  for (const int difference : order) {
    if (difference != 0) return difference;
  }
  return 0;
}

Range range_of(const Quote& quote, std::vector<std::string>& notes) {
  Range range;
  if (*quote.typical) {
    range.typical = (*quote.typical)->value;
  } else {
    range.typical = std::sqrt((*quote.low)->value * (*quote.high)->value);
    notes.push_back("no typical price is quoted: the geometric mean of low and high is used");
  }
  if (quote.has_range()) {
    range.low = (*quote.low)->value;
    range.high = (*quote.high)->value;
    return range;
  }
  const model::Kind kind = quote.figure().kind;
  const double sigma = spread_of(kind);
  range.low = range.typical * std::exp(-model::kZ90 * sigma);
  range.high = range.typical * std::exp(model::kZ90 * sigma);
  notes.push_back("no price range is known: a spread of " +
                  std::to_string(std::lround(100 * sigma)) + " % is taken for a figure of kind " +
                  std::string(model::name_of(kind)));
  return range;
}

double spread_of(model::Kind kind) {
  constexpr std::array<double, model::kKindNames.size()> kSpread{0.03, 0.03, 0.10,
                                                                 0.10, 0.15, 0.25};
  return kSpread[static_cast<std::size_t>(kind)];
}

std::string amount_text(const Quote& quote) {
  return *quote.typical ? (*quote.typical)->as_written
                        : (*quote.low)->as_written + " to " + (*quote.high)->as_written;
}

}  // namespace fleetmark::cost

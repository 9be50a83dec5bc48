// SPDX-License-Identifier: Apache-2.0
// Prices and leases: order, and bounds by scope that catch thousands (35 for 35k) and the price of
// a server given as that of a card.
#include <array>

#include "harness/io/profile_subject.h"
#include "harness/io/unit_table.h"

namespace fleetmark::io {
namespace {

using model::Figure;
using model::MaybeFigure;

// Round rates, for bounds alone: what is computed with money uses the dated rates of an economics
// file.
struct Rate {
  std::string_view currency;
  double per_usd;
};
constexpr std::array kRates{Rate{"USD", 1}, Rate{"CNY", 7}, Rate{"EUR", 0.9}, Rate{"JPY", 150},
                            Rate{"KRW", 1400}};

struct Bounds {
  std::string_view scope;
  double low_usd, high_usd;
};
constexpr std::array kBounds{Bounds{"chip", 100, 150e3}, Bounds{"card", 100, 150e3},
                             Bounds{"module_8", 4e3, 1.2e6}, Bounds{"server_8", 8e3, 3e6},
                             Bounds{"lease", 0.01, 200}};

double per_usd(const std::string& currency) {
  for (const auto& row : kRates) {
    if (row.currency == currency) return row.per_usd;
  }
  return 1;
}

Result<> check_bounds(const Subject& subject, const std::string& key, const std::string& scope,
                      const std::string& currency, const MaybeFigure& quote) {
  if (!quote) return {};
  for (const auto& row : kBounds) {
    if (row.scope != scope) continue;
    const double low = row.low_usd * per_usd(currency);
    const double high = row.high_usd * per_usd(currency);
    if (quote->value >= low && quote->value <= high) return {};
    return subject.refuse(key, "found " + quote->as_written + " per " + scope + "; allowed: " +
                                   si_text(low, quote->unit) + " to " + si_text(high, quote->unit) +
                                   "; is it in thousands, or of another scope?");
  }
  return {};
}

template <typename Entry>
Result<> check_quotes(const Subject& subject, const std::string& key, const std::string& scope,
                      const Entry& entry) {
  const Figure* previous = nullptr;
  const std::array quotes{std::pair{".low", &entry.low}, std::pair{".typical", &entry.typical},
                          std::pair{".high", &entry.high}};
  for (const auto& [name, quote] : quotes) {
    if (!*quote) continue;
    if (previous != nullptr && previous->value > (*quote)->value) {
      return subject.refuse(key, "found " + previous->as_written + " before " +
                                     (*quote)->as_written + "; allowed: low <= typical <= high");
    }
    previous = &**quote;
  }
  for (const auto& [name, quote] : quotes) {
    FLEETMARK_CHECK(check_bounds(subject, key + name, scope, entry.currency, *quote));
  }
  return {};
}

const Figure* highest(const model::Price& price) {
  for (const auto* quote : {&price.high, &price.typical, &price.low}) {
    if (*quote) return &**quote;
  }
  return nullptr;
}

// One device cannot cost more than the server that holds eight of them.
Result<> check_scopes(const Subject& subject) {
  const auto& prices = subject.profile.prices;
  for (std::size_t i = 0; i < prices.size(); ++i) {
    const Figure* one = highest(prices[i]);
    if (one == nullptr || (prices[i].scope != "card" && prices[i].scope != "chip")) continue;
    for (const auto& other : prices) {
      const Figure* eight = highest(other);
      if (eight == nullptr || other.scope != "server_8" || other.currency != prices[i].currency) {
        continue;
      }
      if (one->value <= eight->value) continue;
      return subject.refuse("prices." + std::to_string(i),
                            "found " + one->as_written + " per " + prices[i].scope +
                                " beside a server of eight at " + eight->as_written +
                                "; allowed: at most the server; is the scope right?");
    }
  }
  return {};
}

}  // namespace

Result<> check_money(const Subject& subject) {
  const auto& p = subject.profile;
  for (std::size_t i = 0; i < p.prices.size(); ++i) {
    FLEETMARK_CHECK(
        check_quotes(subject, "prices." + std::to_string(i), p.prices[i].scope, p.prices[i]));
  }
  for (std::size_t i = 0; i < p.leases.size(); ++i) {
    FLEETMARK_CHECK(check_quotes(subject, "leases." + std::to_string(i), "lease", p.leases[i]));
  }
  return check_scopes(subject);
}

}  // namespace fleetmark::io

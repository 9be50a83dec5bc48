// SPDX-License-Identifier: Apache-2.0
// See terms.h.
#include "harness/cli/terms.h"

#include <algorithm>
#include <map>

#include "harness/cli/nearest.h"
#include "harness/cost/training_goodput.h"
#include "harness/record/joined.h"

namespace fleetmark::cli {
namespace {

constexpr std::string_view kInputs = "inputs.";

Result<> convert(Terms& terms, const std::string& currency) {
  if (currency.empty() || currency == terms.economics.currency) return {};
  const auto converted = cost::in_currency(terms.economics, currency);
  if (!converted) {
    std::vector<std::string> known{"USD"};
    for (const auto& fx : terms.economics.fx) known.push_back(fx.currency);
    std::string list;
    for (const auto& code : known) list += (list.empty() ? "" : ", ") + code;
    return Error{ErrorCode::kUsage, "--currency: found '" + currency + "'; allowed: " + list +
                                        ", which " + terms.economics.id + " has rates for" +
                                        suggestion(currency, known)};
  }
  terms.economics = *converted;
  return {};
}

// "fx.GBP": a rate may be stated that the file lacks.
bool is_new_rate(const std::string& key) {
  return key.size() == 6 && key.starts_with("fx.") &&
         std::all_of(key.begin() + 3, key.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// Of "key=value" or "inputs.key=value".
std::string key_of(const std::string& text) {
  const std::string key = text.substr(0, text.find('='));
  return key.starts_with(kInputs) ? key.substr(kInputs.size()) : key;
}

Result<> check_set_once(const std::vector<std::string>& set) {
  std::map<std::string, std::string> seen;
  for (const auto& text : set) {
    const auto [there, is_new] = seen.emplace(key_of(text), text);
    if (is_new) continue;
    return Error{ErrorCode::kUsage, "--set " + there->first + ": found '" + there->second +
                                        "' and '" + text + "'; allowed: one value for an input"};
  }
  return {};
}

Result<> set_one(const std::string& text, const std::vector<std::string>& keys, Terms& terms) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    return Error{ErrorCode::kUsage, "--set: found '" + text + "'; allowed: KEY=VALUE"};
  }
  const std::string key = key_of(text);
  if (!is_new_rate(key) && std::ranges::find(keys, key) == keys.end()) {
    return Error{ErrorCode::kUsage, "--set: there is no input '" + key + "' of " +
                                        terms.economics.id + " or of the compared devices" +
                                        suggestion(key, keys) + "; 'fleetmark show " +
                                        terms.economics.id + "' prints the inputs"};
  }
  return cost::apply_setting(key, text.substr(equals + 1), terms.economics, terms.settings);
}

// The first key of a job's failures that is set; empty: none.
std::string failure_key_set(const std::vector<std::string>& set) {
  for (const auto& text : set) {
    std::string key = key_of(text);
    const auto* field = std::ranges::find(cost::kEconomicsFields, key, &cost::EconomicsField::key);
    if (field == cost::kEconomicsFields.end()) continue;
    const auto& failures = cost::kJobFailureInputs;
    if (std::ranges::find(failures, field->member) != failures.end()) return key;
  }
  return {};
}

// Goodput is stated, or follows from a whole set of failures.
Result<> check_goodput(const std::vector<std::string>& set, const Terms& terms) {
  const std::string key = failure_key_set(set);
  if (key.empty()) return {};
  const bool states_goodput =
      std::ranges::any_of(set, [](const auto& text) { return key_of(text) == "goodput"; });
  if (states_goodput) {
    return Error{ErrorCode::kUsage, "--set goodput: found " + key +
                                        " set too, which the goodput of training would follow "
                                        "from; state either"};
  }
  const auto missing = cost::missing_failures(terms.economics);
  if (missing.empty()) return {};
  return Error{ErrorCode::kUsage, "--set " + key + ": the goodput of a training job takes " +
                                      joined(missing, " and ") + " too; set it with a value"};
}

}  // namespace

Result<Terms> open_terms(const Catalogue& catalogue, const std::string& economics,
                         const std::string& currency, const std::vector<std::string>& set,
                         const std::vector<std::string>& devices) {
  Terms terms;
  FLEETMARK_TRY(terms.economics, catalogue.economics(economics));
  FLEETMARK_CHECK(convert(terms, currency));
  const auto keys = cost::setting_keys(terms.economics, devices);
  FLEETMARK_CHECK(check_set_once(set));
  for (const auto& text : set) FLEETMARK_CHECK(set_one(text, keys, terms));
  FLEETMARK_CHECK(check_goodput(set, terms));
  return terms;
}

}  // namespace fleetmark::cli

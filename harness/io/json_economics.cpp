// SPDX-License-Identifier: Apache-2.0
// See json_economics.h. The schema has been checked before any key is read.
#include "harness/io/json_economics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "harness/io/input_reader.h"
#include "harness/io/json_document.h"
#include "harness/io/json_schema.h"

namespace fleetmark::io {
namespace {

using cost::Economics;
using nlohmann::json;

// Units per USD that the last decades have seen, with room: a rate outside is inverted or slipped.
struct CurrencyBand {
  std::string_view code;
  double min;
  double max;
};
constexpr std::array kCurrencyBands{
    CurrencyBand{"CNY", 5, 10},    CurrencyBand{"EUR", 0.6, 1.25}, CurrencyBand{"GBP", 0.5, 1},
    CurrencyBand{"SGD", 1.1, 1.8}, CurrencyBand{"MYR", 3, 6},      CurrencyBand{"HKD", 7.7, 7.9},
    CurrencyBand{"JPY", 75, 250},  CurrencyBand{"KRW", 800, 2000}, CurrencyBand{"TWD", 25, 40},
    CurrencyBand{"INR", 40, 150},  CurrencyBand{"AED", 3.6, 3.75}, CurrencyBand{"SAR", 3.7, 3.8},
};

AllowedInput allowed_rate(const std::string& code) {
  const auto* band = std::ranges::find(kCurrencyBands, code, &CurrencyBand::code);
  // Of any other currency: 0 would make every price free.
  if (band == kCurrencyBands.end()) return {.unit = code + "/USD", .min = 1e-6, .max = 1e6};
  return {.unit = code + "/USD", .min = band->min, .max = band->max};
}

bool is_currency_code(const std::string& code) {
  return code.size() == 3 &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

class EconomicsReader {
 public:
  EconomicsReader(const json& document, const std::string& name, const std::string& today)
      : d_(document), reader_(name, today) {}

  Result<Loaded<Economics>> read() {
    FLEETMARK_CHECK(read_identity());
    FLEETMARK_CHECK(read_fx());
    FLEETMARK_CHECK(read_inputs());
    FLEETMARK_CHECK(read_pue_limits());
    for (auto& warning : reader_.uncited()) warnings_.push_back(std::move(warning));
    return Loaded<Economics>{.value = std::move(e_), .warnings = std::move(warnings_)};
  }

 private:
  Result<> read_identity() {
    e_.id = d_["id"];
    e_.name = d_["name"];
    e_.region = d_["region"];
    e_.date = d_["date"];
    e_.currency = d_["currency"];
    e_.notes = d_.value("notes", "");
    const auto* compounding =
        std::ranges::find(cost::kCompoundingNames, d_["compounding"].get<std::string>());
    e_.compounding = static_cast<cost::Compounding>(compounding - cost::kCompoundingNames.begin());
    if (d_.contains("tenure")) {
      const auto* tenure = std::ranges::find(cost::kTenureNames, d_["tenure"].get<std::string>());
      e_.tenure = static_cast<cost::Tenure>(tenure - cost::kTenureNames.begin());
    }
    if (d_.contains("facility")) {
      const auto* at = std::ranges::find(cost::kFacilityNames, d_["facility"].get<std::string>());
      e_.facility = static_cast<cost::Facility>(at - cost::kFacilityNames.begin());
    }
    FLEETMARK_CHECK(reader_.check_date(e_.date, "date"));
    FLEETMARK_CHECK(reader_.read_sources(d_["sources"]));
    e_.sources = reader_.sources();
    return {};
  }

  Result<> read_fx() {
    for (const auto& [code, entry] : d_["fx"].items()) {
      const std::string key = "fx." + code;
      if (!is_currency_code(code) || code == "USD") {
        return reader_.error(key, "allowed: a three-letter currency code other than USD");
      }
      FLEETMARK_TRY(auto rate, reader_.input(entry, allowed_rate(code), key));
      if (code == e_.currency) own_units_per_usd_ = rate.figure.value;
      e_.fx.push_back({.currency = code, .units_per_usd = std::move(rate)});
    }
    if (e_.currency != "USD" && !own_units_per_usd_) {
      warnings_.push_back("fx." + e_.currency + " is not given: prices in another currency than " +
                          e_.currency + " will be UNKNOWN");
    }
    return {};
  }

  AllowedInput allowed_for(const cost::EconomicsField& field) const {
    const double scale =
        e_.currency == "USD" ? 1 : own_units_per_usd_.value_or(std::numeric_limits<double>::max());
    // Rounded up, so that a message shows a number one can read.
    const double max = scale > 1e6 ? scale : std::ceil(field.max * scale);
    return {.unit = cost::unit_of(field, e_.currency),
            .min = field.min,
            .max = cost::is_money(field) ? max : field.max,
            .is_a_choice = field.is_a_choice};
  }

  Result<> read_inputs() {
    for (const auto& field : cost::kEconomicsFields) {
      const std::string key(field.key);
      const auto entry = d_["inputs"].find(key);
      if (entry == d_["inputs"].end()) continue;
      FLEETMARK_TRY(e_.*field.member,
                    reader_.maybe_input(*entry, allowed_for(field), "inputs." + key));
      if (field.is_a_choice && (entry->is_null() || entry->contains("low"))) {
        return reader_.error("inputs." + key,
                             "it is chosen, so it is one number without low and high; leave it "
                             "out for the optimum");
      }
      if (!(e_.*field.member)) {
        warnings_.push_back("inputs." + key + " is null: costs that need it will be UNKNOWN");
      }
    }
    return check_goodput();
  }

  // Goodput is stated, or that of training follows from how devices fail; never both or a part.
  Result<> check_goodput() const {
    const json& inputs = d_["inputs"];
    constexpr std::array<const char*, 3> kNeeded{"accelerator_mtbf_h", "checkpoint_s", "restart_s"};
    std::string found = inputs.contains("checkpoint_interval_s") ? "checkpoint_interval_s" : "";
    std::string missing;
    for (const char* key : kNeeded) (inputs.contains(key) ? found : missing) = key;
    const bool has_goodput = inputs.contains("goodput");
    if (found.empty()) {
      if (has_goodput) return {};
      return reader_.error("inputs",
                           "the key 'goodput' is missing; add it, or accelerator_mtbf_h, "
                           "checkpoint_s and restart_s, which that of training follows from");
    }
    if (has_goodput && !inputs["goodput"].is_null()) {
      return reader_.error("inputs.goodput", "found beside inputs." + found +
                                                 ", which that of training follows from; give "
                                                 "either");
    }
    if (missing.empty()) return {};
    return reader_.error(
        "inputs",
        "the key '" + missing + "' is missing, which goodput takes beside " + found + "; add it");
  }

  Result<> read_pue_limits() {
    for (std::size_t i = 0; i < d_["pue_limits"].size(); ++i) {
      const json& entry = d_["pue_limits"][i];
      FLEETMARK_TRY(auto limit, reader_.input(entry["limit"], {.unit = "1", .min = 1, .max = 5},
                                              "pue_limits." + std::to_string(i) + ".limit"));
      const std::string applies_to = entry["applies_to"];
      if (e_.pue && e_.pue->figure.value > limit.figure.value) {
        warnings_.push_back(
            "inputs.pue is " +
            e_.pue->figure.as_written.substr(0, e_.pue->figure.as_written.find(' ')) +
            ", above the limit of " + json(limit.figure.value).dump() + " for " + applies_to);
      }
      e_.pue_limits.push_back({.applies_to = applies_to, .limit = std::move(limit)});
    }
    return {};
  }

  const json& d_;
  InputReader reader_;
  Economics e_;
  std::optional<double> own_units_per_usd_;
  std::vector<std::string> warnings_;
};

}  // namespace

Result<Loaded<Economics>> economics_from_json(const json& document, const json& schema,
                                              const std::string& name, const std::string& today) {
  FLEETMARK_CHECK(check_schema(document, schema, name));
  return EconomicsReader(document, name, today).read();
}

Result<Loaded<Economics>> read_economics(const std::filesystem::path& path, const json& schema,
                                         const std::string& today) {
  FLEETMARK_TRY(const auto document, read_json(path));
  FLEETMARK_TRY(auto loaded, economics_from_json(document, schema, path.string(), today));
  if (loaded.value.id != path.stem()) {
    return Error{ErrorCode::kBadData, path.string() + ": id: found '" + loaded.value.id +
                                          "'; allowed: '" + path.stem().string() +
                                          "', the name of the file"};
  }
  return loaded;
}

}  // namespace fleetmark::io

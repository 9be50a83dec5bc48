// SPDX-License-Identifier: Apache-2.0
// See json_economics.h.
#include "harness/io/json_economics.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/io/json_document.h"
#include "harness/io/json_schema.h"

namespace fleetmark::io {
namespace {

using cost::Economics;
using cost::Input;
using nlohmann::json;

struct Allowed {
  std::string unit;
  double min;
  double max;
};

Error at(const std::string& where, const std::string& what) {
  return Error{ErrorCode::kBadData, where + ": " + what};
}

std::string text_of(double value) { return json(value).dump(); }

template <std::size_t N>
std::size_t index_in(const std::array<std::string_view, N>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return static_cast<std::size_t>(found - names.begin());
}

Result<> check_range(const json& entry, const Allowed& allowed, const std::string& where) {
  for (const char* key : {"value", "low", "high"}) {
    if (!entry.contains(key)) continue;
    const double value = entry[key];
    if (value < allowed.min || value > allowed.max) {
      return at(where + "." + key, "found " + text_of(value) +
                                       "; allowed: " + text_of(allowed.min) + " to " +
                                       text_of(allowed.max) + " " + allowed.unit);
    }
  }
  const double value = entry["value"];
  if (entry.value("low", value) > value || entry.value("high", value) < value) {
    return at(where, "found low " + entry.value("low", json()).dump() + ", value " +
                         text_of(value) + ", high " + entry.value("high", json()).dump() +
                         "; allowed: low <= value <= high");
  }
  return {};
}

Result<Input> input_from_json(const json& entry, const Allowed& allowed, const Economics& economics,
                              const std::string& where) {
  const std::string unit = entry["unit"];
  if (unit != allowed.unit) {
    return at(where + ".unit", "found '" + unit + "'; allowed: '" + allowed.unit + "'");
  }
  FLEETMARK_CHECK(check_range(entry, allowed, where));
  const bool has_low = entry.contains("low");
  const bool has_high = entry.contains("high");
  const auto kind =
      static_cast<model::Kind>(index_in(model::kKindNames, entry["kind"].get<std::string>()));
  if (has_low != has_high || (kind == model::Kind::kEstimate && !has_low)) {
    return at(where, has_low != has_high
                         ? "has one of low and high; give both or neither"
                         : "an estimate without low and high; add both, as P10 and P90");
  }
  const std::string source = entry["source"];
  if (!economics.sources.contains(source)) {
    return at(where + ".source",
              "found '" + source + "', which is not listed under sources; add it there");
  }
  Input input;
  input.figure = {.value = entry["value"],
                  .unit = unit,
                  .as_written = entry["value"].dump() + " " + unit,
                  .kind = kind,
                  .source = source,
                  .date = entry["date"],
                  .date_is_inherited = false,
                  .note = entry.value("note", "")};
  if (has_low) {
    input.low = entry["low"].get<double>();
    input.high = entry["high"].get<double>();
  }
  return input;
}

bool is_currency_code(const std::string& code) {
  return code.size() == 3 &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

Result<> add_fx(const json& entries, Economics& economics, const std::string& name) {
  const std::string prefix = name + ": fx.";
  for (const auto& [code, entry] : entries.items()) {
    const std::string where = prefix + code;
    if (!is_currency_code(code) || code == "USD") {
      return at(where, "allowed: a three-letter currency code other than USD");
    }
    // Above 1e-6 and below 1e6: any currency; 0 would make every price free.
    const Allowed allowed{.unit = code + "/USD", .min = 1e-6, .max = 1e6};
    FLEETMARK_TRY(Input input, input_from_json(entry, allowed, economics, where));
    economics.fx.push_back({.currency = code, .units_per_usd = std::move(input)});
  }
  return {};
}

std::vector<std::string> warnings_of(const Economics& economics) {
  std::vector<std::string> warnings;
  std::set<std::string> cited;
  for (const auto& field : cost::kEconomicsFields) {
    const auto& input = economics.*field.member;
    if (input) {
      cited.insert(input->figure.source);
    } else {
      warnings.push_back("inputs." + std::string(field.key) +
                         " is null: costs that need it will be UNKNOWN");
    }
  }
  for (const auto& rate : economics.fx) cited.insert(rate.units_per_usd.figure.source);
  for (const auto& [id, source] : economics.sources) {
    if (!cited.contains(id)) warnings.push_back("sources." + id + " is cited by no input");
  }
  return warnings;
}

void add_sources(const json& entries, Economics& economics) {
  for (const auto& [id, entry] : entries.items()) {
    economics.sources[id] = {.id = id,
                             .title = entry["title"],
                             .url = entry["url"].is_null() ? "" : entry["url"].get<std::string>(),
                             .date = entry["date"]};
  }
}

}  // namespace

Result<Loaded<Economics>> economics_from_json(const json& document, const json& schema,
                                              const std::string& name) {
  FLEETMARK_CHECK(check_schema(document, schema, name));
  Economics economics;
  economics.id = document["id"];
  economics.name = document["name"];
  economics.region = document["region"];
  economics.date = document["date"];
  economics.currency = document["currency"];
  economics.notes = document.value("notes", "");
  economics.compounding = static_cast<cost::Compounding>(
      index_in(cost::kCompoundingNames, document["compounding"].get<std::string>()));
  add_sources(document["sources"], economics);
  const std::string prefix = name + ": inputs.";
  for (const auto& field : cost::kEconomicsFields) {
    const std::string key(field.key);
    const auto& entry = document["inputs"][key];
    if (entry.is_null()) continue;
    const Allowed allowed{.unit = std::string(field.unit), .min = field.min, .max = field.max};
    FLEETMARK_TRY(economics.*field.member,
                  input_from_json(entry, allowed, economics, prefix + key));
  }
  FLEETMARK_CHECK(add_fx(document["fx"], economics, name));
  auto warnings = warnings_of(economics);
  return Loaded<Economics>{.value = std::move(economics), .warnings = std::move(warnings)};
}

Result<Loaded<Economics>> read_economics(const std::filesystem::path& path, const json& schema) {
  FLEETMARK_TRY(const auto document, read_json(path));
  FLEETMARK_TRY(auto loaded, economics_from_json(document, schema, path.string()));
  if (loaded.value.id != path.stem()) {
    return at(path.string() + ": id", "found '" + loaded.value.id + "'; allowed: '" +
                                          path.stem().string() + "', the name of the file");
  }
  return loaded;
}

}  // namespace fleetmark::io

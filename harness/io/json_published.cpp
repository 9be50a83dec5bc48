// SPDX-License-Identifier: Apache-2.0
// See json_published.h. The schema has been checked before any key is read.
#include "harness/io/json_published.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>

#include "harness/io/figure_date.h"
#include "harness/io/json_document.h"
#include "harness/io/json_schema.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;
using record::PublishedResult;

// How a value relates to one device.
enum class Basis { kTotal, kSame, kNode };

struct PublishedUnit {
  std::string_view unit;
  Basis basis;
};
constexpr std::array kPublishedUnits{
    PublishedUnit{"tok/s", Basis::kTotal},     PublishedUnit{"samples/s", Basis::kTotal},
    PublishedUnit{"TFLOPS", Basis::kTotal},    PublishedUnit{"TOPS", Basis::kTotal},
    PublishedUnit{"GB/s", Basis::kTotal},      PublishedUnit{"tok/s/GPU", Basis::kSame},
    PublishedUnit{"tok/s/chip", Basis::kSame}, PublishedUnit{"TFLOPS/GPU", Basis::kSame},
    PublishedUnit{"fraction", Basis::kSame},   PublishedUnit{"us", Basis::kSame},
    PublishedUnit{"ms", Basis::kSame},         PublishedUnit{"min", Basis::kSame},
    PublishedUnit{"tok/s/node", Basis::kNode}};

// What the rounding of a source leaves between a value and its share.
constexpr double kTolerance = 0.01;

std::string all_units() {
  std::string list;
  for (const auto& row : kPublishedUnits) {
    list += (list.empty() ? "" : ", ") + std::string(row.unit);
  }
  return list;
}

class PublishedReader {
 public:
  PublishedReader(const std::string& name, const std::string& today) : name_(name), today_(today) {}

  Result<Loaded<std::vector<PublishedResult>>> read(const json& rows) {
    Loaded<std::vector<PublishedResult>> loaded;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      key_ = "results." + std::to_string(i);
      PublishedResult result = result_of(rows[i]);
      FLEETMARK_CHECK(check_id(result.id));
      FLEETMARK_CHECK(check_date(result.date));
      FLEETMARK_CHECK(check_finite("value", result.value));
      FLEETMARK_CHECK(check_finite("per_device", result.per_device));
      if (rows[i].contains("value_devices")) {
        FLEETMARK_CHECK(check_per_device(rows[i]["value_devices"].get<double>(), result));
      } else {
        doubt_per_device(rows[i].contains("per_device"), result, loaded.warnings);
      }
      loaded.value.push_back(std::move(result));
    }
    return loaded;
  }

 private:
  static PublishedResult result_of(const json& row) {
    PublishedResult result{.id = row["id"],
                           .device = row["device"],
                           .devices = row.value("n_devices", std::int64_t{1}),
                           .category = row["category"],
                           .workload = {},
                           .software = row.value("software", ""),
                           .metric = row["metric"],
                           .value = row["value"],
                           .unit = row["unit"],
                           .per_device = row.value("per_device", row["value"].get<double>()),
                           .source = row.value("source", ""),
                           .date = row["date"],
                           .notes = row.value("notes", ""),
                           .confidence = row.value("confidence", ""),
                           .tier = row.value("tier", "B"),
                           .spread_percent = {},
                           .group = row.value("group", "")};
    if (row.contains("observed_spread_pct")) {
      result.spread_percent = row["observed_spread_pct"].get<double>();
    }
    for (const auto& [name, value] : row["workload"].items()) {
      if (value.is_null()) continue;  // the source does not tell
      if (value.is_boolean()) {
        result.workload.emplace(name, value.get<bool>());
      } else if (value.is_number()) {
        result.workload.emplace(name, value.get<double>());
      } else {
        result.workload.emplace(name, value.get<std::string>());
      }
    }
    return result;
  }

  [[nodiscard]] Error error(const std::string& key, const std::string& what) const {
    return Error{ErrorCode::kBadData, name_ + ": " + key_ + "." + key + ": " + what};
  }

  Result<> check_id(const std::string& id) {
    const auto [first, is_new] = seen_.emplace(id, key_);
    if (is_new) return {};
    return error("id", "found '" + id + "' again, after " + first->second +
                           "; allowed: one row for each id; remove one, or name it anew");
  }

  [[nodiscard]] Result<> check_date(const std::string& date) const {
    const auto day = earliest_day(date);
    if (!day) {
      return error("date",
                   "found '" + date + "', which is no day; allowed: YYYY, YYYY-MM or YYYY-MM-DD");
    }
    if (*day > today_) {
      return error("date", "found '" + date + "', which lies ahead; allowed: up to today, " +
                               today_ + "; correct it");
    }
    return {};
  }

  // JSON has no infinity, but a document made in memory may.
  [[nodiscard]] Result<> check_finite(const std::string& key, double value) const {
    if (std::isfinite(value) && value > 0) return {};
    return error(key, "found " + text_of(value) + "; allowed: a finite number above 0");
  }

  // Who states how many devices a value counts is held to it.
  [[nodiscard]] Result<> check_per_device(double counted, const PublishedResult& result) const {
    const auto* unit = std::ranges::find(kPublishedUnits, result.unit, &PublishedUnit::unit);
    if (unit == kPublishedUnits.end()) {
      return error("unit", "found '" + result.unit + "'; allowed: one of " + all_units());
    }
    if (unit->basis == Basis::kSame) {
      return error("value_devices",
                   "found with the unit '" + result.unit + "', which is of one device; remove it");
    }
    if (counted > static_cast<double>(result.devices)) {
      return error("value_devices", "found " + text_of(counted) + " of n_devices " +
                                        std::to_string(result.devices) +
                                        "; allowed: no more than these");
    }
    const double expected = result.value / counted;
    if (is_near(result.per_device, expected)) return {};
    return error("per_device", "found " + text_of(result.per_device) +
                                   "; allowed: " + text_of(expected) +
                                   " to 1 %, value / value_devices; correct the one that is wrong");
  }

  // Without it a value may count a node, or half a chip: per_device is what the source made of it.
  void doubt_per_device(bool is_stated, const PublishedResult& result,
                        std::vector<std::string>& warnings) const {
    const std::string taken = is_stated ? "; per_device is taken as stated"
                                        : "; per_device is missing and taken to be the value";
    const auto warn = [&](const std::string& key, const std::string& what) {
      warnings.push_back(name_ + ": " + key_ + "." + key + ": found " + what + taken);
    };
    const auto* unit = std::ranges::find(kPublishedUnits, result.unit, &PublishedUnit::unit);
    if (unit == kPublishedUnits.end()) {
      return warn("unit", "'" + result.unit + "', which is none of " + all_units());
    }
    if (unit->basis == Basis::kNode) {
      return warn("unit", "'" + result.unit + "' without value_devices, the devices of one node");
    }
    const bool is_total = unit->basis == Basis::kTotal;
    const double expected =
        is_total ? result.value / static_cast<double>(result.devices) : result.value;
    if (is_near(result.per_device, expected)) return;
    warn("per_device", text_of(result.per_device) + ", where " +
                           (is_total ? "value / n_devices" : "value") + " is " + text_of(expected));
  }

  static bool is_near(double found, double expected) {
    return std::abs(found - expected) <= kTolerance * expected;
  }

  std::string name_, today_, key_;
  std::map<std::string, std::string> seen_;  // id -> the key of its row
};

}  // namespace

Result<Loaded<std::vector<PublishedResult>>> published_from_json(const json& document,
                                                                 const json& schema,
                                                                 const std::string& name,
                                                                 const std::string& today) {
  FLEETMARK_CHECK(check_schema(document, schema, name));
  return PublishedReader(name, today).read(document["results"]);
}

Result<Loaded<std::vector<PublishedResult>>> read_published(const std::filesystem::path& path,
                                                            const json& schema,
                                                            const std::string& today) {
  FLEETMARK_TRY(const auto document, read_json(path));
  return published_from_json(document, schema, path.string(), today);
}

}  // namespace fleetmark::io

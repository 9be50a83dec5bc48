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

struct UnitRow {
  std::string_view unit;
  Basis basis;
};
constexpr std::array kUnits{
    UnitRow{"tok/s", Basis::kTotal},     UnitRow{"samples/s", Basis::kTotal},
    UnitRow{"TFLOPS", Basis::kTotal},    UnitRow{"TOPS", Basis::kTotal},
    UnitRow{"GB/s", Basis::kTotal},      UnitRow{"tok/s/GPU", Basis::kSame},
    UnitRow{"tok/s/chip", Basis::kSame}, UnitRow{"TFLOPS/GPU", Basis::kSame},
    UnitRow{"fraction", Basis::kSame},   UnitRow{"us", Basis::kSame},
    UnitRow{"ms", Basis::kSame},         UnitRow{"min", Basis::kSame},
    UnitRow{"tok/s/node", Basis::kNode}};

// What the rounding of a source leaves between a value and its share.
constexpr double kTolerance = 0.01;

std::string text_of(double value) { return json(value).dump(); }

std::string all_units() {
  std::string list;
  for (const auto& row : kUnits) list += (list.empty() ? "" : ", ") + std::string(row.unit);
  return list;
}

class Reader {
 public:
  Reader(const std::string& name, const std::string& today) : name_(name), today_(today) {}

  Result<std::vector<PublishedResult>> read(const json& rows) {
    std::vector<PublishedResult> results;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      key_ = "results." + std::to_string(i);
      PublishedResult result = result_of(rows[i]);
      FLEETMARK_CHECK(check_id(result.id));
      FLEETMARK_CHECK(check_date(result.date));
      FLEETMARK_CHECK(check_finite("value", result.value));
      FLEETMARK_CHECK(check_finite("per_device", result.per_device));
      FLEETMARK_CHECK(check_per_device(rows[i], result));
      results.push_back(std::move(result));
    }
    return results;
  }

 private:
  static PublishedResult result_of(const json& row) {
    PublishedResult result{.id = row["id"],
                           .device = row["device"],
                           .devices = row["n_devices"],
                           .category = row["category"],
                           .workload = {},
                           .software = row["software"],
                           .metric = row["metric"],
                           .value = row["value"],
                           .unit = row["unit"],
                           .per_device = row["per_device"],
                           .source = row["source"],
                           .date = row["date"],
                           .notes = row["notes"],
                           .confidence = row["confidence"],
                           .tier = row["tier"],
                           .spread_percent = {},
                           .group = row["group"]};
    if (row.contains("observed_spread_pct")) {
      result.spread_percent = row["observed_spread_pct"].get<double>();
    }
    for (const auto& [name, value] : row["workload"].items()) {
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

  [[nodiscard]] Result<> check_per_device(const json& row, const PublishedResult& result) const {
    const auto* unit = std::ranges::find(kUnits, result.unit, &UnitRow::unit);
    if (unit == kUnits.end()) {
      return error("unit", "found '" + result.unit + "'; allowed: one of " + all_units());
    }
    const bool says_devices = row.contains("value_devices");
    if (unit->basis == Basis::kSame) {
      if (says_devices) {
        return error("value_devices", "found with the unit '" + result.unit +
                                          "', which is of one device; remove it");
      }
      return check_share(result, 1, "the value itself, as a figure in " + result.unit + " is");
    }
    if (unit->basis == Basis::kNode && !says_devices) {
      return error("value_devices",
                   "is missing with the unit '" + result.unit + "'; add the devices of one node");
    }
    const auto devices = static_cast<double>(result.devices);
    const double counted = says_devices ? row["value_devices"].get<double>() : devices;
    if (counted > devices) {
      return error("value_devices", "found " + text_of(counted) + " of n_devices " +
                                        std::to_string(result.devices) +
                                        "; allowed: no more than these");
    }
    return check_share(result, counted,
                       "value / " + std::string(says_devices ? "value_devices" : "n_devices"));
  }

  [[nodiscard]] Result<> check_share(const PublishedResult& result, double counted,
                                     const std::string& meaning) const {
    const double expected = result.value / counted;
    if (std::abs(result.per_device - expected) <= kTolerance * expected) return {};
    return error("per_device", "found " + text_of(result.per_device) +
                                   "; allowed: " + text_of(expected) + " to 1 %, " + meaning +
                                   "; correct the one that is wrong");
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
  FLEETMARK_TRY(auto results, Reader(name, today).read(document["results"]));
  return Loaded<std::vector<PublishedResult>>{.value = std::move(results), .warnings = {}};
}

Result<Loaded<std::vector<PublishedResult>>> read_published(const std::filesystem::path& path,
                                                            const json& schema,
                                                            const std::string& today) {
  FLEETMARK_TRY(const auto document, read_json(path));
  return published_from_json(document, schema, path.string(), today);
}

}  // namespace fleetmark::io

// SPDX-License-Identifier: Apache-2.0
// See input_reader.h.
#include "harness/io/input_reader.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "harness/io/figure_date.h"
#include "harness/io/figure_reader.h"
#include "harness/io/json_document.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

}  // namespace

InputReader::InputReader(std::string file, std::string today)
    : file_(std::move(file)), today_(std::move(today)) {}

Error InputReader::error(const std::string& key, const std::string& what) const {
  return Error{ErrorCode::kBadData, file_ + ": " + key + ": " + what};
}

Result<> InputReader::check_date(const std::string& date, const std::string& key) const {
  const auto day = earliest_day(date);
  if (!day) {
    return error(key, "found the date '" + date + "'; allowed: " + std::string(kDateForms));
  }
  if (*day > today_) {
    return error(
        key, "found the date '" + date + "', which lies ahead; allowed: up to today, " + today_);
  }
  return {};
}

Result<> InputReader::read_sources(const json& sources) {
  for (const auto& [id, entry] : sources.items()) {
    FLEETMARK_CHECK(check_date(entry["date"], "sources." + id + ".date"));
    sources_[id] = {.id = id,
                    .title = entry["title"],
                    .url = text_or_empty(entry, "url"),
                    .date = entry["date"],
                    .note = text_or_empty(entry, "note")};
  }
  return {};
}

Result<> InputReader::check_source(const std::string& id, const std::string& key) {
  if (!sources_.contains(id)) {
    return error(key, "found '" + id + "', which is not listed under sources; add it there");
  }
  cited_.insert(id);
  return {};
}

Result<> InputReader::check_range(const json& entry, const AllowedInput& allowed,
                                  const std::string& key) const {
  for (const char* part : {"value", "low", "high"}) {
    if (!entry.contains(part)) continue;
    const double value = entry[part];
    if (value < allowed.min || value > allowed.max) {
      return error(key + "." + part, "found " + text_of(value) +
                                         "; allowed: " + text_of(allowed.min) + " to " +
                                         text_of(allowed.max) + " " + allowed.unit);
    }
  }
  const double value = entry["value"];
  if (entry.value("low", value) > value || entry.value("high", value) < value) {
    return error(key, "found low " + entry.value("low", json()).dump() + ", value " +
                          text_of(value) + ", high " + entry.value("high", json()).dump() +
                          "; allowed: low <= value <= high");
  }
  return {};
}

Result<cost::Input> InputReader::input(const json& entry, const AllowedInput& allowed,
                                       const std::string& key) {
  const std::string unit = entry["unit"];
  if (unit != allowed.unit) {
    return error(key + ".unit", "found '" + unit + "'; allowed: '" + allowed.unit + "'");
  }
  FLEETMARK_CHECK(check_range(entry, allowed, key));
  const bool has_low = entry.contains("low");
  const bool has_high = entry.contains("high");
  const model::Kind kind = kind_from_name(entry["kind"]);
  if (has_low != has_high) return error(key, "has one of low and high; give both or neither");
  if (kind == model::Kind::kEstimate && !has_low && !allowed.is_a_choice) {
    return error(key, "an estimate without low and high; add both, as P10 and P90");
  }
  const std::string source = entry["source"];
  FLEETMARK_CHECK(check_source(source, key + ".source"));
  FLEETMARK_CHECK(check_date(entry["date"], key + ".date"));
  if (sources_.at(source).url.empty() && kind != model::Kind::kEstimate) {
    return error(key, "found kind '" + std::string(name_of(kind)) + "' from source '" + source +
                          "', which has no address to follow; allowed: kind 'estimate' with low "
                          "and high, or give the source a url");
  }
  cost::Input input;
  input.figure.value = entry["value"];
  input.figure.unit = unit;
  input.figure.as_written = entry["value"].dump() + " " + unit;
  input.figure.kind = kind;
  input.figure.source = source;
  input.figure.date = entry["date"];
  input.figure.note = text_or_empty(entry, "note");
  if (has_low) {
    input.low = entry["low"].get<double>();
    input.high = entry["high"].get<double>();
    if (entry.value("range", "") == cost::kRangeKindNames[1])
      input.range = cost::RangeKind::kMinMax;
  }
  return input;
}

Result<cost::MaybeInput> InputReader::maybe_input(const json& entry, const AllowedInput& allowed,
                                                  const std::string& key) {
  if (entry.is_null()) return cost::MaybeInput();
  FLEETMARK_TRY(cost::Input read, input(entry, allowed, key));
  return cost::MaybeInput(std::move(read));
}

std::vector<std::string> InputReader::uncited() const {
  std::vector<std::string> warnings;
  for (const auto& [id, source] : sources_) {
    if (!cited_.contains(id)) warnings.push_back("sources." + id + " is cited by nothing");
  }
  return warnings;
}

}  // namespace fleetmark::io

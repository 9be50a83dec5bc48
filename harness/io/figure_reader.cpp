// SPDX-License-Identifier: Apache-2.0
// See figure_reader.h.
#include "harness/io/figure_reader.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/io/figure_date.h"
#include "harness/model/run_source.h"
#include "harness/record/joined.h"

namespace fleetmark::io {

using nlohmann::json;

model::Kind kind_from_name(const std::string& name) {
  const auto* found = std::find(model::kKindNames.begin(), model::kKindNames.end(), name);
  FLEETMARK_ASSERT(found != model::kKindNames.end());
  return static_cast<model::Kind>(found - model::kKindNames.begin());
}

std::string text_or_empty(const json& node, const char* key) {
  const auto found = node.find(key);
  return found != node.end() && found->is_string() ? found->get<std::string>() : std::string();
}

FigureReader::FigureReader(std::string file, std::string today)
    : file_(std::move(file)), today_(std::move(today)) {}

Error FigureReader::error(const std::string& key, const std::string& what) const {
  return Error{ErrorCode::kBadData, file_ + ": " + key + ": " + what};
}

Result<> FigureReader::check_date(const std::string& date, const std::string& key) const {
  const auto day = earliest_day(date);
  if (!day) {
    return error(key, "found the date '" + date + "'; allowed: " + std::string(kDateForms));
  }
  if (*day > today_) {
    return error(key, "found the date '" + date + "', which lies ahead; allowed: up to today, " +
                          today_ + "; a figure needs a source that exists");
  }
  return {};
}

Result<> FigureReader::check_source(const std::string& id, const std::string& key) const {
  if (sources_.contains(id)) return {};
  std::string known;
  for (const auto& [name, unused] : sources_) known += (known.empty() ? "" : ", ") + name;
  return error(key, "found the source '" + id + "'; allowed: an id in sources (" + known + ")");
}

Result<> FigureReader::read_sources(const json& sources) {
  for (const auto& [id, node] : sources.items()) {
    const std::string key = "sources." + id;
    model::Source source{.id = id,
                         .title = node["title"],
                         .url = text_or_empty(node, "url"),
                         .date = text_or_empty(node, "date"),
                         .note = text_or_empty(node, "note")};
    const bool is_web = source.url.starts_with("https://") || source.url.starts_with("http://");
    if (node["url"].is_string() && !is_web) {
      return error(key + ".url", "found '" + source.url +
                                     "'; allowed: an http:// or https:// address, or null where "
                                     "there is none to follow");
    }
    // What the tool measured itself is found by the run that it was measured in.
    if (node.contains("record")) source.url = model::address_of_run(node["record"]);
    if (node.contains("together_with")) {
      source.note = both_of(source.note, "together with " + joined(node["together_with"], ", "));
    }
    if (node["date"].is_string()) FLEETMARK_CHECK(check_date(source.date, key + ".date"));
    sources_[id] = std::move(source);
  }
  return {};
}

Result<FigureReader::Origin> FigureReader::origin(const json& node, const std::string& key) const {
  Origin origin{.kind = kind_from_name(node["kind"]),
                .source = node["source"],
                .date = text_or_empty(node, "date"),
                .note = text_or_empty(node, "note"),
                .reason = text_or_empty(node, "reason")};
  FLEETMARK_CHECK(check_source(origin.source, key + ".source"));
  const model::Source& source = sources_.at(origin.source);
  if (node.contains("date")) {
    FLEETMARK_CHECK(check_date(origin.date, key + ".date"));
  } else if (!source.date.empty()) {
    origin.date = source.date;
    origin.date_is_inherited = true;
  } else {
    return error(key, "has no date and neither has its source '" + origin.source +
                          "'; give one of them a date");
  }
  if (origin.kind == model::Kind::kEstimate && origin.note.empty() && origin.reason.empty()) {
    return error(key,
                 "found an estimate that does not say how it came about; add a 'reason' or a "
                 "'note'");
  }
  const bool is_kept_estimate = origin.kind == model::Kind::kEstimate && !origin.reason.empty();
  if (source.url.empty() && !is_kept_estimate) {
    return error(key, "found kind '" + std::string(name_of(origin.kind)) + "' from source '" +
                          origin.source +
                          "', which has no address to follow; allowed: kind 'estimate' with a "
                          "'reason', or give the source a url");
  }
  return origin;
}

Result<model::MaybeFigure> FigureReader::figure(const json& node, const std::string& key,
                                                std::optional<Dimension> expected) const {
  if (node.is_null()) return model::MaybeFigure();
  FLEETMARK_TRY(const Origin from, origin(node, key));
  const std::string unit_name = node["unit"];
  const auto unit = find_unit(unit_name);
  if (!unit || (expected && unit->dimension != *expected)) {
    return error(
        key + ".unit",
        "found '" + unit_name + "'; allowed: " +
            (expected ? units_of(*expected) : std::string("a unit listed in profiles/README.md")));
  }
  const double written = node["value"].get<double>();
  if (!(written > 0) || !std::isfinite(written * unit->factor)) {
    return error(key + ".value", "found " + node["value"].dump() +
                                     "; allowed: a number above 0; write null for the whole figure "
                                     "where it is unknown");
  }
  model::Figure figure{
      .value = written * unit->factor,
      .unit = unit->canonical,
      .as_written = node["value"].dump() + (unit_name == "1" ? "" : " " + unit_name),
      .kind = from.kind,
      .source = from.source,
      .date = from.date,
      .date_is_inherited = from.date_is_inherited,
      .note = from.note,
      .reason = from.reason,
      .definition = text_or_empty(node, "definition")};
  if (node.contains("clock_mhz")) figure.clock_hz = node["clock_mhz"].get<double>() * 1e6;
  return model::MaybeFigure(std::move(figure));
}

Result<model::MaybeFact> FigureReader::fact(const json& node, const std::string& key) const {
  if (node.is_null()) return model::MaybeFact();
  FLEETMARK_TRY(const Origin from, origin(node, key));
  return model::MaybeFact(model::Fact{.value = node["value"],
                                      .kind = from.kind,
                                      .source = from.source,
                                      .date = from.date,
                                      .date_is_inherited = from.date_is_inherited,
                                      .note = from.note,
                                      .reason = from.reason});
}

}  // namespace fleetmark::io

// SPDX-License-Identifier: Apache-2.0
// See json_history.h.
#include "harness/io/json_history.h"

#include <nlohmann/json.hpp>

#include "harness/io/files.h"
#include "harness/io/json_document.h"
#include "harness/io/json_run_parts.h"

namespace fleetmark::io {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxHistoryBytes = std::size_t{1} << 30;

std::string line_of(const Json& entry) {
  return entry.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json json_of(const compare::RunResult& run) {
  const compare::RunHead& head = run.head;
  Json line{{"line", "run"},
            {"schema", "fleetmark.history/1"},
            {"run_id", head.run_id},
            {"started_at", head.started_at},
            {"tool", head.tool},
            {"is_imported", head.is_imported},
            {"is_fake", head.is_fake},
            {"host", head.host},
            {"device_id", head.device_id},
            {"device", head.device},
            {"uuid", head.uuid},
            {"suite", head.suite},
            {"conditions", head.conditions},
            {"cases", run.cases.size()},
            {"faults", run.faults.size()}};
  // Only of such runs: lines of others stay as they were.
  if (!head.incomplete.empty()) line["incomplete"] = head.incomplete;
  if (head.holds_nothing) line["holds_nothing"] = true;
  return line;
}

Json json_of(const compare::CaseResult& one) {
  return {{"line", "case"},
          {"case", one.key},
          {"metric", name_of(one.metric)},
          {"rate_per_s", one.rate_per_s},
          {"median_s", one.median_s},
          {"median_low_s", one.median_95_s ? Json(one.median_95_s->low) : Json(nullptr)},
          {"median_high_s", one.median_95_s ? Json(one.median_95_s->high) : Json(nullptr)},
          {"samples", one.samples},
          {"launches", one.launches},
          {"clock_hz", or_null(one.clock_hz)},
          {"per_cycle", or_null(one.per_cycle)},
          {"energy_j", or_null(one.energy_j)},
          {"warnings", one.warnings}};
}

std::optional<double> maybe(const nlohmann::json& value) {
  return value.is_null() ? std::nullopt : std::optional<double>(value.get<double>());
}

compare::RunHead head_of(const nlohmann::json& line) {
  return {line["run_id"],
          line["started_at"],
          line["tool"],
          line["is_imported"],
          line["is_fake"],
          line["host"],
          line["device_id"],
          line["device"],
          line["uuid"],
          line["suite"],
          line["conditions"],
          line.value("incomplete", std::string()),
          line.value("holds_nothing", false)};
}

compare::CaseResult case_of(const nlohmann::json& line) {
  compare::CaseResult one;
  one.key = line["case"];
  one.metric = *metric_from_name(line["metric"].get_ref<const std::string&>());
  one.rate_per_s = line["rate_per_s"];
  one.median_s = line["median_s"];
  one.samples = line["samples"];
  // Older lines hold the range of fewer samples in its place.
  const auto low = maybe(line["median_low_s"]), high = maybe(line["median_high_s"]);
  if (low && high && one.samples >= record::kFewestForInterval95) {
    one.median_95_s = record::Interval{*low, *high};
  }
  one.launches = line["launches"];
  one.clock_hz = maybe(line["clock_hz"]);
  one.per_cycle = maybe(line["per_cycle"]);
  one.energy_j = maybe(line["energy_j"]);
  one.warnings = line["warnings"].get<std::vector<std::string>>();
  return one;
}

// How many lines a run line says that follow it; older files do not say.
struct LinesTold {
  std::optional<std::size_t> cases, faults;
};

LinesTold told_by(const nlohmann::json& line) {
  const auto count = [&](const char* key) {
    return line.contains(key) ? std::optional(line[key].get<std::size_t>()) : std::nullopt;
  };
  return {count("cases"), count("faults")};
}

// A file that was cut at the end of a line, or a line that stands twice, is well-formed.
Result<> check_told(const compare::RunResult& run, const LinesTold& told, const std::string& name) {
  const auto differs = [&](const char* kind, std::optional<std::size_t> expected,
                           std::size_t found) -> std::string {
    if (!expected || *expected == found) return "";
    return name + ": run " + run.head.run_id + ": found " + std::to_string(found) + " lines of " +
           kind + "s, and its run line tells of " + std::to_string(*expected) +
           "; the file was cut or edited: copy or merge it again";
  };
  for (const auto& error : {differs("case", told.cases, run.cases.size()),
                            differs("fault", told.faults, run.faults.size())}) {
    if (!error.empty()) return Error{ErrorCode::kBadData, error};
  }
  return {};
}

Result<> add_line(const nlohmann::json& line, const std::string& where,
                  std::vector<compare::RunResult>& runs) {
  const auto& kind = line["line"].get_ref<const std::string&>();
  if (kind == "run") {
    runs.push_back({head_of(line), {}, {}});
    return {};
  }
  if (runs.empty()) {
    return Error{ErrorCode::kBadData,
                 where + ": line: found '" + kind + "'; allowed first: a line of kind 'run'"};
  }
  if (kind == "fault") {
    runs.back().faults.push_back({line["case"], line["reason"]});
    return {};
  }
  auto one = case_of(line);
  const auto& interval = one.median_95_s;
  if (interval && !(interval->low <= one.median_s && one.median_s <= interval->high)) {
    return Error{ErrorCode::kBadData, where + ": median_s: found " + line["median_s"].dump() +
                                          "; allowed: between median_low_s and median_high_s"};
  }
  runs.back().cases.push_back(std::move(one));
  return {};
}

}  // namespace

std::string history_lines(const compare::RunResult& run) {
  std::string text = line_of(json_of(run));
  for (const auto& one : run.cases) text += line_of(json_of(one));
  for (const auto& fault : run.faults) {
    text += line_of({{"line", "fault"}, {"case", fault.key}, {"reason", fault.reason}});
  }
  return text;
}

Result<std::vector<compare::RunResult>> runs_from_lines(std::string_view text, const Schema& schema,
                                                        const std::string& name) {
  std::vector<compare::RunResult> runs;
  std::vector<LinesTold> told;  // of each run
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string where = name + ": line " + std::to_string(++number);
    FLEETMARK_TRY(const auto line, parse_json(one, where));
    FLEETMARK_CHECK(schema.check(line, where));
    try {
      FLEETMARK_CHECK(add_line(line, where, runs));
      if (told.size() < runs.size()) told.push_back(told_by(line));
    } catch (const nlohmann::json::exception& error) {  // an integer out of range of its type
      return Error{ErrorCode::kBadData,
                   where + ": a value is out of range: " + json_reason(error.what())};
    }
  }
  if (runs.empty()) {
    return Error{ErrorCode::kBadData, name + ": holds no run; expected lines of a history"};
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    FLEETMARK_CHECK(check_told(runs[i], told[i], name));
  }
  return runs;
}

Result<std::vector<compare::RunResult>> read_history_file(const std::filesystem::path& path,
                                                          const Schema& schema) {
  FLEETMARK_TRY(const std::string text, read_file(path, kMaxHistoryBytes));
  return runs_from_lines(text, schema, path.string());
}

}  // namespace fleetmark::io

// SPDX-License-Identifier: Apache-2.0
// fleetmark history: runs kept, plotted, searched for changes and handed to other tools.
#include "harness/compare/history.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/filter.h"
#include "harness/cli/nearest.h"
#include "harness/cli/result_files.h"
#include "harness/cli/unused_flags.h"
#include "harness/io/files.h"
#include "harness/io/history_folder.h"
#include "harness/report/history_export.h"
#include "harness/report/history_view.h"

namespace fleetmark::cli {
namespace {

Result<io::HistoryFolder> open_history(const Catalogue& catalogue, const std::string& folder) {
  FLEETMARK_TRY(const auto lines, catalogue.schema_of("history"));
  FLEETMARK_TRY(const auto baseline, catalogue.schema_of("baseline"));
  FLEETMARK_TRY(auto line_schema, io::Schema::compile(lines, "history.schema.json"));
  FLEETMARK_TRY(auto baseline_schema, io::Schema::compile(baseline, "baseline.schema.json"));
  return io::HistoryFolder(folder, std::move(line_schema), std::move(baseline_schema));
}

// The newest come first in an answer to who named none: so many.
constexpr std::size_t kMostRunsNamed = 5;

std::string what_is_there(const std::vector<std::string>& baselines,
                          const std::vector<std::string>& ids) {
  std::string text = "a baseline (";
  for (const auto& name : baselines) text += (&name == &baselines.front() ? "" : ", ") + name;
  text += std::string(baselines.empty() ? "there is none" : "") + ") or one of the " +
          std::to_string(ids.size()) + " runs (";
  for (std::size_t i = 0; i < std::min(ids.size(), kMostRunsNamed); ++i) {
    text += (i == 0 ? "" : ", ") + ids[ids.size() - 1 - i];
  }
  return text + (ids.size() > kMostRunsNamed ? ", ...)" : ")");
}

// A baseline's run, or the word itself, which then is a run that is there.
Result<std::string> run_named(const io::HistoryFolder& history,
                              const std::vector<compare::RunResult>& runs, const std::string& flag,
                              const std::string& word) {
  if (word.empty()) return std::string();
  const auto names = history.baselines();
  std::string id = word;
  if (std::ranges::find(names, word) != names.end()) {
    FLEETMARK_TRY(id, history.baseline(word));
  }
  std::vector<std::string> ids;
  for (const auto& run : runs) ids.push_back(run.head.run_id);
  if (std::ranges::find(ids, id) != ids.end()) return id;
  std::vector<std::string> candidates = names;
  candidates.insert(candidates.end(), ids.begin(), ids.end());
  return Error{ErrorCode::kUsage, flag + ": found '" + word + "'" + suggestion(word, candidates) +
                                      "; allowed: " + what_is_there(names, ids)};
}

Result<std::vector<compare::Series>> series_in(const std::vector<compare::RunResult>& runs,
                                               const HistoryOptions& options) {
  FLEETMARK_TRY(const auto wanted, filter_expression(options.filter));
  auto all = compare::series_of(runs);
  std::erase_if(all, [&](const auto& one) { return !std::regex_search(one.key, wanted); });
  if (all.empty()) {
    return Error{ErrorCode::kUsage,
                 options.folder + ": holds no series" +
                     (options.filter.empty() ? "" : " that matches '" + options.filter + "'")};
  }
  return all;
}

// Points of one run alone; kUsage when there are none.
Result<> keep_run(std::vector<compare::Series>& series, const std::string& run_id) {
  if (run_id.empty()) return {};
  for (auto& one : series) {
    std::erase_if(one.points, [&](const auto& point) { return point.run_id != run_id; });
  }
  std::erase_if(series, [](const auto& one) { return one.points.empty(); });
  if (!series.empty()) return {};
  return Error{
      ErrorCode::kUsage,
      "--run: found '" + run_id + "'; allowed: a baseline, or the id of a run with such series"};
}

Result<int> add_runs(Context& context, const CommonOptions& common, const Catalogue& catalogue,
                     const HistoryOptions& options, io::HistoryFolder& history) {
  if (options.words.empty()) {
    return Error{ErrorCode::kUsage, "history add: names no file; 'fleetmark history add run.json'"};
  }
  FLEETMARK_TRY(const auto results,
                read_results(context, catalogue, options.words, Unreadable::kRefused));
  for (const auto& warning : results.warnings) log_line(context, common, "warning: " + warning);
  report::Table table{"added",
                      "",
                      {{"run_id", "run"},
                       {"status", "status"},
                       {"cases", "cases", report::Align::kRight},
                       {"faults", "faults", report::Align::kRight}},
                      {},
                      {}};
  for (const auto& run : results.runs) {
    FLEETMARK_TRY(const bool is_new, history.add(run));
    const auto count = [](std::size_t n) {
      return report::Cell(std::to_string(n), static_cast<double>(n));
    };
    table.rows.push_back({run.head.run_id, is_new ? "added" : "was there already",
                          count(run.cases.size()), count(run.faults.size())});
  }
  FLEETMARK_CHECK(deliver(context, common, {{}, {table}, {}}));
  return kExitDone;
}

Result<int> point_baseline(Context& context, const CommonOptions& common,
                           const HistoryOptions& options, io::HistoryFolder& history) {
  if (options.words.size() > 2) {
    return Error{ErrorCode::kUsage, "history baseline: takes a name and a run, found " +
                                        std::to_string(options.words.size()) + " words"};
  }
  if (options.words.size() == 2) {
    FLEETMARK_CHECK(history.set_baseline(options.words[0], options.words[1]));
  }
  report::Table table{"baselines", "", {{"baseline", "baseline"}, {"run_id", "run"}}, {}, {}};
  for (const auto& name : history.baselines()) {
    if (!options.words.empty() && options.words[0] != name) continue;
    FLEETMARK_TRY(const auto run, history.baseline(name));
    table.rows.push_back({name, run});
  }
  if (options.words.size() == 1 && table.rows.empty()) {
    return Error{ErrorCode::kUsage, options.folder + ": has no baseline '" + options.words[0] +
                                        "'; 'fleetmark history baseline' lists them"};
  }
  FLEETMARK_CHECK(deliver(context, common, {{}, {table}, {}}));
  return kExitDone;
}

Result<> deliver_text(Context& context, const CommonOptions& common, const std::string& text) {
  if (!common.output.empty()) return io::write_file_atomically(common.output, text);
  *context.out << text;
  return {};
}

Result<int> export_series(Context& context, const CommonOptions& common,
                          const HistoryOptions& options,
                          const std::vector<compare::Series>& series) {
  const auto& format = options.format;
  Result<> written;
  if (format == "benchmark") {
    written = deliver_text(context, common, report::google_benchmark_json(series));
  } else if (format == "prometheus") {
    written = deliver_text(context, common, report::openmetrics_text(series));
  } else if (format == "junit") {
    written = deliver_text(context, common, report::history_junit(series));
  } else {
    written = deliver(context, common, report::points_document(series));
  }
  FLEETMARK_CHECK(std::move(written));
  return kExitDone;
}

}  // namespace

Result<int> run_history(Context& context, const CommonOptions& given,
                        const HistoryOptions& options) {
  const auto own = report::format_from_name(options.format);
  if (!own && options.action != "export") {
    return Error{ErrorCode::kUsage, "--format " + options.format + ": is for history export alone"};
  }
  FLEETMARK_CHECK(check_used(options));
  CommonOptions common = given;
  common.format = own.value_or(report::Format::kTable);
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(auto history, open_history(catalogue, options.folder));
  if (options.action == "add") return add_runs(context, common, catalogue, options, history);
  if (options.action == "baseline") return point_baseline(context, common, options, history);
  if (!options.words.empty()) {
    return Error{ErrorCode::kUsage, "history " + options.action + ": unexpected argument '" +
                                        options.words.front() + "'; --filter chooses series"};
  }
  FLEETMARK_TRY(const auto runs, history.read());
  FLEETMARK_TRY(auto series, series_in(runs, options));
  if (options.action == "export") {
    FLEETMARK_TRY(const auto run, run_named(history, runs, "--run", options.run));
    FLEETMARK_CHECK(keep_run(series, run));
    return export_series(context, common, options, series);
  }
  FLEETMARK_TRY(const auto against, run_named(history, runs, "--against", options.against));
  FLEETMARK_CHECK(deliver(context, common,
                          options.action == "show" ? report::history_document(series, against)
                                                   : report::changes_document(series)));
  return kExitDone;
}

}  // namespace fleetmark::cli

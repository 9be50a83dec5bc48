// SPDX-License-Identifier: Apache-2.0
// fleetmark merge: results of many ranks in one file. The order of the files does not matter, and
// a file that cannot be read does not keep the others from being merged.
#include <algorithm>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <thread>
#include <tuple>

#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/parallel.h"
#include "harness/cli/result_files.h"
#include "harness/io/files.h"
#include "harness/io/json_history.h"

namespace fleetmark::cli {
namespace {

auto place_of(const compare::RunResult& run) {
  const auto& head = run.head;
  return std::tie(head.host, head.device_id, head.uuid, head.started_at, head.run_id);
}

std::vector<std::string> lines_of(const std::vector<compare::RunResult>& runs) {
  std::vector<std::string> lines(runs.size());
  const std::size_t parts =
      std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, runs.size() + 1);
  in_parallel(parts, [&](std::size_t part) {
    for (std::size_t i = part; i < runs.size(); i += parts) lines[i] = io::history_lines(runs[i]);
  });
  return lines;
}

// The same run twice is one; two runs of one id are not to be told apart later.
Result<std::string> merged(std::vector<compare::RunResult>& runs, std::size_t& twice) {
  std::ranges::stable_sort(runs, {}, place_of);
  const auto lines = lines_of(runs);
  std::string text;
  std::set<std::string> ids;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (i > 0 && lines[i] == lines[i - 1]) {
      ++twice;
      continue;
    }
    const std::string& id = runs[i].head.run_id;
    if (!ids.insert(id).second) {
      return Error{
          ErrorCode::kBadData,
          "run " + id + ": two different results have this id; a copied or edited file? Keep one"};
    }
    text += lines[i];
  }
  return text;
}

}  // namespace

Result<int> run_merge(Context& context, const CommonOptions& common, const MergeOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(auto results, read_results(context, catalogue, options.files, Unreadable::kKept));
  for (const auto& warning : results.warnings) log_line(context, common, "warning: " + warning);
  for (const auto& line : results.unreadable) error_line(context, line);
  if (results.runs.empty()) {
    return Error{ErrorCode::kBadData, "none of the results can be read; nothing was written"};
  }
  std::size_t twice = 0;
  FLEETMARK_TRY(const std::string text, merged(results.runs, twice));
  FLEETMARK_CHECK(io::write_file_atomically(common.output, text));
  std::set<std::tuple<std::string, std::string, std::string>> devices;
  for (const auto& run : results.runs) {
    devices.insert({run.head.host, run.head.device_id, run.head.uuid});
  }
  report::Table table{
      "merge", "", {{"part", "part"}, {"count", "count", report::Align::kRight}}, {}, {}};
  const auto add = [&table](const char* part, std::size_t count) {
    table.rows.push_back({part, {std::to_string(count), static_cast<double>(count)}});
  };
  add("runs", results.runs.size() - twice);
  add("devices", devices.size());
  add("files twice", twice);
  add("files unreadable", results.unreadable.size());
  CommonOptions to = common;
  to.output.clear();
  FLEETMARK_CHECK(deliver(context, to, {{}, {table}, {"Merge: " + common.output}}));
  const bool is_short = options.expected > devices.size();
  if (is_short) {
    error_line(context, std::to_string(options.expected - devices.size()) + " of " +
                            std::to_string(options.expected) +
                            " devices are missing; run them again or lower --expect");
  }
  return is_short || !results.unreadable.empty() ? kExitIncomplete : kExitDone;
}

}  // namespace fleetmark::cli

// SPDX-License-Identifier: Apache-2.0
// See history_folder.h.
#include "harness/io/history_folder.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/io/files.h"
#include "harness/io/json_document.h"
#include "harness/io/json_history.h"

namespace fleetmark::io {
namespace fs = std::filesystem;
namespace {

constexpr const char* kBaselines = "baselines";

// A file name on every system, and never a path.
Result<> check_name(const std::string& name, const std::string& what) {
  const auto is_good = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
  };
  if (!name.empty() && name.front() != '.' && name.size() <= 120 &&
      std::ranges::all_of(name, is_good)) {
    return {};
  }
  return Error{ErrorCode::kBadData, what + ": found '" + name.substr(0, 120) +
                                        "'; allowed: letters, digits, '-', '_' and '.', at most "
                                        "120, no '.' first: it becomes a file name"};
}

Result<> make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) return {};
  return Error{ErrorCode::kIo, folder.string() + ": cannot be made: " + error.message() +
                                   "; name a writable place with --history"};
}

std::vector<fs::path> files_below(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
    if (entry.is_regular_file(ignored) && entry.path().extension() == extension) {
      files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

Result<bool> HistoryFolder::add(const compare::RunResult& run) {
  FLEETMARK_CHECK(check_name(run.head.run_id, "id of the run"));
  const fs::path folder = folder_ / run.head.started_at.substr(0, 4);
  const fs::path file = folder / (run.head.run_id + ".jsonl");
  const std::string text = history_lines(run);
  std::error_code ignored;
  if (fs::exists(file, ignored)) {
    FLEETMARK_TRY(const auto there, read_history_file(file, lines_));
    // Its text may be an older writing of the same run.
    if (there.size() == 1 && history_lines(there.front()) == text) return false;
    return Error{ErrorCode::kBadData, file.string() +
                                          ": holds another run of the same id; a history is never "
                                          "rewritten: give the new run an id of its own"};
  }
  FLEETMARK_CHECK(make_folder(folder));
  FLEETMARK_CHECK(write_file_atomically(file, text));
  return true;
}

Result<std::vector<compare::RunResult>> HistoryFolder::read() const {
  std::error_code ignored;
  if (!fs::is_directory(folder_, ignored)) {
    return Error{ErrorCode::kIo, folder_.string() +
                                     ": no such folder; 'fleetmark history add FILE' makes it, or "
                                     "name another with --history"};
  }
  std::vector<compare::RunResult> all;
  for (const auto& file : files_below(folder_, ".jsonl")) {
    FLEETMARK_TRY(auto runs, read_history_file(file, lines_));
    std::ranges::move(runs, std::back_inserter(all));
  }
  return all;
}

Result<> HistoryFolder::set_baseline(const std::string& name, const std::string& run_id) {
  FLEETMARK_CHECK(check_name(name, "name of the baseline"));
  FLEETMARK_TRY(const auto runs, read());
  const auto is_it = [&run_id](const auto& run) { return run.head.run_id == run_id; };
  if (std::ranges::none_of(runs, is_it)) {
    return Error{ErrorCode::kBadData, folder_.string() + ": holds no run '" + run_id +
                                          "'; 'fleetmark history add' adds one"};
  }
  FLEETMARK_CHECK(make_folder(folder_ / kBaselines));
  const nlohmann::ordered_json pointer{{"schema", "fleetmark.baseline/1"}, {"run_id", run_id}};
  return write_file_atomically(folder_ / kBaselines / (name + ".json"), pointer.dump(2) + "\n");
}

Result<std::string> HistoryFolder::baseline(const std::string& name) const {
  FLEETMARK_CHECK(check_name(name, "name of the baseline"));
  const fs::path file = folder_ / kBaselines / (name + ".json");
  FLEETMARK_TRY(const auto document, read_json(file));
  FLEETMARK_CHECK(baseline_.check(document, file.string()));
  return document["run_id"].get<std::string>();
}

std::vector<std::string> HistoryFolder::baselines() const {
  std::vector<std::string> names;
  for (const auto& file : files_below(folder_ / kBaselines, ".json")) {
    names.push_back(file.stem().string());
  }
  return names;
}

}  // namespace fleetmark::io

// SPDX-License-Identifier: Apache-2.0
// See record_sets.h.
#include "harness/cli/record_sets.h"

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>

#include "harness/cli/filter.h"
#include "harness/compare/environment_key.h"
#include "harness/compare/row_key.h"

namespace fleetmark::cli {
namespace {

namespace fs = std::filesystem;

Result<std::vector<std::string>> files_of(const std::string& name) {
  std::error_code error;
  if (!fs::is_directory(name, error)) return std::vector<std::string>{name};
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(name, error)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  }
  if (error) return Error{ErrorCode::kIo, name + ": cannot be listed: " + error.message()};
  if (files.empty()) {
    return Error{ErrorCode::kUsage,
                 name + ": holds no .json file; name run records or a folder of them"};
  }
  std::ranges::sort(files);
  return files;
}

Result<> check_side(const NamedSide& side) {
  const auto& [runs, name] = side;
  const record::RunRecord& first = runs.front();
  for (const auto& run : runs) {
    const std::string change = environment_change(first, run);
    if (!change.empty()) {
      return Error{ErrorCode::kBadData, name + ": run " + run.id +
                                            " is of another environment than " + first.id + ": " +
                                            change + "; give each side records of one environment"};
    }
    if (run.device.id != first.device.id || run.is_fake != first.is_fake) {
      return Error{ErrorCode::kBadData, name + ": run " + run.id + " is of device " +
                                            run.device.id + ", " + first.id + " of " +
                                            first.device.id + "; compare one device at a time"};
    }
  }
  return {};
}

std::string bytes_or_unknown(const std::optional<Bytes>& bytes) {
  return bytes ? std::to_string(static_cast<std::int64_t>(bytes->value)) : "unknown";
}

}  // namespace

std::string environment_change(const record::RunRecord& base, const record::RunRecord& now) {
  const auto changes =
      compare::changes_between(compare::environment_key(base), compare::environment_key(now));
  if (changes.empty()) return {};
  const compare::Change& change = changes.front();
  return change.name + " is '" + change.base + "' and '" + change.now + "'";
}

Result<> check_one_device(const record::RunRecord& first, const std::string& first_file,
                          const record::RunRecord& run, const std::string& file) {
  std::string change = environment_change(first, run);
  const std::string before = bytes_or_unknown(first.device.memory_total);
  const std::string now = bytes_or_unknown(run.device.memory_total);
  if (change.empty() && run.device.id != first.device.id) {
    change = "device.id is '" + first.device.id + "' and '" + run.device.id + "'";
  }
  if (change.empty() && now != before) {
    change = "device.memory_total_bytes is '" + before + "' and '" + now + "'";
  }
  if (change.empty()) return {};
  return Error{ErrorCode::kUsage, file + ": is of another device or system than " + first_file +
                                      ": " + change + "; calibrate one device at a time"};
}

Result<> check_named_once(const std::vector<record::RunRecord>& runs, const std::string& file) {
  if (runs.back().is_fake) return {};  // fake runs of two processes have one id
  const std::string& id = runs.back().id;
  const auto before = runs.end() - 1;
  if (std::find_if(runs.begin(), before, [&](const auto& run) { return run.id == id; }) == before) {
    return {};
  }
  return Error{ErrorCode::kUsage, file + ": holds run " + id +
                                      ", which another file named here holds, too; name each run "
                                      "once, or its launches would count twice"};
}

Result<std::vector<record::RunRecord>> read_side(const Catalogue& catalogue,
                                                 const std::string& names) {
  std::vector<record::RunRecord> runs;
  std::istringstream list(names);
  for (std::string name; std::getline(list, name, ',');) {
    if (name.empty()) continue;
    FLEETMARK_TRY(const auto files, files_of(name));
    for (const auto& file : files) {
      FLEETMARK_TRY(auto loaded, catalogue.run(file));
      runs.push_back(std::move(loaded.value));
      FLEETMARK_CHECK(check_named_once(runs, file));
    }
  }
  if (runs.empty()) {
    return Error{ErrorCode::kUsage, "'" + names + "' names no file; name run records"};
  }
  return runs;
}

Result<> check_sides(const NamedSide& base, const NamedSide& now) {
  FLEETMARK_CHECK(check_side(base));
  FLEETMARK_CHECK(check_side(now));
  if (base.runs.front().is_fake == now.runs.front().is_fake) return {};
  return Error{ErrorCode::kBadData, base.name + " and " + now.name +
                                        ": one was taken on the fake device and the other was "
                                        "not; compare like with like"};
}

Result<compare::IsAsked> rows_matching(const std::string& filter) {
  if (filter.empty()) return compare::IsAsked();
  FLEETMARK_TRY(const std::regex expression, filter_expression(filter));
  return compare::IsAsked([expression](const compare::RowKey& key) {
    return std::regex_search(key.label(), expression);
  });
}

}  // namespace fleetmark::cli

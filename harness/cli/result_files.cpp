// SPDX-License-Identifier: Apache-2.0
// See result_files.h.
#include "harness/cli/result_files.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "harness/cli/parallel.h"
#include "harness/io/json_history.h"
#include "harness/io/run_journal.h"

namespace fleetmark::cli {
namespace fs = std::filesystem;

std::vector<std::string> result_files_of(const std::vector<std::string>& given) {
  std::vector<std::string> files;
  for (const auto& one : given) {
    std::error_code ignored;
    if (!fs::is_directory(one, ignored)) {
      files.push_back(one);
      continue;
    }
    std::vector<std::string> below;
    for (const auto& entry : fs::recursive_directory_iterator(one, ignored)) {
      const auto extension = entry.path().extension();
      const bool is_pointer = entry.path().parent_path().filename() == "baselines";
      if ((extension == ".json" || extension == ".jsonl") && !is_pointer) {
        below.push_back(entry.path().string());
      }
    }
    std::ranges::sort(below);
    files.insert(files.end(), below.begin(), below.end());
  }
  return files;
}

namespace {

// Schemas made ready once for each thread: they are not said to be safe to share.
struct Schemas {
  io::Schema run, history;
};

Result<Schemas> make_schemas(const nlohmann::json& run, const nlohmann::json& history) {
  FLEETMARK_TRY(auto run_schema, io::Schema::compile(run, "run.schema.json"));
  FLEETMARK_TRY(auto history_schema, io::Schema::compile(history, "history.schema.json"));
  return Schemas{std::move(run_schema), std::move(history_schema)};
}

using Read = Result<io::Loaded<std::vector<compare::RunResult>>>;

Read read_one(const std::string& file, const Schemas& schemas) {
  if (file.ends_with(".jsonl")) {
    FLEETMARK_TRY(auto runs, io::read_history_file(file, schemas.history));
    return io::Loaded<std::vector<compare::RunResult>>{std::move(runs), {}};
  }
  FLEETMARK_TRY(auto loaded, io::read_run_record(file, schemas.run));
  return io::Loaded<std::vector<compare::RunResult>>{{compare::result_of(loaded.value)},
                                                     std::move(loaded.warnings)};
}

}  // namespace

Result<ReadResults> read_results(const Context& context, const Catalogue& catalogue,
                                 const std::vector<std::string>& given, Unreadable unreadable) {
  FLEETMARK_TRY(const auto run_schema, catalogue.schema_of("run"));
  FLEETMARK_TRY(const auto history_schema, catalogue.schema_of("history"));
  const auto files = result_files_of(given);
  std::vector<std::optional<Read>> read(files.size());
  const std::size_t parts = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1,
                                                    std::max<std::size_t>(1, files.size()));
  in_parallel(parts, [&](std::size_t part) {
    const auto schemas = make_schemas(run_schema, history_schema);
    for (std::size_t i = part; i < files.size(); i += parts) {
      read[i] = schemas ? read_one(files[i], *schemas) : Read(schemas.error());
    }
  });
  ReadResults results;
  for (std::size_t i = 0; i < files.size(); ++i) {
    Read& one = *read[i];
    if (!one && unreadable == Unreadable::kRefused) return one.error();
    if (!one) {
      results.unreadable.push_back(one.error().message);
      continue;
    }
    for (auto& run : one->value) {
      if (run.head.is_fake && !context.is_fake) {
        return Error{ErrorCode::kBadData,
                     files[i] + ": was taken on the fake device; only results of real ones count"};
      }
      results.runs.push_back(std::move(run));
      results.files.push_back(files[i]);
    }
    std::ranges::move(one->warnings, std::back_inserter(results.warnings));
  }
  if (files.empty()) {
    return Error{ErrorCode::kUsage, given.front() + ": holds no .json or .jsonl file"};
  }
  return results;
}

Result<> check_runs_once(const ReadResults& results) {
  std::map<std::string, std::string> files;  // by the id of their run
  for (std::size_t i = 0; i < results.runs.size(); ++i) {
    const compare::RunHead& head = results.runs[i].head;
    // Fake runs of two processes have one id.
    if (head.is_fake) continue;
    const auto [there, is_new] = files.emplace(head.run_id, results.files[i]);
    if (is_new) continue;
    return Error{ErrorCode::kUsage, results.files[i] + ": holds run " + head.run_id + ", as " +
                                        there->second +
                                        " does; name each run once, or it would count twice"};
  }
  return {};
}

}  // namespace fleetmark::cli

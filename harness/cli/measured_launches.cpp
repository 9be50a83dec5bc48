// SPDX-License-Identifier: Apache-2.0
// See measured_launches.h.
#include "harness/cli/measured_launches.h"

#include <nlohmann/json.hpp>

#include "harness/cli/exit_codes.h"
#include "harness/cli/interrupt.h"
#include "harness/cli/kept_record.h"
#include "harness/io/json_document.h"
#include "harness/io/process.h"
#include "harness/io/run_journal.h"
#include "harness/measure/launches.h"
#include "harness/record/joined.h"

namespace fleetmark::cli {
namespace {

namespace fs = std::filesystem;

std::string names_of(const std::vector<DataPattern>& patterns) {
  std::vector<std::string> names;
  for (const DataPattern pattern : patterns) names.emplace_back(name_of(pattern));
  return joined(names, ",");
}

// What a fresh process must be told to measure the same.
std::vector<std::string> child_arguments(const Context& context, const CommonOptions& common,
                                         const MeasureOptions& options, const std::string& device,
                                         const fs::path& output) {
  std::vector<std::string> arguments{context.program.string(),
                                     "measure",
                                     "--device",
                                     device,
                                     "--data",
                                     names_of(options.data),
                                     "--cache",
                                     options.cache,
                                     "--regime",
                                     options.regime,
                                     "--seed",
                                     std::to_string(options.seed),
                                     "--output",
                                     output.string(),
                                     "--quiet"};
  const auto add = [&arguments](const char* flag, const std::string& value) {
    if (!value.empty()) arguments.insert(arguments.end(), {flag, value});
  };
  const auto add_number = [&](const char* flag, const std::optional<std::int64_t>& value) {
    if (value) add(flag, std::to_string(*value));
  };
  if (options.workload.empty()) {
    add("--suite", options.suite);
    add("--filter", options.filter);
  } else {
    add("--workload", options.workload);
    add("--phase", options.phase);
    add("--precision", options.precision);
    add("--implementations-from", options.implementations_from);
    if (options.implementations_from.empty()) add("--implementation", options.implementation);
    add_number("--batch", options.batch);
    add_number("--context", options.context);
    add_number("--tp", options.tp);
  }
  add("--profiles", common.profiles);
  if (options.interleaves_rivals) arguments.emplace_back("--rivals");
  if (options.time_limit_s > 0) add("--time-limit", std::to_string(options.time_limit_s));
  return arguments;
}

// Removes the records of the single launches when all is said.
struct LaunchFiles {
  std::vector<fs::path> paths;
  ~LaunchFiles() {
    std::error_code ignored;
    for (const auto& path : paths) fs::remove(path, ignored);
  }
};

struct Launch {
  int status = kExitDone;
  record::RunRecord record;

  // It was told to stop, has kept its part and said so.
  [[nodiscard]] bool is_interrupted() const {
    return status == kExitIncomplete && !record.ended_by.empty();
  }
};

// Empty: told to stop before it had begun.
Result<std::optional<Launch>> launch_once(const Context& context,
                                          const std::vector<std::string>& arguments,
                                          const std::string& name, const fs::path& file,
                                          const nlohmann::json& schema) {
  const auto status = io::run_process(arguments, {context.is_interrupted, kStopLaunch});
  if (!status && status.error().code == ErrorCode::kInterrupted) return std::optional<Launch>();
  if (!status) return status.error();
  if (*status != kExitDone && *status != kExitWrongAnswer && *status != kExitIncomplete) {
    return Error{
        *status == kExitNoDevice ? ErrorCode::kNoDevice : ErrorCode::kUsage,
        name + " ended with status " + std::to_string(*status) + " (its message is above)"};
  }
  FLEETMARK_TRY(auto loaded, io::read_run_record(file, schema));
  return std::optional(Launch{*status, std::move(loaded.value)});
}

// Of the first that ended early; empty: none did.
std::string why_incomplete(const std::vector<record::RunRecord>& launches,
                           const std::string& of_all) {
  for (std::size_t i = 0; i < launches.size(); ++i) {
    if (launches[i].ended_by.empty()) continue;
    return launches[i].ended_by + " in launch " + std::to_string(i + 1) + of_all;
  }
  return {};
}

}  // namespace

Result<record::RunRecord> measure_launches(Context& context, const CommonOptions& common,
                                           const DataFolders& folders, const std::string& device,
                                           MeasureOptions options, const fs::path& output) {
  FLEETMARK_TRY(const auto schema, io::read_json(folders.results_schema / "run.schema.json"));
  LaunchFiles files;
  std::vector<record::RunRecord> records;
  bool is_interrupted = false;
  std::optional<Error> failure;  // of a launch after the first
  const std::string of_all = " of " + std::to_string(options.launches);
  while (!is_interrupted && static_cast<int>(records.size()) < options.launches) {
    const std::string number = std::to_string(records.size() + 1);
    log_line(context, common, "launch " + number + of_all);
    files.paths.push_back(output.string() + ".launch-" + number);
    const auto arguments = child_arguments(context, common, options, device, files.paths.back());
    auto tried = launch_once(context, arguments, "launch " + number, files.paths.back(), schema);
    if (!tried && records.empty()) return tried.error();
    if (!tried) {  // what the others measured stays
      failure = tried.error();
      break;
    }
    auto& launch = *tried;
    if (!launch && records.empty()) {
      return Error{ErrorCode::kInterrupted, "interrupted before the first launch had begun"};
    }
    is_interrupted = !launch || launch->is_interrupted();
    if (!launch) break;
    records.push_back(std::move(launch->record));
    if (static_cast<int>(records.size()) < options.launches) {
      is_interrupted = is_interrupted || context.is_interrupted();  // it ended before it was told
    }
    if (options.workload.empty()) continue;
    if (records.back().replicas.empty()) break;  // it says why
    // What the first launch chose is what all measure.
    if (options.implementations_from.empty()) {
      options.implementations_from = files.paths.front().string();
    }
  }
  record::RunRecord merged = measure::merge_launches(records);
  merged.ended_by = why_incomplete(records, of_all);
  if (is_interrupted && merged.ended_by.empty()) {
    merged.ended_by = "interrupted after launch " + std::to_string(records.size()) + of_all;
  }
  if (failure && merged.ended_by.empty()) {
    merged.ended_by = "launch " + std::to_string(records.size() + 1) + of_all + " failed";
  }
  FLEETMARK_TRY(const auto journal, io::RunJournal::create(output, merged));
  FLEETMARK_TRY(const Kept kept, keep_record(*journal, merged, output));
  if (is_interrupted) return Error{ErrorCode::kInterrupted, merged.ended_by + "; " + kept.words};
  if (failure) return Error{failure->code, failure->message + "; " + kept.words};
  if (kept.earlier_stays) error_line(context, kept.words);
  return merged;
}

}  // namespace fleetmark::cli

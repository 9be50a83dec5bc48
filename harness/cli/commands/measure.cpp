// SPDX-License-Identifier: Apache-2.0
// fleetmark measure: run a suite on a device, in one process or in several fresh ones.
#include <nlohmann/json.hpp>

#include "harness/cli/commands/commands.h"
#include "harness/cli/devices.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/explain.h"
#include "harness/cli/run_suite.h"
#include "harness/cli/soak_suite.h"
#include "harness/cli/workload_replica.h"
#include "harness/io/json_document.h"
#include "harness/io/process.h"
#include "harness/io/run_journal.h"
#include "harness/measure/launches.h"
#include "harness/report/run_view.h"
#include "harness/report/why/why_run.h"

namespace fleetmark::cli {
namespace {

namespace fs = std::filesystem;

report::Document case_list(const SuiteRun& run) {
  report::Table table{"cases",
                      "Cases of suite " + run.suite.id,
                      {{"case", "case"},
                       {"implementation", "implementation"},
                       {"time_limit_s", "limit s", report::Align::kRight}},
                      {},
                      {}};
  for (const auto& planned : run.cases) {
    table.rows.push_back(
        {measure::label_of(planned), planned.variant->implementation,
         report::Cell(std::to_string(planned.time_limit_s).substr(0, 4), planned.time_limit_s)});
  }
  for (const auto& group : run.groups) {
    if (group.size() > 1) table.notes.push_back("Rivals: " + group_label(run, group) + ".");
  }
  return {{}, {table}, {}};
}

// What a fresh process must be told to measure the same.
std::vector<std::string> child_arguments(const Context& context, const CommonOptions& common,
                                         const MeasureOptions& options, const std::string& device,
                                         const fs::path& output) {
  std::vector<std::string> arguments{context.program.string(),
                                     "measure",
                                     "--device",
                                     device,
                                     "--suite",
                                     options.suite,
                                     "--data",
                                     std::string(name_of(options.data)),
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
  add("--filter", options.filter);
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

Result<record::RunRecord> measure_launches(Context& context, const CommonOptions& common,
                                           const DataFolders& folders, const std::string& device,
                                           const MeasureOptions& options, const fs::path& output) {
  FLEETMARK_TRY(const auto schema, io::read_json(folders.results_schema / "run.schema.json"));
  LaunchFiles files;
  std::vector<record::RunRecord> records;
  bool is_interrupted = false;
  while (!is_interrupted && static_cast<int>(records.size()) < options.launches) {
    const auto launch = records.size() + 1;
    log_line(context, common,
             "launch " + std::to_string(launch) + " of " + std::to_string(options.launches));
    files.paths.push_back(output.string() + ".launch-" + std::to_string(launch));
    const auto arguments = child_arguments(context, common, options, device, files.paths.back());
    FLEETMARK_TRY(const int status, io::run_process(arguments));
    // A terminal interrupts the child, too: it has kept its part and said so.
    is_interrupted = status == kExitIncomplete ||
                     (context.is_interrupted() && static_cast<int>(launch) < options.launches);
    if (status != kExitDone && status != kExitWrongAnswer && status != kExitIncomplete) {
      return Error{status == kExitNoDevice ? ErrorCode::kNoDevice : ErrorCode::kUsage,
                   "launch " + std::to_string(launch) + " ended with status " +
                       std::to_string(status) + " (its message is above)"};
    }
    FLEETMARK_TRY(auto loaded, io::read_run_record(files.paths.back(), schema));
    records.push_back(std::move(loaded.value));
  }
  record::RunRecord merged = measure::merge_launches(records);
  FLEETMARK_TRY(const auto journal, io::RunJournal::create(output, merged));
  FLEETMARK_CHECK(journal->finalise(merged));
  if (is_interrupted) {
    return Error{ErrorCode::kInterrupted, "interrupted in launch " +
                                              std::to_string(records.size()) + " of " +
                                              std::to_string(options.launches) +
                                              "; what was measured is kept in " + output.string()};
  }
  return merged;
}

Result<int> measure_one(Context& context, const CommonOptions& common, const DataFolders& folders,
                        const MeasureOptions& options, const std::string& device,
                        report::Document& answer) {
  FLEETMARK_TRY(const auto open, open_device(context, common, device));
  if (!options.workload.empty()) {
    return measure_workload(context, common, options, *open.session, answer);
  }
  FLEETMARK_TRY(const auto run, plan_suite(folders, *open.session, options));
  if (options.only_list) {
    answer = case_list(run);
    return kExitDone;
  }
  FLEETMARK_CHECK(check_why(options.why, labels_of(run)));
  const DeviceInfo& info = open.session->device();
  CommonOptions named = common;
  if (options.device == "all" && !common.output.empty()) {
    std::string tag = info.id;
    std::replace(tag.begin(), tag.end(), ':', '-');
    const fs::path given = common.output;
    named.output = (given.parent_path() / (given.stem().string() + "-" + tag + ".json")).string();
  }
  const fs::path output = record_path(named, new_record(context, info, "").id);
  const bool is_soak = options.soak_s > 0;
  auto record = is_soak ? soak_suite(context, common, *open.session, run, options, output)
                : options.launches > 1
                    ? measure_launches(context, common, folders, info.id, options, output)
                    : measure_suite(context, common, *open.session, run, options, output);
  if (!record) return record.error();
  const auto view = report::run_view(*record);
  answer.tables.insert(answer.tables.end(), view.tables.begin(), view.tables.end());
  answer.notes.insert(answer.notes.end(), view.notes.begin(), view.notes.end());
  answer.notes.push_back("Run record: " + output.string());
  // What was measured is shown, whatever was asked about it.
  const auto explained = explain(answer, options.why, report::why_run(*record));
  if (!explained) answer.notes.push_back(explained.error().message);
  return is_soak ? soak_status_of(context, *record) : exit_status_of(context, *record);
}

}  // namespace

Result<int> run_measure(Context& context, const CommonOptions& common,
                        const MeasureOptions& options) {
  FLEETMARK_TRY(const auto folders, find_data(common.profiles, context.program));
  std::vector<std::string> devices{options.device};
  if (options.device == "all") devices = device_ids(context);
  if (devices.empty()) return Error{ErrorCode::kNoDevice, "no usable device on this machine"};
  report::Document answer;
  int status = kExitDone;
  for (const auto& device : devices) {
    FLEETMARK_TRY(const int one, measure_one(context, common, folders, options, device, answer));
    status = std::max(status, one);
  }
  // --output names the record, the answer goes to standard output; a list has no record.
  CommonOptions to = common;
  if (!options.only_list) to.output.clear();
  FLEETMARK_CHECK(deliver(context, to, answer));
  return status;
}

}  // namespace fleetmark::cli

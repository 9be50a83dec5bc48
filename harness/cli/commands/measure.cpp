// SPDX-License-Identifier: Apache-2.0
// fleetmark measure: run a suite on a device, in one process or in several fresh ones.
#include <algorithm>

#include "harness/cli/commands/commands.h"
#include "harness/cli/devices.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/explain.h"
#include "harness/cli/measured_launches.h"
#include "harness/cli/run_suite.h"
#include "harness/cli/soak_suite.h"
#include "harness/cli/workload_replica.h"
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

fs::path output_for(Context& context, const CommonOptions& common, const MeasureOptions& options,
                    const DeviceInfo& device) {
  CommonOptions named = common;
  if (options.device == "all" && !common.output.empty()) {
    std::string tag = device.id;
    std::replace(tag.begin(), tag.end(), ':', '-');
    const fs::path given = common.output;
    named.output = (given.parent_path() / (given.stem().string() + "-" + tag + ".json")).string();
  }
  return record_path(named, new_record(context, device, "").id);
}

void show_run(report::Document& answer, const record::RunRecord& record, const fs::path& output,
              const MeasureOptions& options) {
  const auto view = report::run_view(record);
  answer.tables.insert(answer.tables.end(), view.tables.begin(), view.tables.end());
  answer.notes.insert(answer.notes.end(), view.notes.begin(), view.notes.end());
  // Of nothing it was said on standard error what became of the file.
  if (!record.has_measured_nothing()) answer.notes.push_back("Run record: " + output.string());
  // What was measured is shown, whatever was asked about it.
  const auto explained = explain(answer, options.why, report::why_run(record));
  if (!explained) answer.notes.push_back(explained.error().message);
}

void warn_of_missing(Context& context, const CommonOptions& common,
                     const record::Replica& replica) {
  if (replica.missing.empty()) return;
  const auto& first = replica.missing.front();
  log_line(context, common,
           "warning: " + replica.workload + ", " + replica.phase + ": " +
               std::to_string(replica.missing.size()) +
               " of its operators could not be run, so the time of the phase is UNKNOWN and the "
               "exit status 7; the first is " +
               first.problem.key() + ": " + first.reason);
}

Result<int> measure_one_workload(Context& context, const CommonOptions& common,
                                 const DataFolders& folders, const MeasureOptions& asked,
                                 Session& session, report::Document& answer) {
  FLEETMARK_TRY(const auto plan, plan_workload(context, common, asked, session));
  if (asked.only_list) {
    answer = operator_list(plan.replica);
    return kExitDone;
  }
  const fs::path output = output_for(context, common, asked, session.device());
  MeasureOptions options = asked;  // every launch runs what was chosen here
  options.phase = plan.replica.phase.name;
  options.precision = plan.precision;
  const auto record =
      options.launches > 1
          ? measure_launches(context, common, folders, session.device().id, options, output)
          : measure_workload(context, common, options, session, plan, output);
  if (!record) return record.error();
  show_run(answer, *record, output, options);
  for (const auto& replica : record->replicas) warn_of_missing(context, common, replica);
  return exit_status_of(context, *record);
}

Result<int> measure_one_suite(Context& context, const CommonOptions& common,
                              const DataFolders& folders, const MeasureOptions& options,
                              Session& session, report::Document& answer) {
  FLEETMARK_TRY(const auto run, plan_suite(folders, session, options));
  if (options.only_list) {
    answer = case_list(run);
    return kExitDone;
  }
  FLEETMARK_CHECK(check_why(options.why, labels_of(run)));
  const DeviceInfo& device = session.device();
  const fs::path output = output_for(context, common, options, device);
  const bool is_soak = options.soak_s > 0;
  const auto record = is_soak ? soak_suite(context, common, session, run, options, output)
                      : options.launches > 1
                          ? measure_launches(context, common, folders, device.id, options, output)
                          : measure_suite(context, common, session, run, options, output);
  if (!record) return record.error();
  show_run(answer, *record, output, options);
  return is_soak ? soak_status_of(context, *record) : exit_status_of(context, *record);
}

Result<int> measure_device(Context& context, const CommonOptions& common,
                           const DataFolders& folders, const MeasureOptions& options,
                           const std::string& device, report::Document& answer) {
  FLEETMARK_TRY(const auto open, open_device(context, common, device));
  const auto measure_one = options.workload.empty() ? measure_one_suite : measure_one_workload;
  return measure_one(context, common, folders, options, *open.session, answer);
}

Result<> check_data(const MeasureOptions& options) {
  for (std::size_t i = 0; i < options.data.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (options.data[i] != options.data[j]) continue;
      return Error{ErrorCode::kUsage, "--data: found '" + std::string(name_of(options.data[i])) +
                                          "' twice; name each kind once"};
    }
  }
  const bool takes_several = options.workload.empty() && !(options.soak_s > 0);
  if (options.data.size() == 1 || takes_several) return {};
  return Error{ErrorCode::kUsage,
               "--data: found " + std::to_string(options.data.size()) + " kinds with " +
                   (options.workload.empty() ? "--soak" : "--workload") + "; allowed: one"};
}

}  // namespace

Result<int> run_measure(Context& context, const CommonOptions& common,
                        const MeasureOptions& options) {
  FLEETMARK_CHECK(check_data(options));
  FLEETMARK_TRY(const auto folders, find_data(common.profiles, context.program));
  std::vector<std::string> devices{options.device};
  if (options.device == "all") devices = device_ids(context);
  if (devices.empty()) return Error{ErrorCode::kNoDevice, "no usable device on this machine"};
  report::Document answer;
  int status = kExitDone;
  for (const auto& device : devices) {
    const auto one = measure_device(context, common, folders, options, device, answer);
    if (one) {
      status = std::max(status, *one);
      continue;
    }
    // One of several that fails leaves the others to be measured.
    if (devices.size() == 1 || one.error().code == ErrorCode::kInterrupted) return one.error();
    error_line(context, device + ": " + one.error().message);
    status = std::max(status, static_cast<int>(exit_code_for(one.error().code)));
  }
  if (answer.tables.empty() && status != kExitDone) return status;  // all is said
  // --output names the record, the answer goes to standard output; a list has no record.
  CommonOptions to = common;
  if (!options.only_list) to.output.clear();
  FLEETMARK_CHECK(deliver(context, to, answer));
  return status;
}

}  // namespace fleetmark::cli

// SPDX-License-Identifier: Apache-2.0
// fleetmark assess, the main job: measure this machine's best device, place it among the profiles,
// price the micro tasks, and keep the run record with a Markdown summary and a page beside it.
#include "harness/cli/catalogue.h"
#include "harness/cli/commands/commands.h"
#include "harness/cli/compared_devices.h"
#include "harness/cli/devices.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/explain.h"
#include "harness/cli/price_task.h"
#include "harness/cli/report_cost.h"
#include "harness/cli/report_data.h"
#include "harness/cli/run_suite.h"
#include "harness/io/files.h"
#include "harness/report/cost_view.h"
#include "harness/report/economics_view.h"
#include "harness/report/run_view.h"
#include "harness/report/task_view.h"
#include "harness/report/why/why_cost.h"
#include "harness/report/why/why_run.h"

namespace fleetmark::cli {
namespace {

// Tasks that every device can be placed on from a quick suite.
constexpr std::array<const char*, 2> kTasks{"micro-pb-triad", "micro-eflop-bf16"};

report::Document summary_of(const record::RunRecord& run, const cost::Economics& economics,
                            const std::vector<report::TaskRows>& tasks,
                            const AssessOptions& options) {
  report::Document answer;
  answer.lead = {report::economics_line(economics) + "; reference device: " + options.reference,
                 "fleetmark " + run.tool.version + ", suite " + run.suite + " on " + run.device.id +
                     " (" + run.device.name + "), " + run.started_at};
  for (const auto& task : tasks) {
    answer.tables.push_back(report::placement_table(task));
    answer.tables.push_back(report::cost_table(task));
  }
  const report::Document measured = report::run_view(run);
  answer.tables.insert(answer.tables.end(), measured.tables.begin(), measured.tables.end());
  answer.notes = measured.notes;
  return answer;
}

std::string row_of(const char* task, const std::string& device) {
  return std::string(task) + ": " + device;
}

// What arithmetic_of may come to call its rows.
std::vector<std::string> rows_of(const SuiteRun& run, const std::string& device,
                                 const ComparedDevices& compared) {
  std::vector<std::string> rows = labels_of(run);
  for (const char* task : kTasks) {
    rows.push_back(row_of(task, device));
    for (const auto& profile : compared.profiles) rows.push_back(row_of(task, profile.id));
  }
  return rows;
}

// From the measured cases to the cost of each of kTasks: a device stands under every one.
std::vector<report::WhyLine> arithmetic_of(const record::RunRecord& run,
                                           const std::vector<report::TaskRows>& tasks) {
  std::vector<report::WhyLine> lines = report::why_run(run);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    for (auto& line : report::why_cost(tasks[i])) {
      line.row = row_of(kTasks[i], line.row);
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

}  // namespace

Result<int> run_assess(Context& context, const CommonOptions& common,
                       const AssessOptions& options) {
  if (common.output.ends_with(".md")) {
    return Error{ErrorCode::kUsage, "--output: found '" + common.output +
                                        "', where the Markdown summary would replace the record; "
                                        "name the record, such as run.json"};
  }
  // Everything that can be wrong with the data is found before a minute of measuring.
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const auto economics, catalogue.economics(options.economics));
  FLEETMARK_TRY(const auto compared,
                compared_devices(catalogue, options.devices, options.reference));
  FLEETMARK_TRY(const auto reference, catalogue.device(options.reference));
  FLEETMARK_TRY(const auto by, predictions_by(catalogue, ""));
  std::vector<model::Workload> workloads;
  for (const char* id : kTasks) {
    FLEETMARK_TRY(workloads.emplace_back(), catalogue.workload(id));
  }

  MeasureOptions measuring;
  measuring.device = options.device;
  measuring.suite = options.suite;
  FLEETMARK_TRY(const auto open, open_device(context, common, options.device));
  FLEETMARK_TRY(const auto planned, plan_suite(catalogue.folders(), *open.session, measuring));
  FLEETMARK_CHECK(check_why(options.why, rows_of(planned, open.session->device().id, compared)));
  const std::filesystem::path output =
      record_path(common, new_record(context, open.session->device(), "").id);
  FLEETMARK_TRY(const auto run,
                measure_suite(context, common, *open.session, planned, measuring, output));

  const Terms terms{economics, {}};
  std::vector<report::TaskRows> tasks;
  for (const auto& workload : workloads) {
    FLEETMARK_TRY(auto rows,
                  price_task(workload, compared.profiles, by, terms, reference.value.id, &run));
    tasks.push_back(std::move(rows));
  }
  std::filesystem::path page = output;
  page.replace_filename("report.html");
  report::html::MeasuredParts parts;
  parts.records = {run};
  parts.results = {compare::result_of(run)};
  parts.placements = tasks;
  report::html::Page shown = page_of(context, parts, options.language);
  add_costs({tasks, {kTasks.begin(), kTasks.end()}, report::economics_line(economics), {}}, shown);
  FLEETMARK_CHECK(io::write_file_atomically(page, report::html::html_page(shown)));
  report::Document answer = summary_of(run, economics, tasks, options);
  std::filesystem::path summary = output;
  summary.replace_extension(".md");
  // What was measured is shown, whatever was asked about it.
  const auto explained = explain(answer, options.why, arithmetic_of(run, tasks));
  if (!explained) answer.notes.push_back(explained.error().message);
  if (!compared.note.empty()) answer.notes.push_back(compared.note);
  // Of nothing it was said on standard error what became of the file.
  if (!run.has_measured_nothing()) answer.notes.push_back("Run record: " + output.string());
  answer.notes.push_back("Markdown summary: " + summary.string());
  answer.notes.push_back("Page: " + page.string());
  FLEETMARK_CHECK(
      io::write_file_atomically(summary, report::render(answer, report::Format::kMarkdown)));
  CommonOptions to_stdout = common;  // --output names the record
  to_stdout.output.clear();
  FLEETMARK_CHECK(deliver(context, to_stdout, answer));
  return exit_status_of(context, run);
}

}  // namespace fleetmark::cli

// SPDX-License-Identifier: Apache-2.0
// See request_files.h.
#include "harness/cli/request_files.h"

#include <optional>

#include "harness/cli/catalogue.h"
#include "harness/cli/output_guard.h"
#include "harness/cli/paths.h"
#include "harness/cli/prediction_data.h"
#include "harness/cli/split.h"

namespace fleetmark::cli {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kResults{".json", ".jsonl"};

// Collects the files of one request, command by command.
class Files {
 public:
  Files(const CommonOptions& common, std::optional<DataFolders> folders)
      : common_(common), folders_(std::move(folders)) {}

  std::vector<NamedFile> outputs, inputs;

  void operator()(const AssessOptions& options) {
    write_output();
    if (!common_.output.empty()) {
      fs::path beside = common_.output;
      write("the page beside the record", beside.replace_filename("report.html").string());
    }
    read_id("--suite", options.suite, "suites");
    read_prices(options.devices, options.reference, options.economics);
  }
  void operator()(const MeasureOptions& options) {
    write_output();
    if (options.workload.empty()) read_id("--suite", options.suite, "suites");
    read_id("--workload", options.workload, "workloads");
    read("--implementations-from", options.implementations_from);
  }
  void operator()(const ListOptions&) { write_output(); }
  void operator()(const ShowOptions& options) {
    write_output();
    for (const auto& id : options.ids) read_any("id", id);
  }
  void operator()(const ValidateOptions& options) {
    write_output();
    for (const auto& file : options.files) read("files", file);
  }
  void operator()(const CostOptions& options) {
    write_output();
    read_cost(options);
    read_id("--workload", options.workload, "workloads");
    read("--record", options.record);
  }
  void operator()(const CalibrateOptions& options) {
    write_output();
    for (const auto& file : options.files) read("files", file);
  }
  void operator()(const FitOptions& options) {
    write_output();
    read_records(options.files);
  }
  void operator()(const LedgerOptions& options) {
    write_output();
    write("--records", options.records);
    read_records(options.files);
    if (options.fit_on.empty()) read_fit(options.fit);
    for (const auto& device : options.fit_on) read_id("--fit-on", device, "devices");
    for (const auto& device : options.score) read_id("--score", device, "devices");
  }
  void operator()(const PredictOptions& options) {
    write_output();
    read("--cases", options.cases);
    read_id("--device", options.device, "devices");
    read_id("--workload", options.workload, "workloads");
    read_id("--slo", options.slo, "slo");
    read_fit(options.fit);
  }
  void operator()(const GapOptions& options) {
    write_output();
    read_id("--device", options.device, "devices");
    read_id("--reference", options.reference, "devices");
    read_id("--workload", options.workload, "workloads");
    read_fit(options.run.fit);
  }
  void operator()(const PlanOptions& options) {
    write_output();
    write("--export", options.export_to);
    for (const auto& answer : options.diff) read("--diff", answer);
    if (!options.diff.empty()) return;
    read_id("scenario", options.scenario, "fleets");
    read_fit(options.fit);
  }
  void operator()(const CompareOptions& options) {
    write_output();
    write("--junit", options.junit);
    if (options.runs) return;  // commands, not files
    for (const auto& file : split(options.base, ',')) read("base", file, {".json"});
    for (const auto& file : split(options.now, ',')) read("new", file, {".json"});
  }
  void operator()(const SelftestOptions&) { write_output(); }
  void operator()(const HistoryOptions& options) {
    write_output();
    inputs.push_back({"--history", options.folder, {".jsonl"}, true});
    inputs.push_back({"--history", options.folder + "/baselines", {".json"}, true});
    if (options.action == "add") read_results("words", options.words);
  }
  void operator()(const AcceptOptions& options) {
    if (options.is_nagios && !options.learns) return;  // one line on standard output
    write_output();
    read_results("results", options.files);
    if (!options.learns) read_id("--profile", options.judged.profile, "devices");
  }
  void operator()(const ImportOptions& options) {
    write_output();
    read("file", options.file);
  }
  // A merge that is read holds all that is in it, and what it is replaced with too.
  void operator()(const MergeOptions& options) {
    write_output();
    if (!common_.output.ends_with(".jsonl")) read_results("results", options.files);
  }
  void operator()(const ReportOptions& options) {
    write("--output", common_.output.empty() ? "report.html" : common_.output);
    read_results("results", options.files);
    for (const auto& file : options.against) read("--against", file, {".json"});
    if (!options.history.empty()) read_results("--history", {options.history});
    read_id("--profile", options.judged.profile, "devices");
    read_id("--scenario", options.plan.scenario, "fleets");
    for (const auto& id : options.workloads) read_id("--workload", id, "workloads");
    if (!options.workloads.empty()) read_cost(options.cost);
  }
  void operator()(const VersionOptions&) {}

 private:
  void write(const char* flag, const std::string& path) { outputs.push_back({flag, path, {}}); }
  void write_output() { write("--output", common_.output); }
  void read(const char* flag, const std::string& path, std::vector<std::string> endings = {}) {
    inputs.push_back({flag, path, std::move(endings)});
  }
  // An id in a folder of the profiles, or a file.
  void read_id(const char* flag, const std::string& id, const char* kind) {
    if (id.empty()) return;
    if (names_a_file(id)) return read(flag, id);
    if (folders_) read(flag, (folders_->profiles / kind / (id + ".json")).string());
  }
  void read_any(const char* flag, const std::string& id) {
    for (const char* kind :
         {"devices", "workloads", "economics", "policies", "fleets", "suites", "slo", "fits"}) {
      read_id(flag, id, kind);
    }
  }
  void read_fit(const std::string& fit) {
    read_id("--fit", fit.empty() ? kDefaultFit : fit, "fits");
  }
  void read_results(const char* flag, const std::vector<std::string>& given) {
    for (const auto& one : given) inputs.push_back({flag, one, kResults, true});
  }
  void read_records(const std::vector<std::string>& files) {
    for (const auto& file : files) read("files", file);
    if (!files.empty() || !folders_) return;
    read("records of the project", (folders_->results_schema.parent_path() / "published").string(),
         {".json", ".csv"});
  }
  void read_prices(const std::vector<std::string>& devices, const std::string& reference,
                   const std::string& economics) {
    for (const auto& device : devices) read_id("--devices", device, "devices");
    read_id("--reference", reference, "devices");
    read_id("--economics", economics.empty() ? kDefaultEconomics : economics, "economics");
  }
  void read_cost(const CostOptions& options) {
    read_prices(options.devices, options.reference, options.economics);
    read_id("--slo", options.slo, "slo");
    read_fit(options.run.fit);
  }

  const CommonOptions& common_;
  std::optional<DataFolders> folders_;
};

}  // namespace

Result<> check_files(const Request& request, const fs::path& program) {
  // Where there are no data folders the command says so itself, if it needs them.
  const auto folders = find_data(request.common.profiles, program);
  Files files(request.common, folders ? std::optional(*folders) : std::nullopt);
  std::visit(files, request.command);
  return check_outputs(files.outputs, files.inputs);
}

}  // namespace fleetmark::cli

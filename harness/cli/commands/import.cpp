// SPDX-License-Identifier: Apache-2.0
// fleetmark import: another tool's results as a run record, marked with who measured.
#include <nlohmann/json.hpp>

#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/io/files.h"
#include "harness/io/foreign.h"
#include "harness/io/json_run_record.h"
#include "harness/report/run_view.h"

namespace fleetmark::cli {
namespace {

// Side files are named by the file and lie below its folder; nothing else is read.
std::function<Result<std::string>(const std::string&)> reader_beside(const std::string& file) {
  const auto folder = std::filesystem::path(file).parent_path();
  return [folder, file](const std::string& name) -> Result<std::string> {
    const std::filesystem::path relative(name);
    for (const auto& part : relative) {
      if (relative.is_absolute() || part == "..") {
        return Error{ErrorCode::kBadData, file + ": names the side file '" + name +
                                              "'; allowed: a file beside it or below"};
      }
    }
    auto beside = io::read_file(folder / relative);
    if (beside) return beside;
    // nvbench names them from the folder it ran in.
    return io::read_file(folder / relative.filename());
  };
}

// What the file does not tell comes from here; an unknown device keeps an empty name.
void complete(record::RunRecord& run, const Context& context) {
  std::string stamp;
  run.started_at = context.now_utc();
  for (const char c : run.started_at) {
    if (c != ':') stamp += c;
  }
  run.finished_at = run.started_at;
  run.id = stamp + "-" + context.unique_suffix();
  run.tool = context.tool;
  run.suite = "imported";
  run.is_fake = context.is_fake;
  if (run.device.id.empty()) run.device.id = "unknown:0";
  if (run.device.backend.empty()) run.device.backend = "unknown";
  run.imported_from->file = std::filesystem::path(run.imported_from->file).filename().string();
  run.imported_from->notes.push_back("the date is that of the import: the file tells none");
}

}  // namespace

Result<int> run_import(Context& context, const CommonOptions& common,
                       const ImportOptions& options) {
  FLEETMARK_TRY(auto text, io::read_file(options.file));
  FLEETMARK_TRY(auto run, io::run_from_foreign(options.format, {options.file, std::move(text),
                                                                reader_beside(options.file)}));
  complete(run, context);
  report::Document answer = report::run_view(run);
  if (common.output.empty()) {
    answer.notes.emplace_back("Nothing was written; -o RUN.json writes the run record.");
  } else {
    // Not every tool writes UTF-8.
    const std::string record =
        io::to_json(run).dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    FLEETMARK_CHECK(io::write_file_atomically(common.output, record + "\n"));
    answer.notes.push_back("Run record: " + common.output);
  }
  CommonOptions to = common;
  to.output.clear();
  FLEETMARK_CHECK(deliver(context, to, answer));
  return kExitDone;
}

}  // namespace fleetmark::cli

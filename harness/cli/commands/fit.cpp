// SPDX-License-Identifier: Apache-2.0
// fleetmark fit: global parameters and remainders from published records, into a fit file.
#include "harness/model/fit/fit.h"

#include <algorithm>

#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/prediction_data.h"
#include "harness/io/files.h"
#include "harness/report/fit_view.h"

namespace fleetmark::cli {
namespace {

// Records of these devices alone; every name must be one that the records know.
Result<> keep_devices(std::vector<model::Observation>& all,
                      const std::vector<std::string>& devices) {
  if (devices.empty()) return {};
  for (const auto& device : devices) {
    const auto is_of = [&](const model::Observation& one) { return one.what.rates.id == device; };
    if (std::ranges::any_of(all, is_of)) continue;
    return Error{ErrorCode::kUsage, "--devices: no record is of '" + device +
                                        "'; see 'fleetmark ledger' for the devices that have some"};
  }
  std::erase_if(all, [&](const model::Observation& one) {
    return std::ranges::find(devices, one.what.rates.id) == devices.end();
  });
  return {};
}

// A fit is called as its file is. Told before the work, for no reader would take another name.
Result<> check_name(const std::string& output) {
  const std::string id = std::filesystem::path(output).stem().string();
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto may_stand = [&](char c) { return is_plain(c) || c == '.' || c == '-'; };
  if (output.empty()) return {};
  if (!id.empty() && is_plain(id.front()) && std::ranges::all_of(id, may_stand)) return {};
  return Error{ErrorCode::kUsage,
               "--output: found '" + output + "', whose fit would be called '" + id +
                   "'; allowed: a name of lower-case letters, digits, '.' and '-' that begins with "
                   "a letter or digit, such as my-fit.json"};
}

}  // namespace

Result<int> run_fit(Context& context, const CommonOptions& common, const FitOptions& options) {
  FLEETMARK_CHECK(check_name(common.output));
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const auto library, open_library(catalogue));
  FLEETMARK_TRY(auto records, read_records(catalogue, library, options.files));
  for (const auto& warning : records.warnings) log_line(context, common, "warning: " + warning);
  FLEETMARK_CHECK(keep_devices(records.observations.all, options.devices));
  if (records.observations.all.empty()) {
    return no_records("a prediction can be made of", records.observations);
  }
  log_line(context, common,
           "fitting " + std::to_string(records.observations.all.size()) +
               " observations; this takes about a minute");
  model::FitOptions how;
  how.learns_scale = options.learns_likeness;
  io::FitFile file;
  file.fit = model::fit(records.observations.all, how);
  file.date = catalogue.today();
  file.tool = "fleetmark " + context.tool.version + " (" + context.tool.commit + ")";
  file.inputs = records.counts;
  report::Document answer;
  answer.tables = {report::fit_table(file.fit), report::parameter_table(file.fit),
                   report::engine_table(file.fit),
                   report::left_out_table(records.observations.left_out)};
  if (common.output.empty()) {
    answer.notes.push_back("Nothing was written; -o FILE writes the fit.");
  } else {
    file.id = std::filesystem::path(common.output).stem().string();
    FLEETMARK_CHECK(io::write_file_atomically(common.output, io::fit_text(file)));
    answer.notes.push_back("Fit: " + common.output);
  }
  CommonOptions to = common;
  to.output.clear();
  FLEETMARK_CHECK(deliver(context, to, answer));
  return kExitDone;
}

}  // namespace fleetmark::cli

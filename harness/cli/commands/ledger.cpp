// SPDX-License-Identifier: Apache-2.0
// fleetmark ledger: how far predictions are off, on records that they were made without.
#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/prediction_data.h"
#include "harness/model/ledger/cross_validation.h"
#include "harness/report/fit_view.h"

namespace fleetmark::cli {
namespace {

std::string title_of(const LedgerOptions& options) {
  if (options.leave_out == "record") return "Each record predicted without itself";
  std::string title = "Each device and model predicted without its records";
  if (options.known > 0) {
    title += " but " + std::to_string(options.known) + ", which are not scored";
  }
  return title + (options.refits ? "; parameters fitted again without them" : "");
}

void add_scores(report::Document& answer, const std::vector<model::Scored>& scored,
                const std::string& title) {
  using model::Grouping;
  answer.tables.push_back(
      report::score_table("by_channel", title, scores_by(Grouping::kChannel, scored)));
  answer.tables.push_back(
      report::score_table("by_device", "By device", scores_by(Grouping::kDevice, scored)));
  answer.tables.push_back(
      report::score_table("by_stack", "By stack", scores_by(Grouping::kStack, scored)));
  answer.tables.push_back(report::score_table("by_rung", "By what was borrowed from",
                                              scores_by(Grouping::kRung, scored)));
  answer.tables.push_back(report::pair_table(scored));
  answer.tables.push_back(report::pair_noise_table(scored));
}

std::map<std::string, std::vector<double>> spreads_of(
    const std::vector<model::Observation>& observations) {
  std::map<std::string, std::vector<double>> spreads;
  for (const auto& one : observations) {
    if (one.spread_percent) {
      spreads[std::string(name_of(one.what.channel))].push_back(*one.spread_percent);
    }
  }
  return spreads;
}

}  // namespace

Result<int> run_ledger(Context& context, const CommonOptions& common,
                       const LedgerOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const auto library, open_library(catalogue));
  FLEETMARK_TRY(const auto fitted, open_fit(catalogue, options.fit));
  FLEETMARK_TRY(const auto records, read_records(catalogue, library, options.files));
  for (const auto& warning : records.warnings) log_line(context, common, "warning: " + warning);
  model::CrossValidation how;
  how.leave_out =
      options.leave_out == "record" ? model::LeaveOut::kRecord : model::LeaveOut::kGroup;
  how.known = static_cast<std::size_t>(options.known);
  how.refits = options.refits;
  const auto scored = model::cross_validate(fitted.fit, records.observations.all, how);
  report::Document answer;
  answer.lead = {"Fit: " + fitted.id + " of " + fitted.date + ", " + fitted.tool};
  add_scores(answer, scored, title_of(options));
  const auto alternatives =
      model::cross_validate(fitted.fit, records.observations.alternatives,
                            {.leave_out = model::LeaveOut::kRecord, .known = 0, .refits = false});
  if (!alternatives.empty()) {
    answer.tables.push_back(report::score_table(
        "by_submodel", "Results of a sub-model that the source does not tell, against each of them",
        scores_by(model::Grouping::kDevice, alternatives)));
  }
  answer.tables.push_back(report::noise_table(spreads_of(records.observations.all)));
  answer.tables.push_back(report::left_out_table(records.observations.left_out));
  answer.notes = {
      "median and p90 are of |ln(predicted / measured)|; bias is the mean of ln(predicted / "
      "measured), + where predictions are too large.",
      "Records of tier C are context and not scored. Origin: predictions are estimates; measured "
      "values are those of the files."};
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitDone;
}

}  // namespace fleetmark::cli

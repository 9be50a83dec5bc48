// SPDX-License-Identifier: Apache-2.0
// fleetmark ledger: how far predictions are off, on records that they were made without.
#include <algorithm>
#include <set>

#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/nearest.h"
#include "harness/cli/prediction_data.h"
#include "harness/cli/unused_flags.h"
#include "harness/io/files.h"
#include "harness/model/ledger/cross_validation.h"
#include "harness/model/ledger/device_split.h"
#include "harness/record/joined.h"
#include "harness/report/fit_view.h"
#include "harness/report/record_view.h"

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

void add_scores(report::Document& answer, std::vector<model::Scored> scored,
                const model::PairsByChannel& together, const std::string& title) {
  using model::Grouping;
  const auto by_kind = scores_by(Grouping::kKind, scored);
  const auto first_apart = std::stable_partition(
      scored.begin(), scored.end(), [](const auto& one) { return one.record->is_learnt; });
  const std::vector<model::Scored> apart(first_apart, scored.end());
  scored.erase(first_apart, scored.end());
  answer.tables.push_back(
      report::score_table("by_channel", title, scores_by(Grouping::kChannel, scored)));
  answer.tables.push_back(
      report::score_table("by_device", "By device", scores_by(Grouping::kDevice, scored)));
  answer.tables.push_back(
      report::score_table("by_stack", "By stack", scores_by(Grouping::kStack, scored)));
  answer.tables.push_back(
      report::score_table("by_kind", "By kind of model and how devices share it", by_kind));
  if (!apart.empty()) {
    answer.tables.push_back(report::score_table(
        "apart", "Prefill and decode on workers of their own: scored, never learnt from",
        scores_by(Grouping::kChannel, apart)));
  }
  answer.tables.push_back(report::score_table("by_tier", "By evidence tier of the prediction",
                                              scores_by(Grouping::kTier, scored)));
  answer.tables.push_back(report::score_table("by_rung", "By what was borrowed from",
                                              scores_by(Grouping::kRung, scored)));
  const auto alone = model::pairs_among(scored);
  answer.tables.push_back(report::pair_table(alone, together));
  answer.tables.push_back(report::pair_noise_table(alone, together));
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

// Before anything of the answer is printed: a file that cannot be written ends the command.
Result<> write_records(const std::string& path, const std::vector<model::Scored>& scored) {
  if (path.empty()) return {};
  const report::Document rows{{}, {report::record_table(scored)}, {}};
  return io::write_file_atomically(path, report::render(rows, report::Format::kCsv));
}

// What every ledger says of its files.
void add_ends(report::Document& answer, const model::Observations& observations) {
  answer.tables.push_back(report::noise_table(spreads_of(observations.all)));
  answer.tables.push_back(report::left_out_table(observations.left_out));
  answer.notes.insert(
      answer.notes.begin(),
      {"median and p90 are of |ln(predicted / measured)|; bias is the mean of ln(predicted / "
       "measured), + where predictions are too large.",
       "Records of tier C are context and not scored. Origin: predictions are estimates; measured "
       "values are those of the files."});
}

void add_alternatives(report::Document& answer, const std::vector<model::Scored>& alternatives) {
  if (alternatives.empty()) return;
  answer.tables.push_back(report::score_table(
      "by_submodel", "Results of a sub-model that the source does not tell, against each of them",
      scores_by(model::Grouping::kDevice, alternatives)));
}

Result<report::Document> left_out_ledger(Context& context, const CommonOptions& common,
                                         const Catalogue& catalogue, LedgerOptions options,
                                         const model::Observations& observations) {
  FLEETMARK_TRY(const auto fitted, open_fit(catalogue, options.fit));
  const bool could_refit = model::hold_records_of(fitted.fit, observations.all);
  options.refits = options.refits && could_refit;
  model::CrossValidation how;
  how.leave_out =
      options.leave_out == "record" ? model::LeaveOut::kRecord : model::LeaveOut::kGroup;
  how.known = static_cast<std::size_t>(options.known);
  how.refits = options.refits;
  report::Document answer;
  answer.lead = {"Fit: " + fitted.id + " of " + fitted.date + ", " + fitted.tool};
  const bool is_by_group = how.leave_out == model::LeaveOut::kGroup;
  if (is_by_group && how.refits) {
    log_line(context, common, "fitting again without each group and each two; this takes a minute");
  }
  const auto scored = model::cross_validate(fitted.fit, observations.all, how);
  FLEETMARK_CHECK(write_records(options.records, scored));
  add_scores(answer, scored,
             is_by_group ? model::cross_validate_pairs(fitted.fit, observations.all, how)
                         : model::PairsByChannel{},
             title_of(options));
  if (is_by_group && !could_refit) {
    answer.notes.push_back(
        "Parameters are those of the fit, made with whatever it knows of the groups: these files "
        "do "
        "not hold its records, without which nothing can be fitted again.");
  }
  add_alternatives(
      answer,
      model::cross_validate(fitted.fit, observations.alternatives,
                            {.leave_out = model::LeaveOut::kRecord, .known = 0, .refits = false}));
  return answer;
}

// Ids of devices that hold scored records; the flag's words may be aliases or files.
Result<std::vector<std::string>> devices_named(const char* flag,
                                               const std::vector<std::string>& words,
                                               const Catalogue& catalogue,
                                               const std::vector<model::Observation>& records) {
  std::set<std::string> known;
  for (const auto& one : records) {
    if (one.is_scored) known.insert(one.what.rates.id);
  }
  const std::vector<std::string> with_records(known.begin(), known.end());
  std::vector<std::string> ids;
  for (const auto& word : words) {
    const auto found = catalogue.device(word);
    if (!found) return Error{found.error().code, std::string(flag) + ": " + found.error().message};
    const std::string& id = found->value.id;
    if (!known.contains(id)) {
      return Error{ErrorCode::kUsage, std::string(flag) + ": the files hold no scored record of '" +
                                          id + "'" + suggestion(id, with_records) +
                                          "; the table by device of 'fleetmark ledger' names those "
                                          "that have some"};
    }
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  }
  return ids;
}

Result<model::DeviceSplit> split_asked(const Catalogue& catalogue, const LedgerOptions& options,
                                       const std::vector<model::Observation>& records) {
  model::DeviceSplit split;
  FLEETMARK_TRY(split.fit_on, devices_named("--fit-on", options.fit_on, catalogue, records));
  FLEETMARK_TRY(split.score, devices_named("--score", options.score, catalogue, records));
  for (const auto& id : split.score) {
    if (std::ranges::find(split.fit_on, id) == split.fit_on.end()) continue;
    return Error{ErrorCode::kUsage,
                 "--score: found '" + id + "', which is of --fit-on too; name it once"};
  }
  return split;
}

Result<report::Document> split_ledger(Context& context, const CommonOptions& common,
                                      const Catalogue& catalogue, const LedgerOptions& options,
                                      model::Observations& observations) {
  FLEETMARK_TRY(const auto split, split_asked(catalogue, options, observations.all));
  const auto count = std::ranges::count_if(observations.all, [&](const model::Observation& one) {
    return one.is_scored && one.is_learnt && is_of(one, split.fit_on);
  });
  const std::string fit_on = joined(split.fit_on, ", ");
  log_line(context, common,
           "fitting " + std::to_string(count) + " observations; this takes up to a minute");
  const model::Fit fit = model::fit_of_split(observations.all, split);
  const auto carried = model::carried_over(fit, observations.all, split);
  FLEETMARK_CHECK(write_records(options.records, carried.scored));
  report::Document answer;
  answer.lead = {"Fit: made for this answer on " + std::to_string(count) + " records of " + fit_on +
                 ", fleetmark " + context.tool.version + " (" + context.tool.commit + ")"};
  add_scores(
      answer, carried.scored, {},
      "Records of " + joined(split.score, ", ") + " predicted from those of " + fit_on + " alone");
  answer.tables.insert(
      answer.tables.begin() + 1,
      report::error_table(
          "by_parameters_alone",
          "The same by the fitted parameters alone, nothing borrowed from records",
          scores_by(model::Grouping::kChannel, model::as_modelled(carried.scored))));
  std::erase_if(answer.tables, [](const report::Table& table) {
    return table.rows.empty() && table.id.starts_with("pair");  // one device has no other
  });
  add_alternatives(answer, model::carried_over(fit, observations.alternatives, split).scored);
  for (const auto& [status, records] : carried.not_predicted) {
    observations.left_out[status] += records;
  }
  answer.notes = {
      "Of the scored devices the profile alone is known: peaks, bandwidth, capacity, "
      "links, and efficiencies that it states of its own library (other vendors than "
      "NVIDIA, or measured with this program)."};
  return answer;
}

}  // namespace

Result<int> run_ledger(Context& context, const CommonOptions& common,
                       const LedgerOptions& options) {
  const bool is_split = !options.fit_on.empty();
  if (!is_split) FLEETMARK_CHECK(check_used(options));
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const auto library, open_library(catalogue));
  FLEETMARK_TRY(auto records, read_records(catalogue, library, options.files));
  for (const auto& warning : records.warnings) log_line(context, common, "warning: " + warning);
  if (!std::ranges::any_of(records.observations.all, &model::Observation::is_scored) &&
      records.observations.alternatives.empty()) {
    return no_records("can be scored", records.observations);
  }
  FLEETMARK_TRY(auto answer,
                is_split
                    ? split_ledger(context, common, catalogue, options, records.observations)
                    : left_out_ledger(context, common, catalogue, options, records.observations));
  add_ends(answer, records.observations);
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitDone;
}

}  // namespace fleetmark::cli

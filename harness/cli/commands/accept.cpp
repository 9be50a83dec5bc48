// SPDX-License-Identifier: Apache-2.0
// fleetmark accept: which of the devices must not go into service, and why.
#include <nlohmann/json.hpp>

#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/judge.h"
#include "harness/cli/profile_file.h"
#include "harness/cli/profile_of_record.h"
#include "harness/cli/result_files.h"
#include "harness/io/healthy_priors.h"
#include "harness/io/profile_writer.h"
#include "harness/report/acceptance_view.h"

namespace fleetmark::cli {
namespace {

Result<int> learn(Context& context, const CommonOptions& common, const Catalogue& catalogue,
                  const AcceptOptions& options, const ReadResults& results) {
  const auto& runs = results.runs;
  if (options.judged.profile.empty()) {
    return Error{ErrorCode::kUsage,
                 "--learn: needs the profile to extend, --profile ID; 'fleetmark calibrate' makes "
                 "one of a device that has none"};
  }
  const auto kinds = compare::kinds_of(runs);
  if (kinds.size() != 1) {
    return Error{ErrorCode::kUsage, "--learn: found " + std::to_string(kinds.size()) +
                                        " kinds of device or conditions, such as '" + kinds[0] +
                                        "' and '" + kinds[1] + "'; allowed: one"};
  }
  const auto learnt = compare::learn_priors(runs);
  if (learnt.empty()) {
    return Error{ErrorCode::kBadData, "--learn: no case has results of " +
                                          std::to_string(compare::kFewestToLearnFrom) +
                                          " devices, the fewest to learn a spread from"};
  }
  FLEETMARK_TRY(const auto profile, catalogue.device(options.judged.profile));
  if (!options.judged.is_same_device) {
    FLEETMARK_CHECK(
        check_is_of(catalogue, profile.value, runs.front().head.device, results.files.front()));
  }
  report::Document answer{{}, {report::learnt_table(learnt)}, {}};
  const auto doubts = compare::accept(runs, {}, {});
  if (!doubts.findings.empty()) {
    answer.notes.push_back("Beware: " + std::to_string(doubts.findings.size()) +
                           " findings among these devices, which are taken to be healthy; "
                           "'fleetmark accept' without --learn names them.");
  }
  if (common.output.empty()) {
    answer.notes.emplace_back("Nothing was written; -o PROFILE writes the profile.");
  } else {
    const std::filesystem::path file =
        names_a_file(options.judged.profile)
            ? std::filesystem::path(options.judged.profile)
            : catalogue.folders().profiles / "devices" / (profile.value.id + ".json");
    FLEETMARK_TRY(auto document, io::read_profile_text(file));
    io::rename_profile(document, std::filesystem::path(common.output).stem().string());
    io::add_priors(document, learnt, runs);
    FLEETMARK_CHECK(write_profile(catalogue, document, common.output));
    answer.notes.push_back("Profile: " + common.output);
  }
  CommonOptions to = common;
  to.output.clear();
  FLEETMARK_CHECK(deliver(context, to, answer));
  return kExitDone;
}

Result<int> accept(Context& context, const CommonOptions& common, const AcceptOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const auto results,
                read_results(context, catalogue, options.files, Unreadable::kRefused));
  FLEETMARK_CHECK(check_runs_once(results));
  for (const auto& warning : results.warnings) log_line(context, common, "warning: " + warning);
  if (options.learns) return learn(context, common, catalogue, options, results);
  FLEETMARK_TRY(const auto judged, judge(catalogue, options.judged, results.runs, results.files));
  if (options.is_nagios) {
    const auto nagios = report::nagios_of(judged.answer, judged.prior);
    *context.out << report::printable(nagios.line) << "\n";
    return nagios.status;
  }
  report::Document answer = report::acceptance_document(judged.answer, judged.prior);
  answer.notes.insert(answer.notes.end(), results.warnings.begin(), results.warnings.end());
  FLEETMARK_CHECK(deliver(context, common, answer));
  if (!judged.answer.findings.empty()) return kExitNo;
  if (!judged.answer.is_unjudged()) return kExitDone;
  const auto& idle = judged.answer.idle_floors;
  const auto& unmeasured = judged.answer.unmeasured;
  if (!idle.empty()) error_line(context, idle_floors_error(idle).message);
  if (!unmeasured.empty()) error_line(context, report::unmeasured_line(unmeasured));
  return kExitInconclusive;
}

}  // namespace

Result<int> run_accept(Context& context, const CommonOptions& common,
                       const AcceptOptions& options) {
  auto status = accept(context, common, options);
  if (status || !options.is_nagios) return status;
  // Nagios takes 2 for CRITICAL: what could not be judged is UNKNOWN.
  *context.out << "FLEETMARK UNKNOWN - " << report::printable(status.error().message) << "\n";
  constexpr int kNagiosUnknown = 3;
  return kNagiosUnknown;
}

}  // namespace fleetmark::cli

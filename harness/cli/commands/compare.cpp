// SPDX-License-Identifier: Apache-2.0
// fleetmark compare: A/B of run records, or of two commands run in turn.
#include <cstdint>

#include "harness/cli/answer_sets.h"
#include "harness/cli/catalogue.h"
#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/explain.h"
#include "harness/cli/interleaved_runs.h"
#include "harness/cli/record_sets.h"
#include "harness/compare/answers.h"
#include "harness/compare/comparison.h"
#include "harness/io/files.h"
#include "harness/report/answers_view.h"
#include "harness/report/ci_outputs.h"
#include "harness/report/compare_view.h"
#include "harness/report/why/why_compare.h"

namespace fleetmark::cli {
namespace {

using Runs = std::vector<record::RunRecord>;

compare::Policy policy_of(const CompareOptions& options) {
  compare::Policy policy;
  if (options.minimum_effect_percent) policy.minimum_effect = *options.minimum_effect_percent / 100;
  policy.assumed_launch_spread = options.launch_spread_percent / 100;
  return policy;
}

Result<compare::Comparison> compared(const Runs& base, const Runs& now,
                                     const CompareOptions& options, const compare::Policy& policy) {
  FLEETMARK_CHECK(check_sides({base, "base"}, {now, "new"}));
  FLEETMARK_TRY(const auto is_asked, rows_matching(options.filter));
  compare::Comparison comparison = compare::compare(base, now, policy, is_asked);
  if (comparison.rows.empty() && comparison.unpaired.empty()) {
    return Error{ErrorCode::kUsage,
                 options.filter.empty()
                     ? "base and new hold no measurement; give records that measured something"
                     : "--filter: '" + options.filter + "' matches no case of base or new"};
  }
  return comparison;
}

bool is_any_inconclusive(const compare::Comparison& comparison) {
  for (const auto& row : comparison.rows) {
    if (row.verdict == compare::Verdict::kInconclusive) return true;
  }
  return false;
}

// 5, 10, 20 starts: a look at each, until every row is decided.
Result<compare::Comparison> look_in_turn(InterleavedRuns& runs, const CompareOptions& options) {
  compare::Comparison comparison;
  for (const compare::Look& look : compare::kLooks) {
    FLEETMARK_CHECK(runs.extend_to(look.launches));
    compare::Policy policy = policy_of(options);
    policy.alpha = look.alpha;
    FLEETMARK_TRY(auto later, compared(runs.base(), runs.now(), options, policy));
    compare::keep_decided(later, comparison);
    comparison = std::move(later);
    if (!is_any_inconclusive(comparison)) break;
  }
  return comparison;
}

Result<compare::Comparison> gate_in_stages(InterleavedRuns& runs, const CompareOptions& options) {
  const compare::Policy policy = policy_of(options);
  FLEETMARK_CHECK(runs.extend_to(compare::kFirstStageLaunches));
  FLEETMARK_TRY(auto first, compared(runs.base(), runs.now(), options, policy));
  if (compare::end_green_rows(first)) return first;
  FLEETMARK_CHECK(runs.extend_to(compare::kSecondStageLaunches));
  FLEETMARK_TRY(auto second, compared(runs.base(), runs.now(), options, policy));
  compare::keep_ended(second, first);
  return second;
}

Result<compare::Comparison> compared_by_running(Context& context, const CommonOptions& common,
                                                const Catalogue& catalogue,
                                                const CompareOptions& options) {
  FLEETMARK_TRY(auto runs, InterleavedRuns::create(context, common, catalogue, options.base,
                                                   options.now, options.keep));
  if (options.launches > 0) {
    FLEETMARK_CHECK(runs.extend_to(options.launches));
    return compared(runs.base(), runs.now(), options, policy_of(options));
  }
  return options.is_gated ? gate_in_stages(runs, options) : look_in_turn(runs, options);
}

Result<compare::Comparison> compared_records(const Catalogue& catalogue,
                                             const CompareOptions& options) {
  FLEETMARK_TRY(const auto base, read_side(catalogue, options.base));
  FLEETMARK_TRY(const auto now, read_side(catalogue, options.now));
  return compared(base, now, options, policy_of(options));
}

int status_of(const CompareOptions& options, bool is_failed, bool is_open) {
  if (options.is_gated && is_failed) return kExitNo;
  return options.is_strict && is_open ? kExitInconclusive : kExitDone;
}

Result<> tell_ci(Context& context, const CompareOptions& options,
                 const std::vector<report::CiEvent>& events) {
  if (!options.junit.empty()) {
    FLEETMARK_CHECK(io::write_file_atomically(options.junit, report::junit_xml(events)));
  }
  if (options.for_github) *context.err << report::github_annotations(events);
  return {};
}

std::size_t most_rows(const CommonOptions& common) {
  return common.format == report::Format::kMarkdown ? report::kMostMarkdownRows : SIZE_MAX;
}

int judged_nothing(Context& context, const std::string& what, const std::string& advice) {
  error_line(context, "--gate: base and new have no " + what +
                          " in common, so that nothing was judged; give " + advice);
  return kExitInconclusive;
}

Result<int> compared_answers(Context& context, const CommonOptions& common,
                             const CompareOptions& options, const AnswerSets& answers) {
  if (options.why.is_asked) {
    return Error{ErrorCode::kUsage,
                 "--why: two answers are compared digit by digit; ask 'cost --why' or "
                 "'predict --why' for the arithmetic of each"};
  }
  const auto comparison = compare::compare_answers(
      answers.base, answers.now, options.minimum_effect_percent.value_or(0) / 100);
  FLEETMARK_CHECK(tell_ci(context, options, report::ci_events(comparison)));
  FLEETMARK_CHECK(
      deliver(context, common, report::answers_document(comparison, most_rows(common))));
  if (options.is_gated && comparison.figures == 0)
    return judged_nothing(context, "figure", "answers about the same rows");
  return status_of(options, compare::is_gate_failed(comparison),
                   compare::is_inconclusive(comparison));
}

}  // namespace

Result<int> run_compare(Context& context, const CommonOptions& common,
                        const CompareOptions& options) {
  if (!options.runs) {
    FLEETMARK_TRY(const auto answers, read_answers(options.base, options.now, options.filter));
    if (answers) return compared_answers(context, common, options, *answers);
  }
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(auto comparison, options.runs
                                     ? compared_by_running(context, common, catalogue, options)
                                     : compared_records(catalogue, options));
  if (options.is_gated) compare::apply_gate(comparison);
  FLEETMARK_CHECK(tell_ci(context, options, report::ci_events(comparison, options.is_gated)));
  auto answer = report::compare_document(comparison, options.is_gated, most_rows(common));
  FLEETMARK_CHECK(explain(answer, options.why, report::why_compare(comparison, options.is_gated)));
  FLEETMARK_CHECK(deliver(context, common, answer));
  const bool is_failed = compare::is_gate_failed(comparison);
  if (options.is_gated && !is_failed && comparison.rows.empty()) {
    return judged_nothing(context, "case", "records of one suite");
  }
  return status_of(options, is_failed, compare::is_inconclusive(comparison, options.is_gated));
}

}  // namespace fleetmark::cli

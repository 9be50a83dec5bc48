// SPDX-License-Identifier: Apache-2.0
// See soak_suite.h.
#include "harness/cli/soak_suite.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "harness/cli/exit_codes.h"
#include "harness/cli/kept_record.h"
#include "harness/cli/progress.h"
#include "harness/io/run_journal.h"
#include "harness/measure/soak.h"
#include "harness/report/numbers.h"

namespace fleetmark::cli {
namespace {

std::string result_text(const record::SoakStretch& stretch) {
  if (stretch.wrong_answers > 0) {
    return std::to_string(stretch.wrong_answers) + " of " + std::to_string(stretch.checks) +
           " checks failed";
  }
  return std::to_string(stretch.checks) + " checks passed" +
         (stretch.slowdown.empty() ? "" : ", throttled: " + stretch.slowdown);
}

// The cases in turn, until the time is over or there is no sense in going on.
class Rounds {
 public:
  Rounds(Context& context, Session& session, std::vector<measure::PlannedCase> cases,
         const MeasureOptions& options, io::RunJournal& journal, record::RunRecord& record)
      : context_(context),
        session_(session),
        options_(options),
        journal_(journal),
        record_(record),
        cases_(std::move(cases)) {}

  // Each case once, though what comes before load may take longer than its share of the time: one
  // that was never loaded must not look like one that held.
  Result<> run(Progress& progress, double stretch_s) {
    const double begin_s = context_.clock->now_s();
    const double end_s = begin_s + options_.soak_s;
    std::size_t first_round = cases_.size(), at = 0;
    while (!cases_.empty() && !is_over_) {
      const double left_s = end_s - context_.clock->now_s();
      if (left_s <= 0 && first_round == 0) break;
      if (first_round > 0) --first_round;
      at %= cases_.size();
      const measure::PlannedCase planned = cases_[at];
      const std::size_t before = cases_.size();
      progress.begin(measure::label_of(planned), context_.clock->now_s() - begin_s);
      FLEETMARK_TRY(const std::string text, stretch(planned, std::clamp(left_s, 0.0, stretch_s)));
      progress.end(text);
      if (cases_.size() == before) ++at;  // else the next one stands in its place
    }
    return {};
  }

 private:
  Result<std::string> stretch(const measure::PlannedCase& planned, double seconds) {
    measure::SoakOptions wanted;
    wanted.recipe = {options_.data.front(), options_.seed};
    wanted.is_cold = options_.cache == "cold" && !planned.is_hot;
    wanted.duration_s = seconds;
    wanted.is_interrupted = context_.is_interrupted;
    auto outcome =
        measure::soak_case(session_, *planned.variant, planned.problem, wanted, *context_.clock);
    is_over_ = outcome.lost.has_value() || context_.is_interrupted();
    if (auto* skipped = std::get_if<record::Skipped>(&outcome.result)) {
      std::erase_if(cases_, [&](const measure::PlannedCase& other) {
        return other.variant == planned.variant && other.problem == planned.problem;
      });
      FLEETMARK_CHECK(journal_.append(*skipped));
      record_.skipped.push_back(std::move(*skipped));
      return std::string("skipped");
    }
    auto& done = std::get<record::SoakStretch>(outcome.result);
    FLEETMARK_CHECK(journal_.append(done));
    const std::string text = result_text(done);
    record_.soak.push_back(std::move(done));
    return text;
  }

  Context& context_;
  Session& session_;
  const MeasureOptions& options_;
  io::RunJournal& journal_;
  record::RunRecord& record_;
  std::vector<measure::PlannedCase> cases_;  // that can run here
  bool is_over_ = false;
};

}  // namespace

Result<record::RunRecord> soak_suite(Context& context, const CommonOptions& common,
                                     Session& session, const SuiteRun& run,
                                     const MeasureOptions& options,
                                     const std::filesystem::path& output) {
  FLEETMARK_TRY(const double stretch_s, measure::stretch_seconds(options.soak_s, run.cases.size()));
  record::RunRecord record = new_record(context, session.device(), run.suite.id);
  FLEETMARK_TRY(const auto journal, io::RunJournal::create(output, record));
  if (!journal->recovered().empty()) {
    log_line(context, common, "an interrupted run was found and kept as " + journal->recovered());
  }
  Progress progress(*context.err, context.err_is_terminal && !common.is_quiet,
                    static_cast<std::size_t>(std::lround(options.soak_s / stretch_s)));
  FLEETMARK_CHECK(
      Rounds(context, session, run.cases, options, *journal, record).run(progress, stretch_s));
  record.finished_at = context.now_utc();
  if (context.is_interrupted()) {
    record.ended_by =
        "interrupted after " + std::to_string(record.soak.size()) + " stretches of the soak";
  }
  FLEETMARK_TRY(const Kept kept, keep_record(*journal, record, output));
  if (context.is_interrupted()) {
    return Error{ErrorCode::kInterrupted, record.ended_by + "; " + kept.words};
  }
  if (kept.earlier_stays) error_line(context, kept.words);
  return record;
}

int soak_status_of(Context& context, const record::RunRecord& run) {
  std::map<std::string, std::string> failures;  // by case: the first word on it
  for (const auto& stretch : run.soak) {
    const std::string name = stretch.problem.key() + " (" + stretch.variant + "): ";
    if (stretch.wrong_answers > 0) {
      failures.try_emplace(name, "wrong answer after " +
                                     report::duration(stretch.first_wrong.front().at_s) +
                                     " of a stretch: " + stretch.first_wrong.front().detail);
    } else if (!stretch.device_errors.empty()) {
      failures.try_emplace(name, "the device reported errors under load (" + stretch.device_errors +
                                     "); see the kernel log");
    } else if (!stretch.slowdown.empty()) {
      failures.try_emplace(name, "invalid: the device throttled under load (" + stretch.slowdown +
                                     "); cool it or remove what slows it, then soak again");
    } else if (!stretch.ended_by.empty()) {
      failures.try_emplace(name, "ended early: " + stretch.ended_by);
    }
  }
  for (const auto& skipped : run.skipped) {
    if (skipped.is_failure) {
      failures.try_emplace(skipped.problem.key() + " (" + skipped.variant + "): ", skipped.reason);
    }
  }
  for (const auto& [name, why] : failures) error_line(context, name + why);
  if (run.soak.empty() && failures.empty()) {
    error_line(context, "no case of the suite can run on this device, nothing was loaded");
    return kExitWrongAnswer;
  }
  return failures.empty() ? kExitDone : kExitWrongAnswer;
}

}  // namespace fleetmark::cli

// SPDX-License-Identifier: Apache-2.0
// See run_suite.h.
#include "harness/cli/run_suite.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <span>

#include "harness/cli/exit_codes.h"
#include "harness/cli/filter.h"
#include "harness/cli/kept_record.h"
#include "harness/cli/nearest.h"
#include "harness/cli/progress.h"
#include "harness/cli/suite_file.h"
#include "harness/io/json_document.h"
#include "harness/io/run_journal.h"
#include "harness/measure/measure_rivals.h"
#include "harness/measure/rivals.h"
#include "harness/report/run_view.h"

namespace fleetmark::cli {
namespace {

measure::CaseOptions case_options(const MeasureOptions& options,
                                  const measure::PlannedCase& planned, DataPattern data) {
  measure::CaseOptions wanted;
  wanted.recipe = {data, options.seed};
  wanted.is_cold = options.cache == "cold" && !planned.is_hot;
  wanted.operand_bytes_max = planned.operand_bytes_max;
  wanted.regime = options.regime;
  wanted.stop.target_half_width = planned.target_half_width;
  wanted.stop.time_limit_s = options.time_limit_s > 0 ? options.time_limit_s : planned.time_limit_s;
  // Who asks for less time has it: the record then says why it holds no energy.
  wanted.stop.min_duration_s = std::min(planned.min_duration_s, wanted.stop.time_limit_s);
  wanted.settle = measure::settle_policy_for(planned);
  return wanted;
}

// Appends to record and journal alike.
struct Sink {
  record::RunRecord& record;
  io::RunJournal& journal;

  Result<> operator()(record::Measurement&& measured) const {
    FLEETMARK_CHECK(journal.append(measured));
    record.measurements.push_back(std::move(measured));
    return {};
  }
  Result<> operator()(record::RivalPair&& pair) const {
    FLEETMARK_CHECK(journal.append(pair));
    record.rivals.push_back(std::move(pair));
    return {};
  }
  Result<> operator()(record::Skipped&& skipped) const {
    FLEETMARK_CHECK(journal.append(skipped));
    record.skipped.push_back(std::move(skipped));
    return {};
  }
};

// A group on one kind of data.
struct Turn {
  const std::vector<std::size_t>& group;
  DataPattern data;
  bool is_first = true;  // of the group's turns
};

// Turns of a group follow each other: the device is as warm for one kind of data as for the next.
std::vector<Turn> turns_of(const SuiteRun& run, const std::vector<DataPattern>& data) {
  std::vector<Turn> turns;
  for (const auto& group : run.groups) {
    for (std::size_t k = 0; k < data.size(); ++k) turns.push_back({group, data[k], k == 0});
  }
  return turns;
}

// From the turn at `from` on.
Result<> skip_the_rest(const SuiteRun& run, std::span<const Turn> turns, const Error& error,
                       const Sink& sink) {
  const bool is_failure = error.code != ErrorCode::kInterrupted;
  for (const Turn& turn : turns) {
    if (!turn.is_first) continue;  // told with the first
    for (const std::size_t i : turn.group) {
      FLEETMARK_CHECK(sink(record::Skipped{run.cases[i].problem, run.cases[i].variant->name,
                                           error.message, is_failure}));
    }
  }
  return {};
}

const Error kInterruptedBefore{ErrorCode::kInterrupted, "interrupted before this case began"};

std::string after_cases(const std::string& what, std::size_t tried, std::size_t cases) {
  return what + " after " + std::to_string(tried) + " of " + std::to_string(cases) + " cases";
}

Result<measure::RivalsResult> measure_group(Context& context, Session& session, const SuiteRun& run,
                                            const Turn& turn, const MeasureOptions& options) {
  std::vector<measure::CaseToRun> cases;
  for (const std::size_t i : turn.group) {
    const auto& planned = run.cases[i];
    cases.push_back({planned.variant, planned.problem, case_options(options, planned, turn.data)});
  }
  if (cases.size() > 1) {
    return measure::measure_rivals(session, cases, options.seed, *context.clock);
  }
  const auto& alone = cases.front();
  FLEETMARK_TRY(auto result, measure::measure_case(session, *alone.variant, alone.problem,
                                                   alone.options, *context.clock));
  measure::RivalsResult one;
  one.cases.push_back(std::move(result));
  return one;
}

Result<> keep(const SuiteRun& run, const Turn& turn, measure::RivalsResult&& result,
              Progress& progress, const Sink& sink) {
  for (std::size_t k = 0; k < turn.group.size(); ++k) {
    auto* measured = std::get_if<record::Measurement>(&result.cases[k]);
    if (measured != nullptr && run.cases[turn.group[k]].is_cut) {
      measured->cache += "; arrays cut to a twelfth of the available memory";
    }
    if (measured != nullptr) {
      progress.end(report::quoted(measured->rate(), measured->metric),
                   report::half_width_95(*measured));
    } else {
      progress.end("skipped", {});
    }
    FLEETMARK_CHECK(std::visit(sink, std::move(result.cases[k])));
  }
  if (!turn.is_first) return {};  // a pair does not tell its data: it is of the first kind
  for (auto& pair : result.pairs) FLEETMARK_CHECK(sink(std::move(pair)));
  return {};
}

// What a filter may have meant: "memory.triad", "triad", "vector", "f64".
std::vector<std::string> words_of(const std::vector<measure::PlannedCase>& cases) {
  std::set<std::string> words;
  for (const auto& planned : cases) {
    const std::string label = measure::label_of(planned);
    for (const std::string_view ends : {" /", " /."}) {
      for (std::size_t from = 0; from < label.size();) {
        const std::size_t to = std::min(label.find_first_of(ends, from), label.size());
        if (to > from) words.insert(label.substr(from, to - from));
        from = to + 1;
      }
    }
  }
  return {words.begin(), words.end()};
}

}  // namespace

Result<SuiteRun> plan_suite(const DataFolders& folders, const Session& session,
                            const MeasureOptions& options) {
  FLEETMARK_TRY(const auto path, resolve_id(folders.profiles / "suites", options.suite, "suite"));
  FLEETMARK_TRY(const auto schema,
                io::read_json(folders.profiles / "schema" / "suite.schema.json"));
  SuiteRun run;
  FLEETMARK_TRY(run.suite, read_suite_file(path, schema));
  run.cases = measure::expand(run.suite, session);
  run.is_filtered = !options.filter.empty();
  if (run.is_filtered) {
    FLEETMARK_TRY(const std::regex filter, filter_expression(options.filter));
    const auto all = run.cases;
    std::erase_if(run.cases, [&](const measure::PlannedCase& planned) {
      return !std::regex_search(measure::label_of(planned), filter);
    });
    if (run.cases.empty()) {
      return Error{ErrorCode::kUsage, "--filter: '" + options.filter +
                                          "' matches no case of suite '" + run.suite.id + "'" +
                                          suggestion(options.filter, words_of(all)) +
                                          "; 'measure --list' prints them"};
    }
    measure::mark_first_of_families(run.cases);
  }
  run.groups = options.interleaves_rivals || run.suite.interleaves_rivals
                   ? measure::rival_groups(run.cases)
                   : measure::each_alone(run.cases.size());
  return run;
}

record::RunRecord new_record(Context& context, const DeviceInfo& device, const std::string& suite) {
  record::RunRecord record;
  record.started_at = context.now_utc();
  std::string stamp = record.started_at;
  std::erase(stamp, ':');
  record.id = stamp + "-" + context.unique_suffix();
  record.tool = context.tool;
  record.environment = context.environment();
  record.device = device;
  record.suite = suite;
  record.is_fake = context.is_fake;
  return record;
}

std::filesystem::path record_path(const CommonOptions& common, const std::string& id) {
  if (!common.output.empty()) return common.output;
  std::error_code ignored;
  if (!std::filesystem::is_directory("results", ignored)) return id + ".json";
  std::filesystem::create_directories("results/runs", ignored);
  return "results/runs/" + id + ".json";
}

std::vector<std::string> labels_of(const SuiteRun& run) {
  std::vector<std::string> labels;
  for (const auto& planned : run.cases) labels.push_back(measure::label_of(planned));
  return labels;
}

std::string group_label(const SuiteRun& run, const std::vector<std::size_t>& group) {
  std::string label = measure::label_of(run.cases[group.front()]);
  for (std::size_t k = 1; k < group.size(); ++k) {
    label += (k == 1 ? " in turn with " : ", ") + run.cases[group[k]].variant->name;
  }
  return label;
}

Result<record::RunRecord> measure_suite(Context& context, const CommonOptions& common,
                                        Session& session, const SuiteRun& run,
                                        const MeasureOptions& options,
                                        const std::filesystem::path& output) {
  record::RunRecord record = new_record(context, session.device(), run.suite.id);
  FLEETMARK_TRY(const auto journal, io::RunJournal::create(output, record));
  if (!journal->recovered().empty()) {
    log_line(context, common, "an interrupted run was found and kept as " + journal->recovered());
  }
  const Sink sink{record, *journal};
  const std::vector<Turn> turns = turns_of(run, options.data);
  const std::size_t cases = run.cases.size() * options.data.size();
  Progress progress(*context.err, context.err_is_terminal && !common.is_quiet, cases);
  const double begin = context.clock->now_s();
  for (auto& missing : measure::not_offered(run.suite, session)) {
    if (run.is_filtered) break;  // then nothing but what was asked for is worth a word
    FLEETMARK_CHECK(sink(std::move(missing)));
  }
  std::size_t done = 0;
  for (std::size_t t = 0; t < turns.size(); ++t) {
    const Turn& turn = turns[t];
    const auto rest = std::span(turns).subspan(t);
    if (context.is_interrupted()) {
      FLEETMARK_CHECK(skip_the_rest(run, rest, kInterruptedBefore, sink));
      record.ended_by = after_cases("interrupted", done, cases);
      break;
    }
    progress.begin(
        group_label(run, turn.group) + (turn.is_first ? "" : " " + std::string(name_of(turn.data))),
        context.clock->now_s() - begin);
    auto result = measure_group(context, session, run, turn, options);
    if (!result) {
      FLEETMARK_CHECK(skip_the_rest(run, rest, result.error(), sink));
      record.ended_by = after_cases(result.error().message, done, cases);
      break;
    }
    FLEETMARK_CHECK(keep(run, turn, *std::move(result), progress, sink));
    done += turn.group.size();
  }
  record.finished_at = context.now_utc();
  FLEETMARK_TRY(const Kept kept, keep_record(*journal, record, output));
  if (done < cases && context.is_interrupted()) {
    return Error{ErrorCode::kInterrupted, record.ended_by + "; " + kept.words};
  }
  if (kept.earlier_stays) error_line(context, kept.words);
  return record;
}

int exit_status_of(Context& context, const record::RunRecord& run) {
  std::vector<const record::Skipped*> failures;
  for (const auto& skipped : run.skipped) {
    if (skipped.is_failure) failures.push_back(&skipped);
  }
  // A lost device fails every case after it for the same reason: one line, not one for each.
  for (std::size_t i = 0; i < failures.size();) {
    const auto& first = *failures[i];
    std::size_t end = i + 1;
    while (end < failures.size() && failures[end]->reason == first.reason) ++end;
    const std::string more =
        end - i > 1 ? " (and " + std::to_string(end - i - 1) + " more for the same reason)" : "";
    error_line(context, first.problem.key() + " (" + first.variant + "): " + first.reason + more);
    i = end;
  }
  if (!failures.empty()) return kExitWrongAnswer;
  const bool lacks_operators = std::ranges::any_of(
      run.replicas, [](const record::Replica& replica) { return !replica.missing.empty(); });
  return lacks_operators || run.has_measured_nothing() ? kExitIncomplete : kExitDone;
}

}  // namespace fleetmark::cli

// SPDX-License-Identifier: Apache-2.0
// See report_data.h.
#include "harness/cli/report_data.h"

#include <algorithm>
#include <map>
#include <set>

#include "harness/cli/compared_devices.h"
#include "harness/cli/gap_side.h"
#include "harness/cli/judge.h"
#include "harness/cli/prediction_data.h"
#include "harness/cli/price_task.h"
#include "harness/cli/record_sets.h"
#include "harness/cli/result_files.h"
#include "harness/cli/terms.h"
#include "harness/cli/unused_flags.h"
#include "harness/cli/workload_choices.h"
#include "harness/model/micro_task.h"
#include "harness/record/joined.h"

namespace fleetmark::cli {
namespace {

using report::html::GapAnswer;
using report::html::MeasuredParts;
using report::html::Phrase;
using report::html::Words;

constexpr Words kTitleOf{"fleetmark: {}", "fleetmark：{}"};
constexpr Words kTitle{"fleetmark report", "fleetmark 报告"};
constexpr Words kOfRun{"{} on {}, suite {}, started {}", "{}，主机 {}，套件 {}，开始于 {}"};
constexpr Words kMadeBy{"Made by fleetmark {} ({}) at {}. One file; it loads nothing.",
                        "由 fleetmark {}（{}）于 {} 生成。单一文件，不加载任何外部内容。"};

// Records are read in full, samples and windows, up to this many files; beyond it a page shows
// devices side by side and needs their results alone.
constexpr std::size_t kMostInFull = 16;
constexpr std::size_t kFewestOfHistory = 3;

std::string identity_of(const compare::RunHead& head) {
  return head.host + "\n" + head.device_id + "\n" + head.uuid;
}

std::size_t devices_in(const std::vector<compare::RunResult>& runs) {
  std::set<std::string> devices;
  for (const auto& run : runs) devices.insert(identity_of(run.head));
  return devices.size();
}

Result<> judge_into(const Catalogue& catalogue, const JudgeOptions& options,
                    const ReadResults& results, ReportData& data) {
  if (devices_in(results.runs) < 2 && options.profile.empty() && options.floors.empty()) return {};
  FLEETMARK_TRY(auto judged, judge(catalogue, options, results.runs, results.files));
  if (!judged.answer.idle_floors.empty()) return idle_floors_error(judged.answer.idle_floors);
  data.parts.acceptance = std::move(judged.answer);
  data.parts.floors = std::move(judged.floors);
  data.parts.prior = std::move(judged.prior);
  return {};
}

Result<ReadResults> readable_results(const Context& context, const Catalogue& catalogue,
                                     const ReportOptions& options) {
  FLEETMARK_TRY(auto results, read_results(context, catalogue, options.files, Unreadable::kKept));
  if (results.runs.empty() && !results.unreadable.empty()) {
    return Error{ErrorCode::kBadData, results.unreadable.front()};
  }
  FLEETMARK_CHECK(check_runs_once(results));
  return results;
}

Result<> results_into(const Context& context, const Catalogue& catalogue,
                      const ReportOptions& options, ReportData& data) {
  if (options.files.empty()) return {};
  FLEETMARK_TRY(auto results, readable_results(context, catalogue, options));
  FLEETMARK_CHECK(judge_into(catalogue, options.judged, results, data));
  data.parts.results = std::move(results.runs);
  data.parts.unreadable = std::move(results.unreadable);
  data.warnings = std::move(results.warnings);
  const auto files = result_files_of(options.files);
  const bool are_records =
      std::ranges::all_of(files, [](const auto& file) { return file.ends_with(".json"); });
  if (!are_records || files.size() > kMostInFull) return {};
  for (const auto& file : files) {
    auto loaded = catalogue.run(file);
    if (loaded) data.parts.records.push_back(std::move(loaded->value));
  }
  return {};
}

Result<> compare_into(const Catalogue& catalogue, const ReportOptions& options, ReportData& data) {
  if (options.against.empty()) return {};
  if (options.files.empty()) {
    return Error{ErrorCode::kUsage,
                 "--against: needs the records that it is compared with; name them before it"};
  }
  FLEETMARK_TRY(const auto base, read_side(catalogue, joined(options.against, ",")));
  FLEETMARK_TRY(const auto now, read_side(catalogue, joined(options.files, ",")));
  FLEETMARK_CHECK(check_sides({base, "--against"}, {now, "results"}));
  data.parts.comparison = compare::compare(base, now, {});
  return {};
}

Result<> history_into(const Context& context, const Catalogue& catalogue,
                      const ReportOptions& options, ReportData& data) {
  if (!options.history.empty()) {
    FLEETMARK_TRY(const auto runs,
                  read_results(context, catalogue, {options.history}, Unreadable::kRefused));
    data.parts.history = compare::series_of(runs.runs);
    // Of a page of a history alone they are what its coverage counts.
    if (options.files.empty()) data.parts.results = runs.runs;
    return {};
  }
  if (!options.against.empty()) return {};  // launches of an A/B are no history
  // Several runs of a device are a history of their own.
  data.parts.history = compare::series_of(data.parts.results);
  std::erase_if(data.parts.history,
                [](const auto& series) { return series.points.size() < kFewestOfHistory; });
  return {};
}

GapAnswer gap_answer(const Catalogue& catalogue, const model::Question& question,
                     const GapSide& reference, const std::string& device,
                     const model::Predictor& predictor, const model::Fit& fit) {
  GapAnswer answer{{device,
                    reference.id,
                    question.workload->id,
                    model::unit_of(question),
                    {},
                    run_of(reference)},
                   model::Unknown{{"the device"}}};
  const auto side = gap_side(catalogue, question, device, predictor);
  if (!side) {
    answer.waterfall = model::Unknown{{side.error().message}};
    return answer;
  }
  answer.title.of_device = run_of(*side);
  answer.waterfall =
      model::waterfall_of(side->what, side->shares, reference.what, reference.shares, fit);
  return answer;
}

Result<std::vector<GapAnswer>> gaps_of(const Catalogue& catalogue, const ReportOptions& options,
                                       const model::Workload& workload,
                                       const std::string& reference_id,
                                       const std::vector<model::DeviceProfile>& devices) {
  FLEETMARK_TRY(const auto fitted, open_fit(catalogue, options.cost.run.fit));
  RunOptions used = options.cost.run;
  if (options.workloads.size() > 1) used = only_used(std::move(used), workload);
  FLEETMARK_TRY(const RunOptions run, with_known_names(used, workload, fitted.fit));
  const model::Question question = question_of(run, workload);
  const model::Predictor predictor(fitted.fit);
  const auto reference = gap_side(catalogue, question, options.cost.reference, predictor);
  std::vector<GapAnswer> gaps;
  for (const auto& device : devices) {
    if (device.id == reference_id) continue;
    gaps.push_back(
        reference ? gap_answer(catalogue, question, *reference, device.id, predictor, fitted.fit)
                  : GapAnswer{{device.id, reference_id, workload.id, {}, {}, {}},
                              model::Unknown{{reference.error().message}}});
  }
  return gaps;
}

const record::RunRecord* only_device(const MeasuredParts& parts) {
  const auto newest = report::html::newest_of_each(parts.records);
  return newest.size() == 1 ? newest.front() : nullptr;
}

Result<> workloads_into(const Catalogue& catalogue, const ReportOptions& options,
                        ReportData& data) {
  if (options.workloads.empty()) return {};
  FLEETMARK_TRY(const auto compared,
                compared_devices(catalogue, options.cost.devices, options.cost.reference));
  FLEETMARK_TRY(const auto reference, catalogue.device(options.cost.reference));
  FLEETMARK_TRY(const auto economics, catalogue.economics(options.cost.economics));
  for (const auto& id : options.workloads) {
    FLEETMARK_TRY(const auto workload, catalogue.workload(id));
    if (model::micro_task(workload)) {
      FLEETMARK_TRY(const auto by, predictions_by(catalogue, options.cost.run.fit));
      FLEETMARK_TRY(auto rows, price_task(workload, compared.profiles, by, {economics, {}},
                                          reference.value.id, only_device(data.parts)));
      data.parts.placements.push_back(std::move(rows));
    } else {
      FLEETMARK_TRY(auto gaps,
                    gaps_of(catalogue, options, workload, reference.value.id, compared.profiles));
      if (!gaps.empty()) data.parts.gaps.push_back(std::move(gaps));
    }
  }
  return {};
}

}  // namespace

Result<ReportData> read_report_data(const Context& context, const Catalogue& catalogue,
                                    const ReportOptions& options) {
  ReportData data;
  FLEETMARK_CHECK(results_into(context, catalogue, options, data));
  FLEETMARK_CHECK(compare_into(catalogue, options, data));
  FLEETMARK_CHECK(history_into(context, catalogue, options, data));
  FLEETMARK_CHECK(workloads_into(catalogue, options, data));
  return data;
}

report::html::Page page_of(const Context& context, const MeasuredParts& parts,
                           const std::string& language) {
  report::html::Page page;
  page.title = kTitle;
  if (const record::RunRecord* run = only_device(parts)) {
    const auto head = compare::result_of(*run).head;
    page.title = fill(kTitleOf, {Phrase::same(run->device.name)});
    page.lead = {fill(
        kOfRun, {Phrase::same(run->device.id), Phrase::same(head.host.empty() ? "?" : head.host),
                 Phrase::same(run->suite), Phrase::same(run->started_at)})};
  }
  page.sections = report::html::measured_sections(parts);
  page.made_by =
      fill(kMadeBy, {Phrase::same(context.tool.version), Phrase::same(context.tool.commit),
                     Phrase::same(context.now_utc())});
  page.language =
      language == "zh" ? report::html::Language::kChinese : report::html::Language::kEnglish;
  return page;
}

}  // namespace fleetmark::cli

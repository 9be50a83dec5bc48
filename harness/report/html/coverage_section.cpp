// SPDX-License-Identifier: Apache-2.0
// See coverage_section.h.
#include "harness/report/html/coverage_section.h"

#include <algorithm>
#include <map>
#include <set>

#include "harness/report/html/cards.h"
#include "harness/report/html/table.h"
#include "harness/report/html/words_views.h"
#include "harness/report/run_view.h"
#include "harness/report/soak_view.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kCoverageTitle{"What was measured, and what to trust", "测了什么，可信到什么程度"};
constexpr Words kCases{"cases measured", "已测用例"};
constexpr Words kOfPlanned{"of {} planned", "计划 {} 例"};
constexpr Words kOfFew{"runs: {}; skipped cases are not in these files",
                       "来自 {} 次运行；文件不含跳过的用例"};
constexpr Words kWrong{"wrong or invalid", "错误或无效"};
constexpr Words kNoneWrong{"every answer was checked", "每个结果都已核对"};
constexpr Words kNothingChecked{"no result was checked", "没有核对任何结果"};
constexpr Words kNotTimed{"never timed as results", "不计入结果"};
constexpr Words kSkipped{"skipped", "跳过"};
constexpr Words kNotHere{"not applicable here, with reasons", "此处不适用，附原因"};
constexpr Words kWarned{"cases with a warning", "带警告的用例"};
constexpr Words kLessTrust{"a value, with less trust", "有数值，可信度较低"};
constexpr Words kCoverageDevices{"devices", "设备"};
constexpr Words kCoverageRuns{"runs: {}", "运行：{} 次"};
constexpr Words kCoverageFake{"FAKE: taken on the fake backend. No figure here is real.",
                              "虚拟后端所得：此处数字均不真实。"};
constexpr Words kIncompleteRuns{
    "INCOMPLETE: {} of {} runs ended before all that was planned was tried; the first: {}",
    "不完整：{}/{} 次运行在计划完成前结束；首个：{}"};
constexpr Words kEmptyRuns{"EMPTY: {} of {} runs measured nothing",
                           "空：{}/{} 次运行没有测得任何结果"};
constexpr Words kOneLaunch{
    "How launches differ: one launch was taken, so its intervals exclude launch-to-launch spread; "
    "measure --launches 5 tells it.",
    "启动之间的差异：只启动了一次，区间不含启动间波动；用 measure --launches 5 可测。"};
constexpr Words kNoEnergy{"Energy of {} of {} cases: {}", "{}/{} 个用例的能耗：{}"};
constexpr Words kFact{"{} of {}: {}", "{}（{}）：{}"};
constexpr Words kMoreFacts{"{} more facts that this machine does not tell: see the device",
                           "另有 {} 项本机不提供的信息：见设备一节"};
constexpr Words kUnread{"{} files could not be read; the first: {}", "{} 个文件无法读取；首个：{}"};
constexpr Words kSkippedCases{"Skipped", "跳过的用例"};
constexpr Words kTiers{
    "Evidence, as the small letter behind a number: A measured here, B by a third party, C scaled "
    "from the same vendor, D published by the vendor, E from another vendor, F data sheet with "
    "generic efficiencies, X peak alone. Click a number for its source.",
    "数字后的小字母表示证据等级：A 在此实测，B 第三方实测，C 同厂换算，D 厂商发布，E 他厂换算，F "
    "数据手册加通用效率，X 仅峰值。点击数字可看来源。"};

Markup count(std::size_t value) { return text(std::to_string(value)); }
Phrase number_of(std::size_t value) { return Phrase::same(std::to_string(value)); }

std::vector<Card> cards_of(const Coverage& all, std::size_t runs, bool knows_skipped) {
  const bool is_whole = all.failed == 0;
  const bool is_good = is_whole && all.right > 0 && all.incomplete == 0 && all.empty == 0;
  std::vector<Card> made{
      {kCoverageDevices, count(all.devices), fill(kCoverageRuns, {number_of(runs)})},
      {kCases, count(all.right),
       knows_skipped ? fill(kOfPlanned, {number_of(all.planned)}) : fill(kOfFew, {number_of(runs)}),
       is_good ? Mood::kGood : Mood::kPlain},
      {kWrong, count(all.failed),
       !is_whole       ? Phrase(kNotTimed)
       : all.right > 0 ? Phrase(kNoneWrong)
                       : Phrase(kNothingChecked),
       is_whole ? Mood::kPlain : Mood::kBad}};
  if (knows_skipped) made.push_back({kSkipped, count(all.skipped), kNotHere});
  made.push_back(
      {kWarned, count(all.warned), kLessTrust, all.warned == 0 ? Mood::kPlain : Mood::kWarn});
  return made;
}

constexpr std::size_t kMostFacts = 4;  // the first say enough; the device's table has all

void add_unknown_facts(const std::vector<record::RunRecord>& runs, std::vector<Phrase>& missing) {
  std::size_t count = 0;
  for (const auto& run : runs) {
    for (const auto& fact : run.device.facts) {
      if (fact.number || fact.text) continue;
      if (++count > kMostFacts) continue;
      missing.push_back(fill(kFact, {Phrase::same(fact.key), Phrase::same(run.device.id),
                                     known_phrase(fact.unknown_reason)}));
    }
  }
  if (count > kMostFacts) missing.push_back(fill(kMoreFacts, {number_of(count - kMostFacts)}));
}

void add_unknown_energy(const std::vector<record::RunRecord>& runs, std::vector<Phrase>& missing) {
  std::map<std::string, std::size_t> reasons;
  std::size_t cases = 0;
  for (const auto& run : runs) {
    cases += run.measurements.size();
    for (const auto& m : run.measurements) {
      if (!m.energy_j_per_launch && !m.energy_unknown_reason.empty()) {
        ++reasons[m.energy_unknown_reason];
      }
    }
  }
  for (const auto& [reason, count] : reasons) {
    missing.push_back(fill(kNoEnergy, {number_of(count), number_of(cases), known_phrase(reason)}));
  }
}

std::vector<Phrase> missing_in(const Trust& trust) {
  std::vector<Phrase> missing;
  const bool is_one_launch = std::ranges::any_of(trust.records, [](const auto& run) {
    return std::ranges::any_of(run.measurements,
                               [](const auto& m) { return m.summary.launches < 3; });
  });
  if (is_one_launch) missing.emplace_back(kOneLaunch);
  add_unknown_energy(trust.records, missing);
  add_unknown_facts(trust.records, missing);
  if (!trust.unreadable.empty()) {
    missing.push_back(fill(
        kUnread, {number_of(trust.unreadable.size()), Phrase::same(trust.unreadable.front())}));
  }
  return missing;
}

Markup tables_of(const std::vector<record::RunRecord>& runs) {
  Markup tables;
  std::size_t index = 0;
  for (const auto& run : runs) {
    const std::string suffix = "-" + std::to_string(index++);
    Table warnings = warnings_table(run);
    Table failures = failures_table(run), skipped = skipped_table(run);
    warnings.id += suffix;
    failures.id += suffix;
    skipped.id += suffix;
    if (!failures.rows.empty()) tables += html_table(failures);
    if (!warnings.rows.empty()) {
      tables += html_table(warnings);
    }
    if (!skipped.rows.empty()) tables += folded(kSkippedCases, html_table(skipped));
  }
  return tables;
}

std::string identity_of(const compare::RunHead& head) {
  return head.host + "\n" + head.device_id + "\n" + head.uuid;
}

void add_incomplete(Coverage& all, const std::string& why) {
  if (why.empty()) return;
  if (++all.incomplete == 1) all.first_incomplete = why;
}

Markup banners(const Coverage& all, std::size_t runs) {
  Markup made;
  if (all.incomplete > 0) {
    made += banner(fill(kIncompleteRuns, {number_of(all.incomplete), number_of(runs),
                                          known_phrase(all.first_incomplete)}),
                   Mood::kBad);
  }
  if (all.empty > 0) {
    made += banner(fill(kEmptyRuns, {number_of(all.empty), number_of(runs)}), Mood::kBad);
  }
  return made;
}

}  // namespace

Coverage coverage_of(const std::vector<record::RunRecord>& runs) {
  Coverage all;
  for (const auto& run : runs) {
    for (const auto& m : run.measurements) {
      ++(m.verification.passed ? all.right : all.failed);
      if (!m.warnings.empty()) ++all.warned;
    }
    for (const auto& one : run.skipped) ++(one.is_failure ? all.failed : all.skipped);
    const auto soaked = soak_cases(run);
    for (const auto& one : soaked) {
      ++(one.has_failed ? all.failed : all.right);
      if (one.has_warning) ++all.warned;
    }
    all.planned += run.measurements.size() + run.skipped.size() + soaked.size();
    if (run.has_measured_nothing()) ++all.empty;
    add_incomplete(all, run.why_incomplete());
  }
  return all;
}

Coverage coverage_of(const std::vector<compare::RunResult>& results) {
  Coverage all;
  std::set<std::string> devices;
  for (const auto& result : results) {
    devices.insert(identity_of(result.head));
    all.right += result.cases.size();
    all.failed += result.faults.size();
    for (const auto& one : result.cases) all.warned += one.warnings.empty() ? 0 : 1;
    add_incomplete(all, result.head.incomplete);
  }
  all.planned = all.right + all.failed;
  all.devices = devices.size();
  return all;
}

Section coverage_section(const Trust& trust) {
  const bool knows_skipped = trust.records.size() == trust.results.size();
  Coverage all = coverage_of(trust.results);
  if (knows_skipped) {
    const std::size_t devices = all.devices;
    all = coverage_of(trust.records);
    all.devices = devices;
  }
  Markup body;
  const bool is_fake =
      std::ranges::any_of(trust.results, [](const auto& one) { return one.head.is_fake; });
  if (is_fake) body += banner(kCoverageFake, Mood::kBad);
  body += banners(all, trust.results.size());
  body += cards(cards_of(all, trust.results.size(), knows_skipped));
  body += element("p", {{"class", "note"}}, said(kTiers));
  body += tables_of(trust.records);
  return {"trust", kCoverageTitle, {}, body, missing_in(trust)};
}

}  // namespace fleetmark::report::html

// SPDX-License-Identifier: Apache-2.0
// See ci_outputs.h.
#include "harness/report/ci_outputs.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "harness/report/compare_view.h"
#include "harness/report/numbers.h"
#include "harness/report/plain_text.h"

namespace fleetmark::report {
namespace {

CiOutcome outcome_of(const compare::Row& row, bool is_gated) {
  using compare::GateOutcome;
  using compare::Verdict;
  if (is_gated) {
    if (row.gate == GateOutcome::kRed) return CiOutcome::kFailed;
    return row.gate == GateOutcome::kInconclusive ? CiOutcome::kOpen : CiOutcome::kPassed;
  }
  if (row.verdict == Verdict::kRegressed) return CiOutcome::kFailed;
  const bool is_open =
      row.verdict == Verdict::kInconclusive || row.verdict == Verdict::kEnvironmentChange;
  return is_open ? CiOutcome::kOpen : CiOutcome::kPassed;
}

// What a workflow command must not hold (docs.github.com, workflow commands): % CR LF, and in a
// property : and , as well.
std::string workflow_escaped(std::string_view text, bool is_property) {
  std::string out;
  for (const char c : printable(text)) {
    const bool must = c == '%' || (is_property && (c == ':' || c == ','));
    out += must ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

std::string annotations_of_kind(const std::vector<CiEvent>& events, CiOutcome outcome,
                                std::string_view command) {
  std::vector<CiEvent> chosen;
  std::ranges::copy_if(events, std::back_inserter(chosen),
                       [outcome](const CiEvent& event) { return event.outcome == outcome; });
  const bool is_cut = chosen.size() > kMostAnnotations;
  const std::size_t shown = is_cut ? kMostAnnotations - 1 : chosen.size();
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    text += fmt::format("::{} title={}::{}\n", command, workflow_escaped(chosen[i].name, true),
                        workflow_escaped(chosen[i].message, false));
  }
  if (is_cut) {
    text += fmt::format("::{} title=fleetmark compare::{} more in the summary\n", command,
                        chosen.size() - shown);
  }
  return text;
}

std::string test_case(const CiEvent& event) {
  const std::string open =
      "    <testcase classname=\"fleetmark.compare\" name=\"" + markup_escaped(event.name) + "\"";
  const std::string message = markup_escaped(event.message);
  if (event.outcome == CiOutcome::kFailed) {
    return open + ">\n      <failure message=\"" + message + "\"/>\n    </testcase>\n";
  }
  if (event.outcome == CiOutcome::kOpen) {
    return open + ">\n      <skipped message=\"" + message + "\"/>\n    </testcase>\n";
  }
  return open + "/>\n";
}

}  // namespace

std::vector<CiEvent> ci_events(const compare::Comparison& comparison, bool is_gated) {
  std::vector<CiEvent> events;
  for (const auto& row : comparison.unpaired) {
    if (!row.is_in_base) continue;
    events.push_back({row.is_failure ? CiOutcome::kFailed : CiOutcome::kOpen, row.label,
                      row.is_failure
                          ? "wrong answer: " + row.reason
                          : "measured in base only: " +
                                (row.reason.empty() ? "new does not name it" : row.reason)});
  }
  for (const auto& change : comparison.work_changes) {
    events.push_back({change.is_more() ? CiOutcome::kFailed : CiOutcome::kPassed,
                      change.key.label() + " " + change.name,
                      "work went from " + exact(change.base) + " to " + exact(change.now)});
  }
  for (const auto& row : by_severity(comparison, is_gated)) {
    std::string message = std::string(name_of(row.verdict)) + " " + summary_of(row);
    if (row.cause != compare::Cause::kNone) message += ", cause " + std::string(name_of(row.cause));
    events.push_back({outcome_of(row, is_gated), title_of(row), std::move(message)});
  }
  return events;
}

std::vector<CiEvent> ci_events(const compare::AnswerComparison& comparison) {
  std::vector<CiEvent> events;
  for (const auto& change : comparison.changes) {
    using compare::AnswerVerdict;
    const auto verdict = change.verdict;
    const bool is_fine = verdict == AnswerVerdict::kBetter || verdict == AnswerVerdict::kNew;
    const auto shown = [](const std::optional<double>& value) {
      return value ? exact(*value) : std::string("UNKNOWN");
    };
    events.push_back({verdict == AnswerVerdict::kWorse ? CiOutcome::kFailed
                      : is_fine                        ? CiOutcome::kPassed
                                                       : CiOutcome::kOpen,
                      change.base.label(),
                      std::string(name_of(verdict)) + " " + shown(change.base.value) + " -> " +
                          shown(change.now)});
  }
  if (events.empty()) {
    events.push_back({CiOutcome::kPassed, "answers",
                      std::to_string(comparison.figures) + " figures, all the same"});
  }
  return events;
}

std::string github_annotations(const std::vector<CiEvent>& events) {
  return annotations_of_kind(events, CiOutcome::kFailed, "error") +
         annotations_of_kind(events, CiOutcome::kOpen, "warning");
}

std::string junit_xml(const std::vector<CiEvent>& events) {
  const auto count = [&](CiOutcome outcome) {
    return std::ranges::count(events, outcome, &CiEvent::outcome);
  };
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  text += fmt::format(
      "  <testsuite name=\"fleetmark compare\" tests=\"{}\" failures=\"{}\" errors=\"0\" "
      "skipped=\"{}\">\n",
      events.size(), count(CiOutcome::kFailed), count(CiOutcome::kOpen));
  for (const auto& event : events) text += test_case(event);
  return text + "  </testsuite>\n</testsuites>\n";
}

}  // namespace fleetmark::report

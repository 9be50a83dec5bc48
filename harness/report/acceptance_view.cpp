// SPDX-License-Identifier: Apache-2.0
// See acceptance_view.h.
#include "harness/report/acceptance_view.h"

#include <algorithm>

#include "harness/report/numbers.h"
#include "harness/report/run_view.h"

namespace fleetmark::report {
namespace {

Cell or_unknown(const std::string& text) { return text.empty() ? Cell("-") : Cell(text); }

Table findings_table(const compare::Acceptance& answer) {
  Table table{"findings",
              "Not accepted",
              {{"verdict", "verdict"},
               {"host", "host"},
               {"device_id", "device"},
               {"device", "model"},
               {"uuid", "UUID"},
               {"case", "case"},
               {"reason", "why"},
               {"action", "what to do", Align::kLeft, true}},
              {},
              {}};
  for (const auto& finding : answer.findings) {
    const auto& row = compare::verdict_row(finding.verdict);
    table.rows.push_back({std::string(row.name), or_unknown(finding.host),
                          or_unknown(finding.device_id), or_unknown(finding.device),
                          finding.device_id.empty() ? Cell("-")
                          : finding.uuid.empty()    ? unknown_cell()
                                                    : Cell(finding.uuid),
                          finding.key, finding.reason, std::string(row.action)});
  }
  return table;
}

std::string name_of(const compare::JudgedMetric& metric) {
  return compare::metric_name(metric.key, metric.is_per_cycle) +
         (metric.is_of_hosts ? ", mean of hosts" : "");
}

Cell value_cell(double value, const compare::JudgedMetric& metric) {
  if (!metric.is_per_cycle) return {quoted(value, metric.metric), value};
  return {plain(value, 4) + " " + compare::cycle_unit(metric.metric) + "/cycle", value};
}

// "is my number normal?"
Cell standing_cell(const compare::JudgedMetric& metric) {
  if (!metric.share_below) return metric.is_of_hosts ? Cell("-") : Cell("no prior");
  const double p = *metric.share_below;
  const std::string band = p < 0.01 ? "low" : p > 0.99 ? "high" : "normal";
  return {band + ", percentile " + plain(100 * p), p};
}

Table metrics_table(const compare::Acceptance& answer) {
  Table table{"metrics",
              "Held against",
              {{"metric", "metric"},
               {"devices", "devices", Align::kRight},
               {"centre", "centre", Align::kRight},
               {"spread", "spread", Align::kRight},
               {"threshold", "low below", Align::kRight},
               {"standing", "median among healthy ones"}},
              {},
              {}};
  const bool tells_kind = answer.kinds > 1;  // of one, the headline says it
  if (tells_kind) table.columns.insert(table.columns.begin(), {"kind", "kind"});
  for (const auto& metric : answer.metrics) {
    if (metric.is_of_hosts) continue;
    const double spread = metric.scale.sigma / metric.scale.centre;
    table.rows.push_back({name_of(metric),
                          Cell(std::to_string(metric.devices), static_cast<double>(metric.devices)),
                          value_cell(metric.scale.centre, metric), Cell(percent(spread), spread),
                          value_cell(metric.threshold, metric), standing_cell(metric)});
    if (tells_kind) table.rows.back().insert(table.rows.back().begin(), Cell(metric.kind));
  }
  table.notes = {
      "Low: further below the centre than 2 % and than the lowest of so many healthy devices would "
      "be in 99 of 100 fleets; over several metrics Holm's correction asks for more."};
  return table;
}

std::string idle_floors_line(const std::vector<std::string>& idle) {
  std::string names;
  for (const auto& name : idle) names += (names.empty() ? "'" : ", '") + name + "'";
  return "Floor of " + names + ": no such case was measured, so that it judged nothing.";
}

std::string headline(const compare::Acceptance& answer) {
  const std::string devices =
      std::to_string(answer.devices) + (answer.devices == 1 ? " device" : " devices") + " of " +
      std::to_string(answer.kinds) + (answer.kinds == 1 ? " kind" : " kinds");
  if (answer.is_unjudged()) return "NOT JUDGED: " + devices;
  return answer.findings.empty() ? "ACCEPTED: " + devices
                                 : "NOT ACCEPTED: " + std::to_string(answer.findings.size()) +
                                       " findings among " + devices;
}

std::string prior_line(const compare::Acceptance& answer, const std::string& prior) {
  if (answer.has_prior) return "Prior: what " + prior + " holds as healthy.";
  return std::string("No prior") +
         (prior.empty() ? "" : ": " + prior + " knows no healthy level of these cases") +
         ". Devices were held against each other only" +
         (answer.devices < 3 ? ", and fewer than three accuse nobody" : "") +
         "; 'accept --learn' learns a prior. No data sheet is a prior.";
}

}  // namespace

std::string unmeasured_line(const std::vector<compare::RunHead>& unmeasured) {
  const auto& first = unmeasured.front();
  const std::size_t others = unmeasured.size() - 1;
  return "Nothing was measured of " + (first.host.empty() ? "" : first.host + " ") +
         first.device_id + (others == 0 ? "" : " and " + std::to_string(others) + " more") +
         (first.incomplete.empty() ? "" : " (" + first.incomplete + ")") +
         ", so that there is nothing to judge by; measure again.";
}

Document acceptance_document(const compare::Acceptance& answer, const std::string& prior) {
  Document document{{headline(answer), prior_line(answer, prior)}, {}, {}};
  if (!answer.idle_floors.empty()) document.lead.push_back(idle_floors_line(answer.idle_floors));
  if (!answer.unmeasured.empty()) document.lead.push_back(unmeasured_line(answer.unmeasured));
  if (!answer.findings.empty()) document.tables.push_back(findings_table(answer));
  if (!answer.metrics.empty()) document.tables.push_back(metrics_table(answer));
  return document;
}

Nagios nagios_of(const compare::Acceptance& answer, const std::string& prior) {
  const auto is_mild = [](const compare::Finding& finding) {
    return finding.verdict == compare::DeviceVerdict::kClockLimited;
  };
  Nagios nagios;
  std::string what = std::to_string(answer.devices) + " devices";
  if (!answer.findings.empty()) {
    const auto& worst = answer.findings.front();
    nagios.status = std::ranges::all_of(answer.findings, is_mild) ? 1 : 2;
    what += ", " + std::to_string(answer.findings.size()) +
            " findings, first: " + std::string(compare::verdict_row(worst.verdict).name) + " " +
            worst.host + " " + worst.device_id + " " + worst.uuid + " " + worst.key + ": " +
            worst.reason;
  } else if (!answer.idle_floors.empty()) {
    nagios.status = 3;
    what += ", " + idle_floors_line(answer.idle_floors);
  } else if (!answer.unmeasured.empty()) {
    nagios.status = 3;
    what += ", " + unmeasured_line(answer.unmeasured);
  } else if (!answer.has_prior && answer.devices < 3 && !answer.has_held_floor) {
    nagios.status = 3;
    what += ", no prior" + (prior.empty() ? std::string() : " in " + prior);
  } else {
    what += answer.has_prior ? ", all normal"
            : answer.has_held_floor && answer.devices < 3
                ? ", no prior: held against contract values"
                : ", no prior: held against each other";
  }
  constexpr std::array<const char*, 4> kWords{"OK", "WARNING", "CRITICAL", "UNKNOWN"};
  // '|' parts the text from the figures.
  std::ranges::replace(what, '|', '/');
  nagios.line = std::string("FLEETMARK ") + kWords[static_cast<std::size_t>(nagios.status)] +
                " - " + printable(what) + " | devices=" + std::to_string(answer.devices) +
                " findings=" + std::to_string(answer.findings.size());
  return nagios;
}

Table learnt_table(const std::vector<compare::LearntPrior>& learnt) {
  Table table{"learnt",
              "Healthy priors",
              {{"metric", "metric"},
               {"level", "level", Align::kRight},
               {"spread", "spread", Align::kRight},
               {"devices", "devices", Align::kRight}},
              {},
              {}};
  for (const auto& one : learnt) {
    compare::JudgedMetric metric;
    metric.metric = one.quoted;
    metric.is_per_cycle = one.is_per_cycle;
    table.rows.push_back({one.metric, value_cell(one.prior.level, metric),
                          Cell(percent(one.prior.spread), one.prior.spread),
                          Cell(std::to_string(one.prior.devices), one.prior.devices)});
  }
  return table;
}

}  // namespace fleetmark::report

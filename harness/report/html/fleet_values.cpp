// SPDX-License-Identifier: Apache-2.0
// See fleet_values.h.
#include "harness/report/html/fleet_values.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace fleetmark::report::html {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

std::size_t digits_from(const std::string& text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end;
}

bool is_of(const compare::Finding& finding, const FleetValue& value, const std::string& key) {
  const bool is_device = finding.host == value.host && finding.device_id == value.device_id &&
                         (finding.uuid.empty() || finding.uuid == value.uuid);
  const bool is_case = finding.key.empty() || finding.key == key ||
                       finding.key.starts_with(key + ",") || finding.key.starts_with(key + " ");
  return is_device && is_case;
}

}  // namespace

bool is_before_in_rack(const std::string& a, const std::string& b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (!is_digit(a[i]) || !is_digit(b[j])) {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i;
      ++j;
      continue;
    }
    const std::size_t end_i = digits_from(a, i), end_j = digits_from(b, j);
    while (i + 1 < end_i && a[i] == '0') ++i;
    while (j + 1 < end_j && b[j] == '0') ++j;
    if (end_i - i != end_j - j) return end_i - i < end_j - j;
    const int order = a.compare(i, end_i - i, b, j, end_j - j);
    if (order != 0) return order < 0;
    i = end_i;
    j = end_j;
  }
  return std::tuple(a.size() - i, a) < std::tuple(b.size() - j, b);
}

std::vector<FleetValue> values_of(const std::vector<compare::RunResult>& runs,
                                  const compare::JudgedMetric& metric,
                                  const std::vector<compare::Finding>& findings) {
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<double>> by_device;
  std::map<std::tuple<std::string, std::string, std::string>, std::string> last_run;
  for (const auto& run : runs) {
    const auto found = std::ranges::find(run.cases, metric.key, &compare::CaseResult::key);
    if (found == run.cases.end()) continue;
    if (metric.is_per_cycle && !found->per_cycle) continue;
    const auto device = std::tuple(run.head.host, run.head.device_id, run.head.uuid);
    by_device[device].push_back(metric.is_per_cycle ? *found->per_cycle : found->rate_per_s);
    last_run[device] = run.head.run_id;
  }
  std::vector<FleetValue> all;
  for (auto& [device, values] : by_device) {
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    FleetValue value{std::get<0>(device), std::get<1>(device), std::get<2>(device),
                     last_run[device],
                     values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2};
    value.is_flagged = std::ranges::any_of(
        findings, [&](const auto& finding) { return is_of(finding, value, metric.key); });
    all.push_back(std::move(value));
  }
  std::ranges::stable_sort(all, [](const FleetValue& a, const FleetValue& b) {
    if (a.host != b.host) return is_before_in_rack(a.host, b.host);
    return is_before_in_rack(a.device_id, b.device_id);
  });
  return all;
}

std::vector<compare::JudgedMetric> metrics_to_draw(const compare::Acceptance& answer,
                                                   std::size_t most) {
  std::vector<compare::JudgedMetric> all;
  for (const auto& metric : answer.metrics) {
    if (!metric.is_of_hosts) all.push_back(metric);
  }
  const auto findings_at = [&](const compare::JudgedMetric& metric) {
    return std::ranges::count_if(
        answer.findings, [&](const auto& finding) { return finding.key.starts_with(metric.key); });
  };
  std::ranges::stable_sort(all, std::greater<>{}, findings_at);
  if (all.size() > most) all.resize(most);
  return all;
}

}  // namespace fleetmark::report::html

// SPDX-License-Identifier: Apache-2.0
// See rack_values.h.
#include "harness/report/html/rack_values.h"

#include <algorithm>
#include <tuple>

#include "harness/compare/fleet_values.h"

namespace fleetmark::report::html {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

std::size_t digits_from(const std::string& text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end;
}

bool is_of(const compare::Finding& finding, const RackValue& value, const std::string& key) {
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

std::vector<RackValue> values_of(const std::vector<compare::RunResult>& runs,
                                 const compare::JudgedMetric& metric,
                                 const std::vector<compare::Finding>& findings) {
  const auto fleets = compare::fleets_of(runs);
  const auto fleet = fleets.find(metric.kind);
  if (fleet == fleets.end()) return {};
  const auto found = fleet->second.cases.find(metric.key);
  if (found == fleet->second.cases.end()) return {};
  const auto& values = metric.is_per_cycle ? found->second.per_cycle : found->second.rates;
  std::vector<RackValue> all;
  for (std::size_t d = 0; d < values.size(); ++d) {
    if (!values[d]) continue;
    const auto& head = fleet->second.devices[d].head;
    RackValue value{head.host, head.device_id, head.uuid, head.run_id, *values[d]};
    value.is_flagged = std::ranges::any_of(
        findings, [&](const auto& finding) { return is_of(finding, value, metric.key); });
    all.push_back(std::move(value));
  }
  std::ranges::stable_sort(all, [](const RackValue& a, const RackValue& b) {
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

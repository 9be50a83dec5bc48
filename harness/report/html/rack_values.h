// SPDX-License-Identifier: Apache-2.0
// One metric over all devices, in rack order: what the strip and the map of an acceptance draw.
#pragma once

#include <string>
#include <vector>

#include "harness/compare/acceptance.h"

namespace fleetmark::report::html {

struct RackValue {
  std::string host, device_id, uuid, run_id;  // the run: its first
  double value = 0;
  bool is_flagged = false;  // a finding names this device at this case, or as a whole
  [[nodiscard]] std::string name() const { return host + " " + device_id; }
};

// By host, then device; numbers within names in the order of their values: node2 before node10.
// Of the metric's own kind of device; several runs of one count by their median, as judged.
std::vector<RackValue> values_of(const std::vector<compare::RunResult>& runs,
                                 const compare::JudgedMetric& metric,
                                 const std::vector<compare::Finding>& findings);

// Metrics of single devices, those with findings first, then as judged.
std::vector<compare::JudgedMetric> metrics_to_draw(const compare::Acceptance& answer,
                                                   std::size_t most);

// "node10" after "node2".
bool is_before_in_rack(const std::string& a, const std::string& b);

}  // namespace fleetmark::report::html

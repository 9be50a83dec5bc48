// SPDX-License-Identifier: Apache-2.0
// Results of many devices, side by side: a table of devices by cases for each kind of device.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/compare/run_result.h"

namespace fleetmark::compare {

struct FleetDevice {
  RunHead head;  // of its first run
  std::vector<Fault> faults;
  bool holds_nothing = true;  // none of its runs holds anything
};

// Of one case, one entry for each device; empty where it has none.
struct CaseValues {
  Metric metric = Metric::kBytesPerSecond;
  std::vector<std::optional<double>> rates;      // per second, median over the runs
  std::vector<std::optional<double>> per_cycle;  // the same per clock cycle
};

struct FleetValues {
  std::vector<FleetDevice> devices;         // by host, id, UUID
  std::map<std::string, CaseValues> cases;  // by key
};

// By kind: model, conditions and who measured. What a host alone has to itself (its kernel's
// version apart) is a condition too: devices that run differently are not alike.
std::map<std::string, FleetValues> fleets_of(const std::vector<RunResult>& runs);

}  // namespace fleetmark::compare

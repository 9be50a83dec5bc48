// SPDX-License-Identifier: Apache-2.0
// See fleet_values.h.
#include "harness/compare/fleet_values.h"

#include <tuple>

#include "harness/compare/robust.h"

namespace fleetmark::compare {
namespace {

using Place = std::tuple<std::string, std::string, std::string>;

struct Gathered {
  Metric metric = Metric::kBytesPerSecond;
  std::map<Place, std::vector<double>> rates, per_cycle;
};

struct Kind {
  std::map<Place, FleetDevice> devices;
  std::map<std::string, Gathered> cases;
};

void gather(const RunResult& run, Kind& kind) {
  const Place place{run.head.host, run.head.device_id, run.head.uuid};
  auto& device = kind.devices.try_emplace(place, FleetDevice{run.head, {}}).first->second;
  device.holds_nothing = device.holds_nothing && run.head.holds_nothing;
  device.faults.insert(device.faults.end(), run.faults.begin(), run.faults.end());
  for (const auto& one : run.cases) {
    auto& values = kind.cases[one.key];
    values.metric = one.metric;
    values.rates[place].push_back(one.rate_per_s);
    if (one.per_cycle) values.per_cycle[place].push_back(*one.per_cycle);
  }
}

std::vector<std::optional<double>> medians_of(const std::map<Place, std::vector<double>>& values,
                                              const Kind& kind) {
  std::vector<std::optional<double>> medians;
  for (const auto& [place, device] : kind.devices) {
    const auto found = values.find(place);
    medians.push_back(found == values.end() ? std::nullopt
                                            : std::optional<double>(median_of(found->second)));
  }
  return medians;
}

}  // namespace

std::map<std::string, FleetValues> fleets_of(const std::vector<RunResult>& runs) {
  std::map<std::string, Kind> kinds;
  for (const auto& run : runs) {
    const auto& head = run.head;
    std::string name = head.device;
    if (!head.conditions.empty()) name += "; " + head.conditions;
    if (head.is_imported) name += "; measured by " + head.tool;
    gather(run, kinds[name]);
  }
  std::map<std::string, FleetValues> fleets;
  for (const auto& [name, kind] : kinds) {
    FleetValues& fleet = fleets[name];
    for (const auto& [place, device] : kind.devices) fleet.devices.push_back(device);
    for (const auto& [key, values] : kind.cases) {
      fleet.cases[key] = {values.metric, medians_of(values.rates, kind),
                          medians_of(values.per_cycle, kind)};
    }
  }
  return fleets;
}

}  // namespace fleetmark::compare

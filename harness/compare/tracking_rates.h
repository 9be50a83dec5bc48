// SPDX-License-Identifier: Apache-2.0
// How often histories and acceptances err, counted on trial_data.h through the very functions that
// judge real runs.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "harness/compare/trial_data.h"

namespace fleetmark::compare {

// Shares of series of 50 points. Found: a step is reported within two points of where it is.
struct HistoryRates {
  TrialNoise noise = TrialNoise::kNormal;
  double alarms = 0;            // nothing changed, five points a side
  double early = 0;             // nothing changed, three points a side
  double found_2_after_10 = 0;  // 2 % with ten points after it
  double found_5_after_5 = 0;
  double found_5_after_10 = 0;
};
std::vector<HistoryRates> history_rates(std::uint64_t seed, int series);

inline constexpr std::array<std::size_t, 4> kTrialFleetSizes{8, 32, 256, 1024};

// Shares of fleets. A flag is any finding about a fleet of healthy devices.
struct FleetRates {
  std::size_t devices = 0;
  bool has_prior = false;
  int fleets = 0;                // drawn: fewer of large ones
  double flags = 0;              // clocks not known
  double flags_with_clocks = 0;  // per second and per cycle
  double found_5 = 0;            // one device 5 % slow per second, clocks not known
  double found_3_per_cycle = 0;  // one device 3 % slow per cycle
  double found_three_bad = 0;    // three devices at -10 % per second: all three are named
};
// Of 8 devices `fleets` are drawn, of 32 a half, of 256 a fifth, of 1,024 a tenth; at least one.
std::vector<FleetRates> fleet_rates(std::uint64_t seed, int fleets);

}  // namespace fleetmark::compare

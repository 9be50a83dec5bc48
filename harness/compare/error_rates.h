// SPDX-License-Identifier: Apache-2.0
// How often our own rules err, counted on seeded draws through the very functions that judge real
// records. Drawn are samples of Student's t with 5 degrees of freedom within a launch and normal
// launches around it; suites drift as well.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace fleetmark::compare {

inline constexpr std::array<double, 4> kTrialLaunchSpreads{0, 0.005, 0.01, 0.02};
inline constexpr double kTrialSampleSpread = 0.01;
inline constexpr int kTrialSamples = 10;   // per launch
inline constexpr int kTrialLaunches = 10;  // per side
inline constexpr int kTrialRows = 50;      // benchmarks of a suite

// Shares of pairs. An alarm is REGRESSED or IMPROVED where nothing changed.
struct PairRates {
  double launch_spread = 0;         // standard deviation between launches, relative
  double alarms_no_minimum = 0;     // 10 + 10 launches, no minimum effect
  double alarms = 0;                // 10 + 10 launches, minimum effect 1 %
  double alarms_sequential = 0;     // 5, 10, 20 launches, minimum effect 1 %
  double alarms_single_launch = 0;  // 1 + 1 launches of 100 samples, the assumed spread
  double found = 0;                 // 5 % slower, REGRESSED at 10 + 10, minimum effect 1 %
  double found_sequential = 0;      // the same at 5, 10, 20
};
std::vector<PairRates> pair_rates(std::uint64_t seed, int pairs);

// A whole procedure of the gate over suites of kTrialRows rows: a drift of up to 2 % over the
// session, launches in ABBA order, minimum effect 2 %. The quiet spread is the median of ten
// groups of nightly suites of one commit (ocaml-bench/sandmark-nightly).
inline constexpr std::array<double, 2> kGateLaunchSpreads{0.0025, 0.01};
enum class GateProcedure { kFiveLaunches, kTenLaunches, kTwoStages };
struct GateRates {
  GateProcedure procedure = GateProcedure::kFiveLaunches;
  double launch_spread = 0;
  double red_suites = 0;  // share of suites without any change that are red
  double found_3 = 0;     // one row of the suite slower by 3 %: share of suites where it is red
  double found_5 = 0;
  double found_10 = 0;
  double launches = 0;  // mean launches per side of a suite without change
};
std::vector<GateRates> gate_rates(std::uint64_t seed, int suites);

}  // namespace fleetmark::compare

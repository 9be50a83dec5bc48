// SPDX-License-Identifier: Apache-2.0
// The gate over a whole suite: red only for what holds after correction for all of its rows.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "harness/compare/effect.h"

namespace fleetmark::compare {

enum class GateOutcome { kGreen, kRed, kInconclusive };

std::string_view name_of(GateOutcome outcome);  // "green"

// Launches per side of the two stages; the second includes the first's. That spends no error: a row
// is red only if all its launches say so, and rows that stage 1 ended can only be fewer.
inline constexpr int kFirstStageLaunches = 3;
inline constexpr int kSecondStageLaunches = 10;
inline constexpr double kGateLevel = 0.05;

struct GateRow {
  Effect effect;
  double minimum_effect = 0;              // relative
  bool has_ended = false;                 // green since stage 1: it counts in Holm's number of rows
  bool is_environment_different = false;  // never red: what moved may be the environment
};

// Whether stage 1 may end a row green: the upper end of its 95 % interval of slowdown lies below
// the minimum effect. (Ending where the lower end does would be green for want of launches.)
bool may_end_green(const Effect& effect, double minimum_effect);

// Holm's step-down p values (Holm 1979), in the order given.
std::vector<double> holm_adjusted(std::span<const double> p);

// Red: p of "not slower", Holm-adjusted over all rows, below kGateLevel, and the 95 % interval of
// the slowdown wholly above the minimum effect. Green: as may_end_green. Else inconclusive. Holm
// bounds the chance that any row without slowdown is red; a true slowdown just below the minimum
// effect is red with at most 2.5 % each.
std::vector<GateOutcome> gate_outcomes(std::span<const GateRow> rows);

}  // namespace fleetmark::compare

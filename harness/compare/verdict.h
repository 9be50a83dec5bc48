// SPDX-License-Identifier: Apache-2.0
// From an effect with its interval to a word.
#pragma once

#include <array>
#include <string_view>

#include "harness/compare/effect.h"

namespace fleetmark::compare {

enum class Verdict { kRegressed, kImproved, kSame, kInconclusive, kEnvironmentChange };

// What moved the time: the core clock, or the work per clock. kUnknown where no clock was read or
// the two do not agree.
enum class Cause { kNone, kClock, kCode, kUnknown };

std::string_view name_of(Verdict verdict);  // "REGRESSED"
std::string_view name_of(Cause cause);      // "CLOCK"; kNone is empty

// `minimum_effect` is relative. REGRESSED: the whole interval lies beyond it; IMPROVED mirrored;
// SAME: the whole interval lies within it (two one-sided tests); else INCONCLUSIVE.
Verdict verdict_of(const Effect& effect, double minimum_effect, double alpha);

// Why the times differ, by the verdict on times and the one on cycles (times x clock): CLOCK where
// the cycles are SAME, CODE where they say the same as the times.
Cause cause_of(Verdict times, Verdict cycles);

// Sequential looks: launches per side and the share of alpha spent there. Shares add up to 0.01, so
// that by Bonferroni the whole procedure errs no more often than one look at 0.01.
struct Look {
  int launches = 0;
  double alpha = 0;
};
inline constexpr std::array<Look, 3> kLooks{{{5, 0.003}, {10, 0.003}, {20, 0.004}}};
inline constexpr double kAlpha = 0.01;  // of one fixed look

}  // namespace fleetmark::compare

// SPDX-License-Identifier: Apache-2.0
// How much slower the new side is, and how sure that is: Welch's comparison of the logarithms of
// launch values (Welch 1947). All effects are natural logarithms of new over base: above 0 means
// more time or more joules.
#pragma once

#include "harness/compare/launch_values.h"
#include "harness/record/measurement.h"

namespace fleetmark::compare {

// Where the spread between launches comes from.
enum class SpreadSource {
  kLaunches,  // two launches or more on both sides
  kAssumed,   // a side has one launch: an assumed spread, joined by what the other side shows
};

struct Effect {
  double log_ratio = 0;
  double standard_error = 0;  // of log_ratio; never 0
  double degrees_of_freedom = 1;
  double launch_spread = 0;  // standard deviation between launches, relative, of the noisier side
  SpreadSource source = SpreadSource::kLaunches;
  // Variance of one launch of each side as it was used: standard_error^2 is the sum of each over
  // its launches.
  double base_variance = 0, new_variance = 0;
};

// Launches never agree better than this: resolution of timers and the rounding of batches.
inline constexpr double kLeastLaunchSpread = 1e-4;

// How many observations an assumed spread is worth: few, so that its t quantile stays wide.
inline constexpr double kAssumedSpreadDegrees = 4;

// Both sides hold at least one launch. Each side's variance is at least its within_variance and
// kLeastLaunchSpread squared. Where a side has one launch, both get
// s^2 = (4 s0^2 + (n - 1) s_other^2) / (4 + n - 1) with s0 = `assumed_spread` (relative, > 0) and
// that many degrees of freedom.
Effect effect_of(const LaunchValues& base, const LaunchValues& now, double assumed_spread);

// Two-sided interval of the log ratio that misses with probability `alpha`.
record::Interval interval_of(const Effect& effect, double alpha);

// How many standard errors that interval reaches to either side.
double reach_of(const Effect& effect, double alpha);

// One-sided p value of "the new side is not slower".
double p_not_slower(const Effect& effect);

// Smallest true slowdown (relative: 0.03 is 3 %) that is found beyond `minimum_effect` (relative)
// at two-sided `alpha` nine times out of ten: margin + (t_{1-alpha/2} + t_{0.9}) standard errors.
double detectable_slowdown(const Effect& effect, double minimum_effect, double alpha);

// Launches per side until the interval clears the nearer edge of the margin four times out of five,
// were the effect as seen. 0 when no number up to kMostLaunches does.
inline constexpr int kMostLaunches = 1000;
int launches_needed(const Effect& effect, int base_launches, int new_launches,
                    double minimum_effect, double alpha);

}  // namespace fleetmark::compare

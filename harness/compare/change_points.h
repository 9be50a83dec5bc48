// SPDX-License-Identifier: Apache-2.0
// Where a series moved to another level, and did not only wander: found by a permutation test, so
// that a series without a change gives an alarm as rarely as the level says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fleetmark::compare {

struct ChangeRule {
  std::size_t min_points = 5;  // on each side of a change
  double alpha = 0.01;         // of one split
  int permutations = 499;
  double min_ratio = 0.01;  // |after / before - 1| of the medians
  double min_sigmas = 2;    // |after - before| over the robust spread within the levels
};

// Fewer points after a change: worth another measurement, not an alarm.
inline constexpr std::size_t kEarlyPoints = 3;

struct ChangePoint {
  std::size_t at = 0;  // first point of the new level
  double before = 0;   // medians of the two levels, in the unit of the values
  double after = 0;
  double sigmas = 0;  // their distance in robust standard deviations
  double p = 0;       // (exceedances + 1) / (permutations + 1)

  [[nodiscard]] double ratio() const { return after / before; }
};

// `values` in the order of time, all above 0. Within a stretch of n points sigma comes from first
// differences (1.4826 x median |difference| / sqrt 2, which steps do not reach), z = (x - median) /
// sigma is clipped at +-8 so that one spike cannot carry a split, and the statistic is the largest
// |sum of the first k centred z| / sqrt(k (n - k) / n) over the splits k. Its p comes from
// permutations that are drawn from `seed`. Where the residuals' lag-1 correlation rho is above 0.3,
// and the differences, which other steps do not reach, agree that the series wanders, the statistic
// is first divided by sqrt((1 + rho) / (1 - rho)), unless the levels lie 5 sigmas apart; permuting
// blocks of 4 keeps the level too, and is blind in series of 24. A split at or below alpha stands,
// and both sides are searched in turn. Last, changes that are too small are dropped, weakest first.
std::vector<ChangePoint> change_points(std::span<const double> values, std::uint64_t seed,
                                       const ChangeRule& rule = {});

}  // namespace fleetmark::compare

// SPDX-License-Identifier: Apache-2.0
// Order statistics of values that nobody calls normal.
#pragma once

#include <span>
#include <vector>

namespace fleetmark::compare {

// Makes a median absolute deviation comparable with the standard deviation of a normal
// distribution: 1 / normal quantile of 3/4.
inline constexpr double kMadToSigma = 1.4826022185056018;

// By linear interpolation between order statistics (Hyndman and Fan 1996, type 7); `values` is not
// empty, 0 <= p <= 1.
double quantile_of(std::vector<double> values, double p);
double median_of(std::vector<double> values);

// 1.4826 x median |value - centre|, in the unit of the values.
double mad_sigma(std::span<const double> values, double centre);

}  // namespace fleetmark::compare

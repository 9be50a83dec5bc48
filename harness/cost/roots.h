// SPDX-License-Identifier: Apache-2.0
// Where a function of one variable crosses zero.
#pragma once

#include <functional>
#include <vector>

namespace fleetmark::cost {

struct Crossings {
  std::vector<double> roots;       // ascending
  double at_min = 0, at_max = 0;   // of the function
  double least = 0, least_at = 0;  // over the points that were looked at
  double greatest = 0, greatest_at = 0;
};

// Looks at 512 equal steps of [min, max] and closes in on every change of sign (bisection, to 1e-12
// of the range). Roots that touch without crossing, and pairs within one step, are not seen.
Crossings crossings(const std::function<double(double)>& function, double min, double max);

}  // namespace fleetmark::cost

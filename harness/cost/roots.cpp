// SPDX-License-Identifier: Apache-2.0
// See roots.h.
#include "harness/cost/roots.h"

namespace fleetmark::cost {
namespace {

double bisect(const std::function<double(double)>& function, double low, double high,
              bool is_positive_at_low) {
  constexpr int kHalvings = 60;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = low + (high - low) / 2;
    const bool is_positive = function(middle) > 0;
    (is_positive == is_positive_at_low ? low : high) = middle;
  }
  return low + (high - low) / 2;
}

}  // namespace

Crossings crossings(const std::function<double(double)>& function, double min, double max) {
  constexpr int kSteps = 512;
  Crossings found;
  double last_x = min;
  double last = function(min);
  found.at_min = found.least = found.greatest = last;
  found.least_at = found.greatest_at = min;
  for (int i = 1; i <= kSteps; ++i) {
    const double x = i == kSteps ? max : min + (max - min) * i / kSteps;
    const double y = function(x);
    if (y < found.least) {
      found.least = y;
      found.least_at = x;
    }
    if (y > found.greatest) {
      found.greatest = y;
      found.greatest_at = x;
    }
    if (last == 0) {
      found.roots.push_back(last_x);
    } else if (y != 0 && (y > 0) != (last > 0)) {
      found.roots.push_back(bisect(function, last_x, x, last > 0));
    }
    last_x = x;
    last = y;
  }
  if (last == 0) found.roots.push_back(last_x);
  found.at_max = last;
  return found;
}

}  // namespace fleetmark::cost

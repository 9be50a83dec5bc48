// SPDX-License-Identifier: Apache-2.0
// See robust.h.
#include "harness/compare/robust.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::compare {

double quantile_of(std::vector<double> values, double p) {
  const double position = p * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::ptrdiff_t>(position);
  const auto at = values.begin() + below;
  std::nth_element(values.begin(), at, values.end());
  const double low = *at;
  const double rest = position - static_cast<double>(below);
  if (rest == 0 || at + 1 == values.end()) return low;
  return low + rest * (*std::min_element(at + 1, values.end()) - low);
}

double median_of(std::vector<double> values) { return quantile_of(std::move(values), 0.5); }

double mad_sigma(std::span<const double> values, double centre) {
  std::vector<double> distances;
  distances.reserve(values.size());
  for (const double value : values) distances.push_back(std::fabs(value - centre));
  return kMadToSigma * median_of(std::move(distances));
}

}  // namespace fleetmark::compare

// SPDX-License-Identifier: Apache-2.0
// From values to places on the page, and the round values that an axis is labelled with.
#pragma once

#include <vector>

namespace fleetmark::report::html {

enum class Spacing { kLinear, kLog };

// Maps [low, high] onto [from, to]. With kLog both ends are positive.
struct Scale {
  double low = 0, high = 1;
  double from = 0, to = 1;
  Spacing spacing = Spacing::kLinear;

  // Values outside land outside; with kLog those at or below zero land at `from`.
  [[nodiscard]] double at(double value) const;
};

// Widened to round ends. A scale of one value, or of none (low > high), is widened around it.
Scale linear_scale(double low, double high, double from, double to);
Scale linear_scale_from_zero(double high, double from, double to);
// To whole decades, or to 1, 2, 5 times a decade where the range is under two decades.
Scale log_scale(double low, double high, double from, double to);

// Round values within the scale, about `wanted` of them.
std::vector<double> ticks(const Scale& scale, int wanted = 5);

}  // namespace fleetmark::report::html

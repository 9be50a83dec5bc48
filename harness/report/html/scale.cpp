// SPDX-License-Identifier: Apache-2.0
// See scale.h.
#include "harness/report/html/scale.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::report::html {
namespace {

constexpr double kRound = 1e-9;  // what rounding may take from the last tick

// 1, 2 or 5 times a power of ten, at least `span / wanted`.
double nice_step(double span, int wanted) {
  const double rough = span / std::max(wanted, 1);
  const double decade = std::pow(10, std::floor(std::log10(rough)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (rough <= step * decade * (1 + kRound)) return step * decade;
  }
  return 10 * decade;
}

void widen(double& low, double& high) {
  if (!std::isfinite(low) || !std::isfinite(high) || low > high) {
    low = 0;
    high = 1;
  } else if (low == high) {
    const double half = low == 0 ? 1 : std::abs(low) / 10;
    low -= half;
    high += half;
  }
}

// The largest of 1, 2, 5 times a decade that is at most `value`, or the smallest at least.
double round_on_log(double value, bool up) {
  const double decade = std::pow(10, std::floor(std::log10(value) + kRound));
  double below = decade;
  for (const double step : {1.0, 2.0, 5.0, 10.0}) {
    const double candidate = step * decade;
    if (up && candidate >= value * (1 - kRound)) return candidate;
    if (candidate <= value * (1 + kRound)) below = candidate;
  }
  return up ? 10 * decade : below;
}

std::vector<double> linear_ticks(const Scale& scale, int wanted) {
  const double step = nice_step(scale.high - scale.low, wanted);
  std::vector<double> values;
  const double first = std::ceil(scale.low / step - kRound);
  for (double i = first; i * step <= scale.high + step * kRound; ++i) {
    values.push_back(i == 0 ? 0 : i * step);
  }
  return values;
}

std::vector<double> log_ticks(const Scale& scale, int wanted) {
  const int low = static_cast<int>(std::floor(std::log10(scale.low) + kRound));
  const int high = static_cast<int>(std::ceil(std::log10(scale.high) - kRound));
  const int stride = std::max(1, static_cast<int>(std::ceil((high - low) / (1.5 * wanted))));
  std::vector<double> values;
  for (int power = low; power <= high; power += stride) {
    for (const double step : {1.0, 2.0, 5.0}) {
      if (step > 1 && high - low > 2) break;
      const double value = step * std::pow(10, power);
      if (value >= scale.low * (1 - kRound) && value <= scale.high * (1 + kRound)) {
        values.push_back(value);
      }
    }
  }
  return values;
}

}  // namespace

double Scale::at(double value) const {
  if (spacing == Spacing::kLinear) return from + (value - low) / (high - low) * (to - from);
  if (!(value > 0)) return from;
  return from + std::log(value / low) / std::log(high / low) * (to - from);
}

Scale linear_scale(double low, double high, double from, double to) {
  widen(low, high);
  const double step = nice_step(high - low, 5);
  return {std::floor(low / step + kRound) * step, std::ceil(high / step - kRound) * step, from, to,
          Spacing::kLinear};
}

Scale linear_scale_from_zero(double high, double from, double to) {
  return linear_scale(0, high > 0 ? high : 1, from, to);
}

Scale log_scale(double low, double high, double from, double to) {
  if (!(low > 0) || !std::isfinite(high) || low > high) {
    low = 1;
    high = 10;
  }
  if (high / low >= 100) {
    low = std::pow(10, std::floor(std::log10(low) + kRound));
    high = std::pow(10, std::ceil(std::log10(high) - kRound));
  } else {
    low = round_on_log(low, false);
    high = round_on_log(high, true);
    if (low == high) high = 10 * low;
  }
  return {low, high, from, to, Spacing::kLog};
}

std::vector<double> ticks(const Scale& scale, int wanted) {
  return scale.spacing == Spacing::kLog ? log_ticks(scale, wanted) : linear_ticks(scale, wanted);
}

}  // namespace fleetmark::report::html

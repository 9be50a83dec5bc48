// SPDX-License-Identifier: Apache-2.0
// See effect.h.
#include "harness/compare/effect.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace fleetmark::compare {
namespace {

using StudentsT = boost::math::students_t_distribution<double>;

struct Side {
  double count = 0;
  double mean = 0;
  double variance = 0;  // of one launch, floored
};

double least_variance(const LaunchValues& values) {
  return std::max(values.within_variance, kLeastLaunchSpread * kLeastLaunchSpread);
}

Side side_of(const LaunchValues& values) {
  Side side;
  side.count = static_cast<double>(values.logs.size());
  for (const double log : values.logs) side.mean += log / side.count;
  double squares = 0;
  for (const double log : values.logs) squares += (log - side.mean) * (log - side.mean);
  if (side.count > 1) side.variance = squares / (side.count - 1);
  side.variance = std::max(side.variance, least_variance(values));
  return side;
}

double t_quantile(double degrees, double p) { return boost::math::quantile(StudentsT(degrees), p); }

// Welch-Satterthwaite.
double welch_degrees(const Side& base, const Side& now) {
  const double a = base.variance / base.count;
  const double b = now.variance / now.count;
  return (a + b) * (a + b) / (a * a / (base.count - 1) + b * b / (now.count - 1));
}

Effect with_assumed_spread(const Side& base, const Side& now, double least, double assumed_spread) {
  const Side& richer = base.count >= now.count ? base : now;
  const double known = richer.count - 1;
  Effect effect;
  effect.source = SpreadSource::kAssumed;
  effect.degrees_of_freedom = kAssumedSpreadDegrees + known;
  const double between = kAssumedSpreadDegrees * assumed_spread * assumed_spread;
  const double pooled =
      (between + known * (known > 0 ? richer.variance : 0)) / effect.degrees_of_freedom;
  // The assumed spread is between launches: what one launch leaves uncertain adds to it.
  const double variance = pooled + least;
  effect.launch_spread = std::sqrt(pooled);
  effect.base_variance = effect.new_variance = variance;
  effect.standard_error = std::sqrt(variance * (1 / base.count + 1 / now.count));
  return effect;
}

}  // namespace

Effect effect_of(const LaunchValues& base, const LaunchValues& now, double assumed_spread) {
  const Side a = side_of(base);
  const Side b = side_of(now);
  Effect effect;
  if (a.count < 2 || b.count < 2) {
    const double least = std::max(least_variance(base), least_variance(now));
    effect = with_assumed_spread(a, b, least, assumed_spread);
  } else {
    effect.base_variance = a.variance;
    effect.new_variance = b.variance;
    effect.standard_error = std::sqrt(a.variance / a.count + b.variance / b.count);
    effect.degrees_of_freedom = welch_degrees(a, b);
    effect.launch_spread = std::sqrt(std::max(a.variance, b.variance));
  }
  effect.log_ratio = b.mean - a.mean;
  return effect;
}

double reach_of(const Effect& effect, double alpha) {
  return t_quantile(effect.degrees_of_freedom, 1 - alpha / 2);
}

record::Interval interval_of(const Effect& effect, double alpha) {
  const double reach = reach_of(effect, alpha) * effect.standard_error;
  return {effect.log_ratio - reach, effect.log_ratio + reach};
}

double p_not_slower(const Effect& effect) {
  const StudentsT t(effect.degrees_of_freedom);
  return boost::math::cdf(boost::math::complement(t, effect.log_ratio / effect.standard_error));
}

double detectable_slowdown(const Effect& effect, double minimum_effect, double alpha) {
  const double reach = reach_of(effect, alpha) + t_quantile(effect.degrees_of_freedom, 0.9);
  return std::expm1(std::log1p(minimum_effect) + reach * effect.standard_error);
}

int launches_needed(const Effect& effect, int base_launches, int new_launches,
                    double minimum_effect, double alpha) {
  const double distance = std::fabs(std::fabs(effect.log_ratio) - std::log1p(minimum_effect));
  // Variance of one launch of either side together: the error shrinks with it per launch.
  const double per_launch = effect.standard_error * effect.standard_error * 2.0 /
                            (1.0 / base_launches + 1.0 / new_launches);
  const auto clears = [&](int launches) {
    const double degrees = std::max(1.0, 2.0 * launches - 2);
    const double reach = t_quantile(degrees, 1 - alpha / 2) + t_quantile(degrees, 0.8);
    return reach * std::sqrt(per_launch / launches) <= distance;
  };
  if (!clears(kMostLaunches)) return 0;
  int too_few = 1;  // the reach falls as launches rise: bisect
  int enough = kMostLaunches;
  while (enough - too_few > 1) {
    const int middle = (too_few + enough) / 2;
    (clears(middle) ? enough : too_few) = middle;
  }
  return enough;
}

}  // namespace fleetmark::compare

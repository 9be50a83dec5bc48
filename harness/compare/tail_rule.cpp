// SPDX-License-Identifier: Apache-2.0
// See tail_rule.h.
#include "harness/compare/tail_rule.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

#include "harness/compare/robust.h"

namespace fleetmark::compare {
namespace {

constexpr double kTenthToSigma = 1.2815515655446004;  // normal quantile of 0.9

double weight_of(const Prior& prior, const TailRule& rule) {
  return std::clamp(static_cast<double>(prior.devices - 1), 1.0, rule.prior_weight);
}

double quantile_of_t(double p, double freedom) {
  return boost::math::quantile(boost::math::students_t(freedom), p);
}

// The low side alone: devices lean that way, and the high side says nothing of it.
struct LowSide {
  double near = 0;  // from the distances below the centre
  double far = 0;   // from the 10 % quantile
};
LowSide low_side(const std::vector<double>& values, double centre) {
  std::vector<double> below;
  for (const double value : values) {
    if (value < centre) below.push_back(centre - value);
  }
  return {below.empty() ? 0 : kMadToSigma * median_of(std::move(below)),
          (centre - quantile_of(values, 0.1)) / kTenthToSigma};
}

double low_side_sigma(const std::vector<double>& values, double centre) {
  const LowSide side = low_side(values, centre);
  return std::max(side.near, side.far);
}

}  // namespace

TailScale tail_scale(const std::vector<double>& values, const std::optional<Prior>& prior,
                     const TailRule& rule) {
  const double median = median_of(values);
  const auto count = static_cast<double>(values.size());
  const double own_freedom = count / 4;
  if (values.size() >= rule.large_fleet) {
    const double own = low_side_sigma(values, median);
    if (!prior) return {median, own, own_freedom};
    const double weight = weight_of(*prior, rule);
    const double told = prior->spread * prior->level;
    const double pooled =
        std::sqrt((weight * told * told + own_freedom * own * own) / (weight + own_freedom));
    return {median, std::min(pooled, rule.spread_cap * told), weight + own_freedom};
  }
  if (prior) {
    return {std::max(median, prior->level), prior->spread * prior->level, weight_of(*prior, rule)};
  }
  return {median, mad_sigma(values, median), std::max(3.0, own_freedom)};
}

double p_of_lowest(double value, const TailScale& scale, std::size_t devices) {
  if (!(scale.sigma > 0)) return value < scale.centre ? 0 : 1;
  const double t = (value - scale.centre) / scale.sigma;
  const double one = boost::math::cdf(boost::math::students_t(scale.freedom), t);
  return std::min(1.0, static_cast<double>(devices) * one);
}

double low_threshold(const TailScale& scale, std::size_t devices, double alpha,
                     const TailRule& rule) {
  const double t = -quantile_of_t(alpha / static_cast<double>(devices), scale.freedom);
  return scale.centre - std::max(rule.floor * scale.centre, t * scale.sigma);
}

std::vector<double> holm_levels(const std::vector<double>& p, double alpha) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&p](std::size_t i) { return std::pair(p[i], i); });
  std::vector<double> levels(p.size(), 0);
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const double level = alpha / static_cast<double>(p.size() - rank);
    if (p[order[rank]] > level) break;
    levels[order[rank]] = level;
  }
  return levels;
}

double share_below(double value, const Prior& prior, const TailRule& rule) {
  const double sigma = prior.spread * prior.level;
  if (!(sigma > 0)) return value < prior.level ? 0 : 1;
  return boost::math::cdf(boost::math::students_t(weight_of(prior, rule)),
                          (value - prior.level) / sigma);
}

bool is_median_low(double median, const Prior& prior, const TailRule& rule) {
  const double t = -quantile_of_t(rule.alpha, weight_of(prior, rule));
  return median < prior.level * (1 - std::max(rule.floor, t * prior.spread));
}

bool is_uneven(const std::vector<double>& values, const TailRule& rule) {
  if (values.size() < rule.large_fleet) return false;
  const double centre = median_of(values);
  const LowSide side = low_side(values, centre);
  constexpr double kFarOverNear = 2;
  return side.far > kFarOverNear * side.near && side.far > rule.floor * centre;
}

double low_spread(const std::vector<double>& values, const TailRule& rule) {
  const double centre = median_of(values);
  if (values.size() >= rule.large_fleet) return low_side_sigma(values, centre) / centre;
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / (count - 1)) / centre;
}

}  // namespace fleetmark::compare

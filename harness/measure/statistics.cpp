// SPDX-License-Identifier: Apache-2.0
// See statistics.h.
#include "harness/measure/statistics.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <map>
#include <numeric>

namespace fleetmark::measure {
namespace {

// The rank r (from 0) such that [x_r, x_{n-1-r}] holds the median with at least 95 %.
// P(miss on one side) = P(Bin(n, 1/2) <= r).
std::int64_t symmetric_rank(std::int64_t n) {
  const boost::math::binomial_distribution<double> heads(static_cast<double>(n), 0.5);
  const auto misses_too_often = [&heads](std::int64_t rank) {
    return boost::math::cdf(heads, static_cast<double>(rank)) > 0.025;
  };
  // The normal approximation is off by a rank or two at most: correct it from there.
  const double guess = (static_cast<double>(n) - 1.96 * std::sqrt(static_cast<double>(n))) / 2;
  auto rank = std::max<std::int64_t>(-1, static_cast<std::int64_t>(guess) - 1);
  while (rank >= 0 && misses_too_often(rank)) --rank;
  while (rank + 1 < n / 2 && !misses_too_often(rank + 1)) ++rank;
  return rank;
}

// Robust standard deviation of the logarithm of the times: interquartile range over that of the
// standard normal distribution.
double log_spread(std::vector<double> seconds) {
  constexpr double kNormalQuartileRange = 1.3489795;
  std::ranges::sort(seconds);
  const double q1 = quantile(seconds, 0.25);
  return q1 > 0 ? std::log(quantile(seconds, 0.75) / q1) / kNormalQuartileRange : 0;
}

std::vector<double> seconds_of(std::span<const record::Sample> samples) {
  std::vector<double> seconds;
  seconds.reserve(samples.size());
  for (const auto& sample : samples) seconds.push_back(sample.seconds);
  return seconds;
}

}  // namespace

double quantile(std::span<const double> sorted, double p) {
  const double at = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double weight = at - static_cast<double>(below);
  return sorted[below] + weight * (sorted[above] - sorted[below]);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return quantile(values, 0.5);
}

double median_absolute_deviation(const std::vector<double>& values) {
  const double centre = median(values);
  std::vector<double> distances;
  distances.reserve(values.size());
  for (const double value : values) distances.push_back(std::fabs(value - centre));
  return median(std::move(distances));
}

std::optional<record::Interval> median_interval_95(std::span<const double> sorted,
                                                   double effective_count) {
  const auto n = static_cast<std::int64_t>(sorted.size());
  if (n < record::kFewestForInterval95) return std::nullopt;
  const auto independent =
      std::clamp(static_cast<std::int64_t>(effective_count), std::int64_t{1}, n);
  const std::int64_t rank = symmetric_rank(independent);
  if (rank < 0) return record::Interval{sorted.front(), sorted.back()};
  // The same fraction of the sample on either side, rounded outward.
  const double fraction = (static_cast<double>(rank) + 0.5) / static_cast<double>(independent);
  const auto low =
      static_cast<std::int64_t>(std::floor(fraction * static_cast<double>(n) - 0.5 + 1e-9));
  const std::int64_t from = std::clamp(low, std::int64_t{0}, (n - 1) / 2);
  return record::Interval{sorted[static_cast<std::size_t>(from)],
                          sorted[static_cast<std::size_t>(n - 1 - from)]};
}

double effective_sample_count(const std::vector<double>& in_order) {
  const std::size_t n = in_order.size();
  if (n < 4) return static_cast<double>(n);
  const double centre = median(in_order);
  std::vector<double> above(n);
  for (std::size_t i = 0; i < n; ++i) above[i] = in_order[i] > centre ? 1.0 : 0.0;
  const double mean = std::accumulate(above.begin(), above.end(), 0.0) / static_cast<double>(n);
  const auto covariance = [&](std::size_t lag) {
    double sum = 0;
    for (std::size_t i = 0; i + lag < n; ++i) sum += (above[i] - mean) * (above[i + lag] - mean);
    return sum / static_cast<double>(n);
  };
  const double variance = covariance(0);
  if (variance <= 0) return static_cast<double>(n);
  double inflation = -1;
  // Neighbouring lags in pairs from (0, 1) on: their sums are positive for a reversible chain, so
  // the first negative pair is noise.
  for (std::size_t lag = 0; lag + 1 < n; lag += 2) {
    const double pair = (covariance(lag) + covariance(lag + 1)) / variance;
    if (pair <= 0) break;
    inflation += 2 * pair;
  }
  if (inflation <= 1) return static_cast<double>(n);  // alternation earns no credit
  return std::clamp(static_cast<double>(n) / inflation, 1.0, static_cast<double>(n));
}

std::optional<record::Interval> next_launch_interval_95(const std::vector<double>& launch_medians,
                                                        double within_spread) {
  const std::size_t k = launch_medians.size();
  if (k < 3 || std::ranges::min(launch_medians) <= 0) return std::nullopt;
  double mean = 0;
  for (const double value : launch_medians) mean += std::log(value) / static_cast<double>(k);
  double squares = 0;
  for (const double value : launch_medians) squares += std::pow(std::log(value) - mean, 2);
  const double deviation = std::sqrt(squares / static_cast<double>(k - 1) +
                                     within_spread * within_spread / static_cast<double>(k));
  const boost::math::students_t_distribution<double> t(static_cast<double>(k - 1));
  const double reach =
      boost::math::quantile(t, 0.975) * deviation * std::sqrt(1.0 + 1.0 / static_cast<double>(k));
  const auto [fastest, slowest] = std::ranges::minmax(launch_medians);
  return record::Interval{std::min(std::exp(mean - reach), fastest),
                          std::max(std::exp(mean + reach), slowest)};
}

record::Summary summarise(std::span<const record::Sample> samples) {
  std::map<int, std::vector<double>> launches;
  for (const auto& sample : samples) launches[sample.launch].push_back(sample.seconds);
  record::Summary summary;
  summary.count = static_cast<std::int64_t>(samples.size());
  summary.launches = static_cast<int>(launches.size());
  std::vector<double> spreads;
  for (const auto& [launch, seconds] : launches) {
    summary.launch_medians_s.push_back(median(seconds));
    spreads.push_back(log_spread(seconds));
    summary.effective_count += effective_sample_count(seconds);
  }
  std::vector<double> sorted = seconds_of(samples);
  summary.mad_s = median_absolute_deviation(sorted);
  std::ranges::sort(sorted);
  summary.median_s = quantile(sorted, 0.5);
  summary.median_95_s = median_interval_95(sorted, summary.effective_count);
  summary.q1_s = quantile(sorted, 0.25);
  summary.q3_s = quantile(sorted, 0.75);
  summary.min_s = sorted.front();
  summary.max_s = sorted.back();
  summary.next_launch_95_s = next_launch_interval_95(summary.launch_medians_s, median(spreads));
  return summary;
}

}  // namespace fleetmark::measure

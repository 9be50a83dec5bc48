// SPDX-License-Identifier: Apache-2.0
// Order statistics of sample times: no normal distribution is assumed within a launch, because
// timing data is skewed and has several modes.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "harness/record/measurement.h"

namespace fleetmark::measure {

// Quantile by linear interpolation between order statistics (Hyndman and Fan 1996, type 7).
// `sorted` is ascending and not empty; 0 <= p <= 1.
double quantile(std::span<const double> sorted, double p);

double median(std::vector<double> values);  // not empty
double median_absolute_deviation(const std::vector<double>& values);

// Distribution-free 95 % interval of the median: the tightest symmetric pair of order statistics
// that the binomial distribution gives at least 95 % (David and Nagaraja, Order Statistics, 7.1).
// Empty below six samples, of which no pair reaches 95 %. `effective_count` < n widens the pair as
// if only that many samples were independent, up to the whole range.
std::optional<record::Interval> median_interval_95(std::span<const double> sorted,
                                                   double effective_count);

// Samples as good as independent for the median: n / (1 + 2 sum rho_k), with the autocorrelation
// rho of the indicator "above the median" (what the median's variance depends on) and Geyer's
// initial positive sequence (Geyer 1992) as the place to stop. Between 1 and n.
double effective_sample_count(const std::vector<double>& in_order);

// Where the next launch's median falls with 95 %: Student t on the logarithms of the launch
// medians, m exp(+- t_{k-1} s sqrt(1 + 1/k)), and never less than the range already seen: a pace
// that came once comes again, and one launch of nine at twice the time moves s too little to reach
// it. Empty below three launches. Exact for log-normal medians, up to the few that lie beyond the
// reach of t; launches on shared machines have heavier tails, and a few medians may agree by luck
// on a machine whose samples disagree. Hence s^2 = (variance of the log medians) + w^2 / k, where w
// is the `within_spread`, the robust standard deviation of log sample times within a launch: it
// fades as launches speak for themselves, and vanishes on a quiet machine. 60 launches of a triad
// on a shared virtual machine, medians wandering by 2x: coverage 0.91 to 0.95 for k = 3 .. 12
// without w, 0.93 to 1.00 with it.
std::optional<record::Interval> next_launch_interval_95(const std::vector<double>& launch_medians,
                                                        double within_spread = 0);

// `samples` in the order taken, at least one. Autocorrelation is counted within launches.
record::Summary summarise(std::span<const record::Sample> samples);

}  // namespace fleetmark::measure

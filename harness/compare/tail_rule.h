// SPDX-License-Identifier: Apache-2.0
// Which of many devices that should be alike is low: a threshold that moves down as more of them
// are looked at, so that a healthy fleet of any size names nobody in 99 of 100 runs.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace fleetmark::compare {

// What a healthy device of this kind reaches, from a profile.
struct Prior {
  double level = 0;   // in the unit of the values
  double spread = 0;  // relative standard deviation, towards the low side
  int devices = 0;    // it was learnt from
};

struct TailRule {
  double alpha = 0.01;           // of one metric over all devices
  double floor = 0.02;           // a deviation below this share is never named
  double prior_weight = 60;      // devices that a prior counts for, at most as many as it has seen
  double spread_cap = 1.1;       // the fleet's own spread counts up to this multiple of the prior's
  std::size_t large_fleet = 32;  // from here on the fleet's own spread is used
  double low_share = 0.05;       // of a large fleet; more than this is the fleet's fault
};

struct TailScale {
  double centre = 0, sigma = 0;  // in the unit of the values
  double freedom = 0;            // of Student's t
};

// From 32 devices on: the median, and s = max(1.4826 x median of the
// distances below it, (median - 10 % quantile) / 1.2816) with N / 4 degrees of freedom, pooled with
// the prior's and capped at 1.1 times that, so that many bad devices cannot widen it (at 1.5 times,
// 10 % of 1,024 at -10 % would hide). Below: the prior's spread, around the higher of median and
// prior level, so that three bad of eight cannot hide; without a prior 1.4826 MAD with max(3, N /
// 4). `values` holds at least one.
TailScale tail_scale(const std::vector<double>& values, const std::optional<Prior>& prior,
                     const TailRule& rule = {});

// Chance that the lowest of `devices` healthy ones is as low as `value` or lower, at most 1
// (Bonferroni).
double p_of_lowest(double value, const TailScale& scale, std::size_t devices);

// Below it a device is low: centre - max(floor x centre, t(1 - alpha / devices) x sigma).
double low_threshold(const TailScale& scale, std::size_t devices, double alpha,
                     const TailRule& rule = {});

// Holm 1979: for each of several tests the level at which it is held, 0 where it does not stand.
std::vector<double> holm_levels(const std::vector<double>& p, double alpha);

// Where `value` stands among healthy devices, 0 to 1.
double share_below(double value, const Prior& prior, const TailRule& rule = {});

// The whole fleet is low: its median lies below what the prior allows one device to have.
bool is_median_low(double median, const Prior& prior, const TailRule& rule = {});

// A tenth or more of a large fleet lies so far below the rest that they hide in the spread they
// make: the 10 % quantile tells a spread twice that of the distances below the median.
bool is_uneven(const std::vector<double>& values, const TailRule& rule = {});

// The relative spread towards the low side, for a prior. At least two values.
double low_spread(const std::vector<double>& values, const TailRule& rule = {});

}  // namespace fleetmark::compare

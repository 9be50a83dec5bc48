// SPDX-License-Identifier: Apache-2.0
// What each process launch says of one figure of one case: the values that a comparison is made of.
// Samples within a launch share its memory layout, clock and neighbours, so they count once.
#pragma once

#include <vector>

#include "harness/record/measurement.h"

namespace fleetmark::compare {

// `logs`: natural logarithm of the figure, one per launch. `within_variance`: mean variance of one
// of them from the samples within its launch alone, without unit; the launches cannot truly agree
// better than that.
struct LaunchValues {
  std::vector<double> logs;
  double within_variance = 0;

  [[nodiscard]] bool is_empty() const { return logs.empty(); }
};

// Adds the launches of `from`, weighing the variance by launches.
void append(LaunchValues& to, const LaunchValues& from);

// Median seconds of each launch. The variance of a median of n effective samples is
// (pi / 2) s^2 / n (asymptotic, normal), s from the interquartile range of the log times.
LaunchValues launch_seconds(const record::Measurement& measurement);

// Median of seconds times core clock of each launch: what a change of clock does not change. Empty
// unless every sample holds a clock.
LaunchValues launch_cycles(const record::Measurement& measurement);

// Joules per kernel launch: one value per record. Empty where the record holds none.
LaunchValues record_joules(const record::Measurement& measurement);

}  // namespace fleetmark::compare

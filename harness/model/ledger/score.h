// SPDX-License-Identifier: Apache-2.0
// How far predictions were off: the ledger that is published with every release.
#pragma once

#include <string>
#include <vector>

#include "harness/model/fit/fit.h"
#include "harness/model/predict/predictor.h"

namespace fleetmark::model {

// A record and what was predicted for it without it.
struct Scored {
  const Observation* record = nullptr;
  Prediction prediction;

  [[nodiscard]] double ln_error() const;  // ln(predicted / measured)
};

struct Score {
  std::string what;  // "tpot", "h200-sxm-141", "trtllm", "same shape"
  std::size_t records = 0, groups = 0;
  double median = 0, p90 = 0;             // of |ln(predicted / measured)|
  double group_median = 0;                // of the means within a group: no table drowns the others
  double bias = 0;                        // mean of ln(predicted / measured)
  double covered_80 = 0, covered_90 = 0;  // shares of records inside the intervals
  double covered_90_low = 0, covered_90_high = 0;  // 95 % interval of that share (Wilson 1927)
};

Score score_of(const std::string& what, const std::vector<const Scored*>& scored);

// One row a channel, device, stack, evidence tier or rung, or a kind of model and how devices share
// it ("moe-decoder, expert parallel"), by name.
enum class Grouping { kChannel, kDevice, kStack, kTier, kRung, kKind };
std::vector<Score> scores_by(Grouping grouping, const std::vector<Scored>& scored);

// Linear between the values beside it (Hyndman and Fan 1996, type 7); 0 of nothing.
double quantile(std::vector<double> values, double share);

// Wilson's interval of a share at 95 %.
struct Share {
  double low = 0, high = 1;
};
Share wilson_95(std::size_t successes, std::size_t trials);

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// See distribution.h.
#include "harness/cost/distribution.h"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>

#include "harness/model/evidence.h"

namespace fleetmark::cost {
namespace {

double logit(double share) { return std::log(share / (1 - share)); }

}  // namespace

Distribution Distribution::fixed(double value) {
  return {Shape::kFixed, value, 0, 0, value, value};
}

Distribution Distribution::lognormal(double p10, double p50, double p90, double min, double max) {
  return {Shape::kLognormal,
          std::log(p50),
          std::log(p50 / p10) / model::kZ90,
          std::log(p90 / p50) / model::kZ90,
          min,
          max};
}

Distribution Distribution::share(double p10, double p50, double p90) {
  const double centre = logit(p50);
  return {Shape::kShare,
          centre,
          (centre - logit(p10)) / model::kZ90,
          (logit(p90) - centre) / model::kZ90,
          0,
          1};
}

Distribution Distribution::normal(double p10, double p50, double p90, double min, double max) {
  return {Shape::kNormal, p50, (p50 - p10) / model::kZ90, (p90 - p50) / model::kZ90, min, max};
}

Distribution Distribution::triangle(double min, double mode, double max) {
  return {Shape::kTriangle, mode, 0, 0, min, max};
}

Distribution Distribution::of(const Input& input, double min, double max) {
  const double value = input.figure.value;
  if (!input.low || !input.high || *input.low == *input.high) return fixed(value);
  const double low = *input.low;
  const double high = *input.high;
  if (input.range == RangeKind::kMinMax) return triangle(low, value, high);
  if (max == 1 && low > 0 && high < 1) return share(low, value, high);
  if (max != 1 && low > 0) return lognormal(low, value, high, min, max);
  return normal(low, value, high, min, max);
}

double Distribution::at(double z) const {
  const double moved = centre_ + z * (z < 0 ? down_ : up_);
  switch (shape_) {
    case Shape::kFixed:
      return centre_;
    case Shape::kLognormal:
      return std::clamp(std::exp(moved), min_, max_);
    case Shape::kShare:
      return 1 / (1 + std::exp(-moved));
    case Shape::kNormal:
      return std::clamp(moved, min_, max_);
    case Shape::kTriangle:
      break;
  }
  const double u = normal_cdf(z);
  const double width = max_ - min_;
  const double below = (centre_ - min_) / width;  // probability of less than the mode
  return u < below ? min_ + std::sqrt(u * width * (centre_ - min_))
                   : max_ - std::sqrt((1 - u) * width * (max_ - centre_));
}

double Distribution::low() const { return shape_ == Shape::kTriangle ? min_ : at(-model::kZ90); }
double Distribution::high() const { return shape_ == Shape::kTriangle ? max_ : at(model::kZ90); }

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

double normal_quantile(double u) { return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * u); }

}  // namespace fleetmark::cost

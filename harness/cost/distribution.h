// SPDX-License-Identifier: Apache-2.0
// Distributions of cost inputs, made from what a file says of them, as functions of a standard
// normal draw z: an input at z = 0 is at its median (of a triangle: where the normal's median
// falls).
#pragma once

#include <cmath>
#include <cstdint>

#include "harness/cost/economics.h"

namespace fleetmark::cost {

class Distribution {
 public:
  // Always the same.
  static Distribution fixed(double value);
  // ln(value) is normal on either side of the median, with a deviation of its own up and down, so
  // that 10 % lie below p10 and 10 % above p90. All must be above 0. Held within [min, max].
  static Distribution lognormal(double p10, double p50, double p90, double min = 0,
                                double max = HUGE_VAL);
  // The same for shares in (0, 1): the log of the odds is normal on either side.
  static Distribution share(double p10, double p50, double p90);
  // The same without transformation, held within [min, max]: for what may be 0.
  static Distribution normal(double p10, double p50, double p90, double min, double max);
  static Distribution triangle(double min, double mode, double max);

  // An input of a field whose value lies in [min, max]: a triangle where its range is said to be
  // one of min and max; else by P10 and P90 lognormal, share or normal, as its bounds allow; fixed
  // without a range.
  static Distribution of(const Input& input, double min, double max);

  [[nodiscard]] double at(double z) const;
  [[nodiscard]] bool is_fixed() const { return shape_ == Shape::kFixed; }
  [[nodiscard]] double low() const;   // P10, or min
  [[nodiscard]] double high() const;  // P90, or max

 private:
  enum class Shape : std::uint8_t { kFixed, kLognormal, kShare, kNormal, kTriangle };
  Distribution(Shape shape, double centre, double down, double up, double min, double max)
      : shape_(shape), centre_(centre), down_(down), up_(up), min_(min), max_(max) {}

  Shape shape_;
  double centre_;     // median, transformed; of a triangle the mode
  double down_, up_;  // deviations below and above, transformed
  double min_, max_;
};

// Of the standard normal: its quantile at u in (0, 1) and its distribution function.
double normal_quantile(double u);
double normal_cdf(double z);

}  // namespace fleetmark::cost

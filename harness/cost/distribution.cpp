// SPDX-License-Identifier: Apache-2.0
// See distribution.h.
#include "harness/cost/distribution.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "harness/model/evidence.h"

namespace fleetmark::cost {
namespace {

double logit(double share) { return std::log(share / (1 - share)); }

// Ratio of two polynomials of degree 7, coefficients by rising power.
double ratio(const std::array<double, 8>& over, const std::array<double, 8>& under, double x) {
  double a = 0;
  double b = 0;
  for (std::size_t i = over.size(); i-- > 0;) {
    a = a * x + over[i];
    b = b * x + under[i];
  }
  return a / b;
}

}  // namespace

Distribution Distribution::fixed(double value) {
  return {Shape::kFixed, value, 0, 0, value, value};
}

Distribution Distribution::lognormal(double p10, double p50, double p90) {
  return {Shape::kLognormal,
          std::log(p50),
          std::log(p50 / p10) / model::kZ90,
          std::log(p90 / p50) / model::kZ90,
          0,
          HUGE_VAL};
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
  if (max != 1 && min >= 1) return normal(low, value, high, min, max);  // PUE, months, counts
  if (max != 1 && low > 0) return lognormal(low, value, high);
  return normal(low, value, high, min, max);
}

double Distribution::at(double z) const {
  const double moved = centre_ + z * (z < 0 ? down_ : up_);
  switch (shape_) {
    case Shape::kFixed:
      return centre_;
    case Shape::kLognormal:
      return std::exp(moved);
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

// Coefficients of Wichura, "Algorithm AS 241", Applied Statistics 37 (1988), PPND16: about 1e-16.
double normal_quantile(double u) {
  constexpr std::array<double, 8> kCentre{3.3871328727963666080e0, 1.3314166789178437745e2,
                                          1.9715909503065514427e3, 1.3731693765509461125e4,
                                          4.5921953931549871457e4, 6.7265770927008700853e4,
                                          3.3430575583588128105e4, 2.5090809287301226727e3};
  constexpr std::array<double, 8> kCentreUnder{1.0,
                                               4.2313330701600911252e1,
                                               6.8718700749205790830e2,
                                               5.3941960214247511077e3,
                                               2.1213794301586595867e4,
                                               3.9307895800092710610e4,
                                               2.8729085735721942674e4,
                                               5.2264952788528545610e3};
  constexpr std::array<double, 8> kNear{1.42343711074968357734e0,  4.63033784615654529590e0,
                                        5.76949722146069140550e0,  3.64784832476320460504e0,
                                        1.27045825245236838258e0,  2.41780725177450611770e-1,
                                        2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr std::array<double, 8> kNearUnder{1.0,
                                             2.05319162663775882187e0,
                                             1.67638483018380384940e0,
                                             6.89767334985100004550e-1,
                                             1.48103976427480074590e-1,
                                             1.51986665636164571966e-2,
                                             5.47593808499534494600e-4,
                                             1.05075007164441684324e-9};
  constexpr std::array<double, 8> kFar{6.65790464350110377720e0,  5.46378491116411436990e0,
                                       1.78482653991729133580e0,  2.96560571828504891230e-1,
                                       2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                       2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr std::array<double, 8> kFarUnder{1.0,
                                            5.99832206555887937690e-1,
                                            1.36929880922735805310e-1,
                                            1.48753612908506148525e-2,
                                            7.86869131145613259100e-4,
                                            1.84631831751005468180e-5,
                                            1.42151175831644588870e-7,
                                            2.04426310338993978564e-15};
  const double q = u - 0.5;
  if (std::abs(q) <= 0.425) return q * ratio(kCentre, kCentreUnder, 0.180625 - q * q);
  const double r = std::sqrt(-std::log(q < 0 ? u : 1 - u));
  const double z = r <= 5 ? ratio(kNear, kNearUnder, r - 1.6) : ratio(kFar, kFarUnder, r - 5);
  return q < 0 ? -z : z;
}

}  // namespace fleetmark::cost

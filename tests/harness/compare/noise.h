// SPDX-License-Identifier: Apache-2.0
// Series and fleets of known make, from a seed: what error rates are counted on.
#pragma once

#include <cmath>
#include <numbers>
#include <vector>

#include "harness/compare/seeded_draws.h"

namespace fleetmark::test {

class Noise {
 public:
  explicit Noise(std::uint64_t seed) : draws_(seed) {}

  double uniform() { return (static_cast<double>(draws_.next() >> 11) + 0.5) * 0x1p-53; }
  double normal() {  // Box and Muller 1958
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }
  double student_3() {
    double squares = 0;
    for (int i = 0; i < 3; ++i) {
      const double z = normal();
      squares += z * z;
    }
    return normal() / std::sqrt(squares / 3);
  }
  // Azzalini 1985, standardised to mean 0 and deviation 1; shape < 0 leans to the left.
  double skew_normal(double shape) {
    const double delta = shape / std::sqrt(1 + shape * shape);
    const double value = delta * std::fabs(normal()) + std::sqrt(1 - delta * delta) * normal();
    const double mean = delta * std::sqrt(2 / std::numbers::pi);
    return (value - mean) / std::sqrt(1 - mean * mean);
  }

 private:
  compare::SeededDraws draws_;
};

}  // namespace fleetmark::test

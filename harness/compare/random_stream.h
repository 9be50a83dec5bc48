// SPDX-License-Identifier: Apache-2.0
// Seeded draws for trials of our own rules: SplitMix64 in sequence (Steele, Lea and Flood 2014).
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include "kernels/api/inputs.h"

namespace fleetmark::compare {

class RandomStream {
 public:
  explicit RandomStream(std::uint64_t seed, std::uint64_t stream = 0)
      : state_(mix64(seed) ^ mix64(stream * 1000003ULL + 1)) {}

  // In (0, 1): 53 bits, never an end.
  double uniform() {
    constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15ULL;
    state_ += kGolden;
    return (static_cast<double>(mix64(state_) >> 11) + 0.5) * 0x1p-53;
  }

  // Standard normal, by Box and Muller 1958.
  double normal() {
    if (has_spare_) {
      has_spare_ = false;
      return spare_;
    }
    const double radius = std::sqrt(-2 * std::log(uniform()));
    const double angle = 2 * std::numbers::pi * uniform();
    spare_ = radius * std::sin(angle);
    has_spare_ = true;
    return radius * std::cos(angle);
  }

  // Student's t with 5 degrees of freedom, scaled to a standard deviation of 1.
  double student_5() {
    double squares = 0;
    for (int i = 0; i < 5; ++i) {
      const double z = normal();
      squares += z * z;
    }
    return normal() / std::sqrt(squares / 5) / std::sqrt(5.0 / 3.0);
  }

 private:
  std::uint64_t state_;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace fleetmark::compare

// SPDX-License-Identifier: Apache-2.0
// A seeded source of draws: the same input gives the same verdict, and the same error rates, on
// every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kernels/api/inputs.h"

namespace fleetmark::compare {

// FNV-1a of a key: the seed of whatever is resampled for it.
std::uint64_t seed_of(std::string_view key);

// SplitMix64 (Steele, Lea and Flood 2014).
class SeededDraws {
 public:
  explicit SeededDraws(std::uint64_t seed) : state_(seed) {}
  // Streams of one seed are told apart by their number.
  SeededDraws(std::uint64_t seed, std::uint64_t stream);

  std::uint64_t next() {
    const std::uint64_t drawn = mix64(state_);
    state_ += 0x9e3779b97f4a7c15;
    return drawn;
  }
  // Below `bound`, which is at least 1 and at most 2^32; off from uniform by at most bound / 2^32.
  std::size_t below(std::size_t bound) {
    return static_cast<std::size_t>(((next() >> 32) * static_cast<std::uint64_t>(bound)) >> 32);
  }

  // In (0, 1): 53 bits, never an end.
  double uniform() { return (static_cast<double>(next() >> 11) + 0.5) * 0x1p-53; }
  // Standard normal (Box and Muller 1958).
  double normal();
  // Student's t; with more than 2 degrees of freedom its variance is degrees / (degrees - 2).
  double student(int degrees);
  // Azzalini 1985, standardised to mean 0 and deviation 1; shape < 0 leans to the left.
  double skew_normal(double shape);

 private:
  std::uint64_t state_;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace fleetmark::compare

// SPDX-License-Identifier: Apache-2.0
// A small seeded source of draws: the same input gives the same verdict on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fleetmark::compare {

// FNV-1a of a key: the seed of whatever is resampled for it.
std::uint64_t seed_of(std::string_view key);

// SplitMix64 (Steele, Lea and Flood 2014).
class SeededDraws {
 public:
  explicit SeededDraws(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // Below `bound`, which is at least 1 and at most 2^32; off from uniform by at most bound / 2^32.
  std::size_t below(std::size_t bound) {
    return static_cast<std::size_t>(((next() >> 32) * static_cast<std::uint64_t>(bound)) >> 32);
  }

 private:
  std::uint64_t state_;
};

}  // namespace fleetmark::compare

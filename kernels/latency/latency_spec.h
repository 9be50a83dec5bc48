// SPDX-License-Identifier: Apache-2.0
// The latency family, quoted in seconds per operation.
//
//   chase    one thread follows pointers; every hop waits for the one before. `bytes` of memory are
//            cut into slots of slot_bytes (a cache line), and the pointers form one cycle through
//            all slots in a shuffled order. A launch makes `hops` hops from where the last one
//            ended, so that launches walk through the whole working set.
//   launch   n launches of the smallest kernel that leaves a trace: one thread stores one word.
//
// Operations: hops, launches. The element type is f64 by name only: words are 8 bytes.
#pragma once

#include <span>

#include "kernels/api/kernel.h"

namespace fleetmark {

std::span<const KernelSpec> latency_specs();

namespace latency {

// A bijection of [0, n) by formula, and its inverse, so that the k-th slot of the cycle and the
// place of a slot in it are known without the memory. Mixes within the bits of n by shifts and odd
// factors, and walks on while it lands beyond n.
class Shuffle {
 public:
  constexpr Shuffle(std::uint64_t n, std::uint64_t seed)
      : n_(n), bits_(width_of(n - 1)), mask_(mask_of(bits_)), add_(mix64(seed) & mask_) {}

  [[nodiscard]] constexpr std::uint64_t size() const { return n_; }
  // The slot that is visited k-th; k below n.
  [[nodiscard]] constexpr std::uint64_t slot(std::uint64_t k) const {
    std::uint64_t x = forth(k);
    while (x >= n_) x = forth(x);
    return x;
  }
  // When a slot is visited: slot(visit(s)) = s.
  [[nodiscard]] constexpr std::uint64_t visit(std::uint64_t slot) const {
    std::uint64_t x = back(slot);
    while (x >= n_) x = back(x);
    return x;
  }

 private:
  static constexpr std::uint64_t kFactors[2] = {0x9E3779B97F4A7C15ULL, 0xD1B54A32D192ED03ULL};

  static constexpr int width_of(std::uint64_t x) {
    int bits = 0;
    for (; x != 0; x >>= 1) ++bits;
    return bits;
  }
  static constexpr std::uint64_t mask_of(int bits) {
    return bits >= 64 ? ~0ULL : (1ULL << bits) - 1;
  }
  // Newton's iteration for the inverse of an odd number modulo 2^64; each step doubles the bits.
  static constexpr std::uint64_t inverse_of(std::uint64_t odd) {
    std::uint64_t inverse = odd;
    for (int step = 0; step < 6; ++step) inverse *= 2 - odd * inverse;
    return inverse;
  }
  [[nodiscard]] constexpr int half() const { return (bits_ + 1) / 2; }
  // Its own inverse, since half() is at least half of the bits.
  [[nodiscard]] constexpr std::uint64_t fold(std::uint64_t x) const {
    return bits_ < 2 ? x : x ^ (x >> half());
  }
  [[nodiscard]] constexpr std::uint64_t forth(std::uint64_t x) const {
    x = (x + add_) & mask_;
    x = fold(x) * kFactors[0] & mask_;
    x = fold(x) * kFactors[1] & mask_;
    return fold(x);
  }
  [[nodiscard]] constexpr std::uint64_t back(std::uint64_t x) const {
    x = fold(x) * inverse_of(kFactors[1]) & mask_;
    x = fold(x) * inverse_of(kFactors[0]) & mask_;
    return (fold(x) - add_) & mask_;
  }

  std::uint64_t n_;
  int bits_;
  std::uint64_t mask_, add_;
};

struct ChaseShape {
  std::int64_t bytes = 0;
  std::int64_t slot_bytes = 0;
  std::int64_t hops = 0;

  [[nodiscard]] std::int64_t slots() const { return bytes / slot_bytes; }
};
ChaseShape chase_shape_of(const Problem& problem);

// kNotSupported unless slots hold a pointer and there is at least one.
Result<ChaseShape> checked_chase_shape(const Problem& problem);

// The output of a chase: the slot it started from and the one it reached.
inline constexpr int kChaseOutputs = 2;

// What launch i of latency.launch stores.
constexpr double launch_trace(std::int64_t i) { return static_cast<double>(i) + 1; }

}  // namespace latency
}  // namespace fleetmark

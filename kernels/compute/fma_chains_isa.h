// SPDX-License-Identifier: Apache-2.0
// Twelve independent chains of one vector instruction. Twelve hide a latency of 4 to 6 cycles on
// two ports and fit sixteen registers. Included per instruction set; unnamed on purpose (one
// definition per instruction set, never shared by the linker).
#include <cstdint>
#include <cstring>

namespace fleetmark::compute {
namespace {

inline constexpr int kChains = 12;

template <typename Vector>
inline Vector load_vector(const void* from) {
  Vector value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <typename Element, typename Vector>
inline double sum_of_lanes(Vector vector) {
  Element lanes[sizeof(Vector) / sizeof(Element)];
  std::memcpy(lanes, &vector, sizeof vector);
  double sum = 0;
  for (const Element lane : lanes) sum += static_cast<double>(lane);
  return sum;
}

// Vector: accumulator type; step(acc, one): one multiply-add per product; kProducts per
// instruction.
template <typename Vector, typename Element, int kProducts, typename Step>
inline double run_chains(const void* zeros, std::int64_t n, Step step) {
  Vector acc[kChains];
#pragma GCC unroll 12
  for (int chain = 0; chain < kChains; ++chain) {
    acc[chain] = load_vector<Vector>(static_cast<const Vector*>(zeros) + chain);
  }
  const std::int64_t rounds = n / (std::int64_t{kChains} * kProducts);
  for (std::int64_t round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
    for (int chain = 0; chain < kChains; ++chain) {
      acc[chain] = step(acc[chain]);
      // Opaque to the compiler: chains stay twelve, and in registers.
      __asm__ volatile("" : "+v"(acc[chain]));
    }
  }
  double total = 0;
#pragma GCC unroll 12
  for (int chain = 0; chain < kChains; ++chain) {
    total += sum_of_lanes<Element>(acc[chain]);
  }
  return total;
}

}  // namespace
}  // namespace fleetmark::compute

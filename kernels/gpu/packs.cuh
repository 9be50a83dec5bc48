// SPDX-License-Identifier: Apache-2.0
// A pack: what one access moves, 16 bytes where rows allow it and one element where they do not;
// widened to f32 and rounded back. Warp-wide sums and maxima. For kernels of NVIDIA's parts.
#pragma once

#include <cstdint>
#include <type_traits>

#include "kernels/api/rounding.h"
#include "kernels/gpu/cache_hints.h"

namespace fleetmark::gpu {

inline constexpr int kWarp = 32;

// Two numbers rounded to bf16 to nearest even, the first in the low half.
__device__ __forceinline__ std::uint32_t pack_bf16(float low, float high) {
  std::uint32_t both = 0;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(high), "f"(low));
  return both;
}
__device__ __forceinline__ float low_bf16(std::uint32_t both) {
  return __uint_as_float(both << 16);
}
__device__ __forceinline__ float high_bf16(std::uint32_t both) {
  return __uint_as_float(both & 0xFFFF0000U);
}

template <typename T, int kElements>
struct Pack;

template <>
struct Pack<float, 1> {
  float raw;
  static __device__ __forceinline__ Pack load(const float* from) { return {*from}; }
  __device__ __forceinline__ void store(float* to) const { *to = raw; }
  __device__ __forceinline__ void widen(float (&to)[1]) const { to[0] = raw; }
  static __device__ __forceinline__ Pack round(const float (&from)[1]) { return {from[0]}; }
};
template <>
struct Pack<std::uint16_t, 1> {
  std::uint16_t raw;
  static __device__ __forceinline__ Pack load(const std::uint16_t* from) { return {*from}; }
  __device__ __forceinline__ void store(std::uint16_t* to) const { *to = raw; }
  __device__ __forceinline__ void widen(float (&to)[1]) const { to[0] = bf16_to_float(raw); }
  static __device__ __forceinline__ Pack round(const float (&from)[1]) {
    return {static_cast<std::uint16_t>(pack_bf16(from[0], 0))};
  }
};
template <>
struct Pack<float, 4> {
  Word16 raw;
  static __device__ __forceinline__ Pack load(const float* from) { return {load16<false>(from)}; }
  __device__ __forceinline__ void store(float* to) const { store16<false>(to, raw); }
  __device__ __forceinline__ void widen(float (&to)[4]) const {
#pragma unroll
    for (int i = 0; i < 4; ++i) to[i] = __uint_as_float(raw.part[i]);
  }
  static __device__ __forceinline__ Pack round(const float (&from)[4]) {
    Pack pack;
#pragma unroll
    for (int i = 0; i < 4; ++i) pack.raw.part[i] = __float_as_uint(from[i]);
    return pack;
  }
};
template <>
struct Pack<std::uint16_t, 8> {
  Word16 raw;
  static __device__ __forceinline__ Pack load(const std::uint16_t* from) {
    return {load16<false>(from)};
  }
  __device__ __forceinline__ void store(std::uint16_t* to) const { store16<false>(to, raw); }
  __device__ __forceinline__ void widen(float (&to)[8]) const {
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      to[2 * i] = low_bf16(raw.part[i]);
      to[2 * i + 1] = high_bf16(raw.part[i]);
    }
  }
  static __device__ __forceinline__ Pack round(const float (&from)[8]) {
    Pack pack;
#pragma unroll
    for (int i = 0; i < 4; ++i) pack.raw.part[i] = pack_bf16(from[2 * i], from[2 * i + 1]);
    return pack;
  }
};
// Eight f32 beside eight bf16: two accesses.
template <>
struct Pack<float, 8> {
  Pack<float, 4> half[2];
  static __device__ __forceinline__ Pack load(const float* from) {
    return {{Pack<float, 4>::load(from), Pack<float, 4>::load(from + 4)}};
  }
  __device__ __forceinline__ void store(float* to) const {
    half[0].store(to);
    half[1].store(to + 4);
  }
  __device__ __forceinline__ void widen(float (&to)[8]) const {
#pragma unroll
    for (int i = 0; i < 8; ++i) to[i] = __uint_as_float(half[i / 4].raw.part[i % 4]);
  }
  static __device__ __forceinline__ Pack round(const float (&from)[8]) {
    Pack pack;
#pragma unroll
    for (int i = 0; i < 8; ++i) pack.half[i / 4].raw.part[i % 4] = __float_as_uint(from[i]);
    return pack;
  }
};

// Elements of a 16-byte pack.
template <typename T>
inline constexpr int kPackElements = 16 / static_cast<int>(sizeof(T));

struct Sum {
  static constexpr float kNeutral = 0;
  static __device__ __forceinline__ float of(float a, float b) { return a + b; }
};
struct Largest {
  static constexpr float kNeutral = -3.402823466e38F;
  static __device__ __forceinline__ float of(float a, float b) { return fmaxf(a, b); }
};

// Every lane of an aligned group of kLanes gets the result.
template <typename Fold, int kLanes = kWarp>
__device__ __forceinline__ float fold_lanes(float value) {
#pragma unroll
  for (int step = kLanes / 2; step > 0; step /= 2) {
    value = Fold::of(value, __shfl_xor_sync(0xFFFFFFFFU, value, step));
  }
  return value;
}

}  // namespace fleetmark::gpu

// SPDX-License-Identifier: Apache-2.0
// Vectors of f32 for the instruction set that the including file is compiled for: loads that widen
// bf16, f16 and e4m3, stores that round to 16 bits, multiply-add, sums and the exponential. Only
// for the *_baseline, *_avx2 and *_avx512 files of a family: everything sits in an unnamed
// namespace, because the linker must never take an instantiation made for another instruction set.
#pragma once

#include <immintrin.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>

#include "kernels/cpu/elements.h"

namespace fleetmark::cpu {
namespace {

#if defined(__AVX512F__)
inline constexpr std::size_t kVectorBytes = 64;
inline constexpr int kAccumulators = 16;  // vectors that stay in registers beside what is loaded
inline constexpr int kMaxRows = 8;        // rows of a product taken together
#elif defined(__AVX2__)
inline constexpr std::size_t kVectorBytes = 32;
inline constexpr int kAccumulators = 8;
inline constexpr int kMaxRows = 4;
#else
inline constexpr std::size_t kVectorBytes = 16;
inline constexpr int kAccumulators = 8;
inline constexpr int kMaxRows = 4;
#endif
inline constexpr std::size_t kLanes = kVectorBytes / sizeof(float);

// NOLINTBEGIN(modernize-use-using): an alias would lose the attribute in templates
typedef float Floats __attribute__((vector_size(kVectorBytes)));
typedef std::int32_t Ints __attribute__((vector_size(kVectorBytes)));
typedef std::uint32_t Words __attribute__((vector_size(kVectorBytes)));
typedef std::uint16_t Halves __attribute__((vector_size(kVectorBytes / 2)));
typedef std::int16_t Shorts __attribute__((vector_size(kVectorBytes / 2)));
typedef std::int8_t Bytes8 __attribute__((vector_size(kVectorBytes / 4)));
typedef std::uint8_t Codes8 __attribute__((vector_size(kVectorBytes / 4)));
typedef std::uint8_t TwiceCodes8 __attribute__((vector_size(kVectorBytes / 2)));
typedef std::uint16_t TwiceHalves __attribute__((vector_size(kVectorBytes)));
typedef std::int16_t TwiceShorts __attribute__((vector_size(kVectorBytes)));
// NOLINTEND(modernize-use-using)

inline Floats load(const float* from) {
  Floats value;
  std::memcpy(&value, from, sizeof value);
  return value;
}
inline Floats load(const Bf16* from) {
  Halves value;
  std::memcpy(&value, from, sizeof value);
  return std::bit_cast<Floats>(__builtin_convertvector(value, Words) << 16);
}

inline Floats floats_of_f16(Halves value) {
#if defined(__AVX512F__)
  return _mm512_maskz_cvtph_ps(0xFFFF, std::bit_cast<__m256i>(value));
#elif defined(__AVX2__)
  return _mm256_cvtph_ps(std::bit_cast<__m128i>(value));
#else
  const Words code = __builtin_convertvector(value, Words);
  const Words magnitude = code & 0x7FFFU;
  const Words normal = (magnitude << 13) + (112U << 23);
  const auto subnormal = std::bit_cast<Words>(
      __builtin_convertvector(std::bit_cast<Ints>(magnitude), Floats) * 0x1p-24F);
  const Words finite = magnitude < 0x400U ? subnormal : normal;
  const auto past_finite = std::bit_cast<Words>(magnitude >= 0x7C00U) & 0x7F800000U;
  return std::bit_cast<Floats>(finite | past_finite | ((code & 0x8000U) << 16));
#endif
}
inline Floats load(const F16* from) {
  Halves value;
  std::memcpy(&value, from, sizeof value);
  return floats_of_f16(value);
}

// e4m3 as f16 with an exponent that is eight too small: the sign goes to bit 15, the rest to bits 7
// .. 13. Operands hold no NaN; its code would be 480.
inline constexpr float kE4m3Short = 256;
inline constexpr std::uint16_t kAllButBit14 = 0xBFFF;

inline Floats floats_of_e4m3(Codes8 value) {
  const auto at_the_top = std::bit_cast<Shorts>(__builtin_convertvector(value, Halves) << 8);
  return floats_of_f16(std::bit_cast<Halves>(at_the_top >> 1) & kAllButBit14) * kE4m3Short;
}
inline Floats load(const E4m3* from) {
  Codes8 value;
  std::memcpy(&value, from, sizeof value);
  return floats_of_e4m3(value);
}

// Elements that a sum may take as they come, and be multiplied by kShortBy, a power of two, in the
// end. e4m3 is widened two vectors at a time, and not brought to its size.
template <typename T>
inline constexpr float kShortBy = 1;
template <>
inline constexpr float kShortBy<E4m3> = kE4m3Short;

template <int kVectors, typename T>
void load_short(const T* from, Floats (&to)[kVectors]) {
#pragma GCC unroll 8
  for (int v = 0; v < kVectors; ++v) to[v] = load(from + v * kLanes);
}
template <int kVectors>
void load_short(const E4m3* from, Floats (&to)[kVectors]) {
#pragma GCC unroll 4
  for (int v = 0; v + 1 < kVectors; v += 2) {
    TwiceCodes8 codes;
    std::memcpy(&codes, from + v * kLanes, sizeof codes);
    const auto at_the_top =
        std::bit_cast<TwiceShorts>(__builtin_convertvector(codes, TwiceHalves) << 8);
    const auto halves = std::bit_cast<std::array<Halves, 2>>(
        std::bit_cast<TwiceHalves>(at_the_top >> 1) & kAllButBit14);
    to[v] = floats_of_f16(halves[0]);
    to[v + 1] = floats_of_f16(halves[1]);
  }
  if constexpr (kVectors % 2 == 1) {
    to[kVectors - 1] = load(from + (kVectors - 1) * kLanes) * (1 / kE4m3Short);
  }
}

inline Floats load(const std::int8_t* from) {
  Bytes8 value;
  std::memcpy(&value, from, sizeof value);
  return __builtin_convertvector(__builtin_convertvector(value, Ints), Floats);
}

// 2 kLanes elements in an order that store_pair() undoes. Of bf16 the even ones and the odd ones:
// half the work of widening them in order.
struct Pair {
  Floats first, second;
};
inline Pair load_pair(const Bf16* from) {
  Words both;
  std::memcpy(&both, from, sizeof both);
  return {std::bit_cast<Floats>(both << 16), std::bit_cast<Floats>(both & 0xFFFF0000U)};
}
inline Pair load_pair(const F16* from) { return {load(from), load(from + kLanes)}; }

inline void store(float* to, Floats value) { std::memcpy(to, &value, sizeof value); }
// No line is read before it is written. `to` lies on the boundary of a vector.
inline void store_past_caches(float* to, Floats value) {
#if defined(__AVX512F__)
  _mm512_stream_ps(to, value);
#elif defined(__AVX2__)
  _mm256_stream_ps(to, value);
#else
  _mm_stream_ps(to, value);
#endif
}
// In the lower half of each word: to nearest even, as bf16_from_float; a NaN stays one.
inline Words bf16_of(Floats value) {
  const auto bits = std::bit_cast<Words>(value);
  const Words rounded = (bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16;
  return (bits & 0x7FFFFFFFU) > 0x7F800000U ? (bits >> 16) | 0x40U : rounded;
}
inline void store(Bf16* to, Floats value) {
  const auto halves = __builtin_convertvector(bf16_of(value), Halves);
  std::memcpy(to, &halves, sizeof halves);
}
inline void store_pair(Bf16* to, const Pair& pair) {
  const Words both = bf16_of(pair.first) | (bf16_of(pair.second) << 16);
  std::memcpy(to, &both, sizeof both);
}

// To nearest even, as f16_from_float; a NaN stays one.
inline Halves f16_of(Floats value) {
#if defined(__AVX512F__)
  return std::bit_cast<Halves>(_mm512_maskz_cvtps_ph(0xFFFF, value, _MM_FROUND_TO_NEAREST_INT));
#elif defined(__AVX2__)
  return std::bit_cast<Halves>(_mm256_cvtps_ph(value, _MM_FROUND_TO_NEAREST_INT));
#else
  const auto bits = std::bit_cast<Words>(value);
  const Words magnitude = bits & 0x7FFFFFFFU;
  const Words normal = ((magnitude + 0xFFFU + ((magnitude >> 13) & 1U)) >> 13) - (112U << 10);
  // The last place of 1/2 is the smallest subnormal: the sum rounds to whole ones of it.
  const Words subnormal =
      std::bit_cast<Words>(std::bit_cast<Floats>(magnitude) + 0.5F) - 0x3F000000U;
  const Words infinity = Words{} + 0x7C00U;
  Words code = magnitude < 0x38800000U ? subnormal : normal;
  code = magnitude >= 0x47800000U ? infinity : code;
  code = magnitude > 0x7F800000U ? infinity | 0x200U : code;
  return __builtin_convertvector(code | ((bits >> 16) & 0x8000U), Halves);
#endif
}
inline void store(F16* to, Floats value) {
  const Halves halves = f16_of(value);
  std::memcpy(to, &halves, sizeof halves);
}
inline void store_pair(F16* to, const Pair& pair) {
  store(to, pair.first);
  store(to + kLanes, pair.second);
}

// To nearest even, as e4m3_from_float: what is beyond 448 becomes that; a NaN stays one.
inline void store(E4m3* to, Floats value) {
  const auto bits = std::bit_cast<Words>(value);
  const Words magnitude = bits & 0x7FFFFFFFU;
  const Words normal = ((magnitude + 0x7FFFFU + ((magnitude >> 20) & 1U)) >> 20) - (120U << 3);
  // The last place of 2^14 is the smallest subnormal, as that of 1/2 is for f16.
  const Words subnormal =
      std::bit_cast<Words>(std::bit_cast<Floats>(magnitude) + 0x1p14F) - 0x46800000U;
  Words code = magnitude < 0x3C800000U ? subnormal : normal;
  code = magnitude >= 0x43E00000U ? Words{} + 0x7EU : code;
  code = magnitude > 0x7F800000U ? Words{} + 0x7FU : code;
  const auto codes = __builtin_convertvector(code | ((bits >> 24) & 0x80U), Codes8);
  std::memcpy(to, &codes, sizeof codes);
}

// Of integers within -128 .. 127.
inline void store(std::int8_t* to, Floats value) {
  const auto codes = __builtin_convertvector(__builtin_convertvector(value, Ints), Bytes8);
  std::memcpy(to, &codes, sizeof codes);
}

inline float widen(std::int8_t value) { return value; }
inline float widen(float value) { return value; }
inline float widen(Bf16 value) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value.bits) << 16);
}
inline float widen(F16 value) { return floats_of_f16(Halves{value.bits})[0]; }
inline float widen(E4m3 value) { return floats_of_e4m3(Codes8{value.bits})[0]; }

// Not Floats{} + value: 0 + -0 is 0, so that the sum would have to be made.
inline Floats splat(float value) {
#if defined(__AVX512F__)
  return _mm512_set1_ps(value);
#elif defined(__AVX2__)
  return _mm256_set1_ps(value);
#else
  return _mm_set1_ps(value);
#endif
}

inline Floats multiply_add(Floats a, Floats b, Floats c) {
#if defined(__AVX512F__)
  return _mm512_fmadd_ps(a, b, c);
#elif defined(__AVX2__)
  return _mm256_fmadd_ps(a, b, c);
#else
  return a * b + c;
#endif
}

inline Floats square_root(Floats a) {
#if defined(__AVX512F__)
  return _mm512_maskz_sqrt_ps(0xFFFF, a);  // g++ 12 warns of the unmasked one
#elif defined(__AVX2__)
  return _mm256_sqrt_ps(a);
#else
  return _mm_sqrt_ps(a);
#endif
}

inline Floats larger(Floats a, Floats b) { return a > b ? a : b; }
inline Floats magnitude(Floats a) {
  return std::bit_cast<Floats>(std::bit_cast<Words>(a) & 0x7FFFFFFFU);
}

inline float sum_of(Floats value) {
  float sum = 0;
  for (std::size_t lane = 0; lane < kLanes; ++lane) sum += value[lane];
  return sum;
}
inline float max_of(Floats value) {
  float most = value[0];
  for (std::size_t lane = 1; lane < kLanes; ++lane) most = most > value[lane] ? most : value[lane];
  return most;
}

// The nearest integer to each element, of magnitude below 2^22, both as float and as integer.
inline Floats nearest(Floats x) {
  const Floats shift = splat(0x1.8p23F);
  return (x + shift) - shift;
}

// e^x with a relative error of at most 3 units of 2^-24; 0 below -87, and x is cut at 88. The
// remainder |r| <= ln(2)/2 goes through the Taylor polynomial of degree 7, whose next term is
// 2^-27.
inline Floats exponential(Floats x) {
  const Floats bounded = larger(x < 88.0F ? x : splat(88.0F), splat(-87.0F));
  const Floats n = nearest(bounded * 0x1.715476p0F);          // log2(e)
  Floats r = multiply_add(n, splat(-0x1.62e4p-1F), bounded);  // ln(2), its leading bits
  r = multiply_add(n, splat(-0x1.7f7d1cp-20F), r);            // and the rest of it
  Floats p = splat(1.0F / 5040);
  for (const float c : {1.0F / 720, 1.0F / 120, 1.0F / 24, 1.0F / 6, 0.5F, 1.0F, 1.0F}) {
    p = multiply_add(p, r, splat(c));
  }
  const Ints exponent = (__builtin_convertvector(n, Ints) + 127) << 23;
  return x < -87.0F ? Floats{} : p * std::bit_cast<Floats>(exponent);
}

}  // namespace
}  // namespace fleetmark::cpu

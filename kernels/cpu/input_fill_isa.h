// SPDX-License-Identifier: Apache-2.0
// The loops of input_fill.h over vectors of 64-bit draws. Included by one .cpp per instruction set;
// everything sits in an unnamed namespace, as in vector_isa.h.
#pragma once

#include "kernels/cpu/input_fill.h"
#include "kernels/cpu/vector_isa.h"

namespace fleetmark::cpu {
namespace {

inline constexpr std::size_t kDraws = kVectorBytes / 8;

// NOLINTBEGIN(modernize-use-using): an alias would lose the attribute in templates
typedef std::uint64_t Draws __attribute__((vector_size(kVectorBytes)));
typedef std::int32_t DrawInts __attribute__((vector_size(kVectorBytes / 2)));
typedef float DrawFloats __attribute__((vector_size(kVectorBytes / 2)));
// NOLINTEND(modernize-use-using)

// mix64() of inputs.h.
inline Draws mixed(Draws x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

inline DrawFloats floats_of(Draws small) {
  return __builtin_convertvector(__builtin_convertvector(small, DrawInts), DrawFloats);
}

template <DataPattern kPattern>
DrawFloats values_of(Draws draw) {
  if constexpr (kPattern == DataPattern::kUniform) {
    return floats_of((draw >> 40) - (1ULL << 23)) * 0x1p-23F;
  } else if constexpr (kPattern == DataPattern::kNormal) {
    Draws sum{};
    for (int word = 0; word < 3; ++word, draw = mixed(draw)) {
      for (int field = 0; field < 4; ++field) sum += (draw >> (16 * field)) & 0xFFFFULL;
    }
    return floats_of(sum - 6ULL * 65536) * 0x1p-16F;
  } else if constexpr (kPattern == DataPattern::kSmallIntegers) {
    return floats_of((draw >> 62) * 2 - 3);
  } else {
    return DrawFloats{} + (kPattern == DataPattern::kConstant ? 1.0F : 0.0F);
  }
}

inline void keep(DrawFloats values, float* out) { std::memcpy(out, &values, sizeof values); }

// There are half as many draws as lanes.
template <typename Narrow>
void keep(DrawFloats values, Narrow* out) {
  Floats wide{};
  std::memcpy(&wide, &values, sizeof values);
  Narrow rounded[kLanes];
  store(rounded, wide);
  std::memcpy(out, rounded, kDraws * sizeof(Narrow));
}

inline void keep(DrawInts codes, std::int8_t* out) {
  for (std::size_t i = 0; i < kDraws; ++i) out[i] = static_cast<std::int8_t>(codes[i]);
}

template <DataPattern kPattern>
void keep_drawn(Draws draw, std::int8_t* out) {
  if constexpr (kPattern == DataPattern::kUniform) {
    keep(__builtin_convertvector((((draw >> 32) * 255ULL) >> 32) - 127ULL, DrawInts), out);
  } else {
    const float scale = kPattern == DataPattern::kNormal ? 21.0F : 1.0F;
    keep(__builtin_convertvector(values_of<kPattern>(draw) * scale, DrawInts), out);
  }
}
template <DataPattern kPattern, typename T>
void keep_drawn(Draws draw, T* out) {
  keep(values_of<kPattern>(draw), out);
}

template <DataPattern kPattern, typename T>
void fill_with(const InputRun& run, T* out) {
  const std::uint64_t key =
      mix64(run.recipe.seed * 1000003ULL + static_cast<std::uint64_t>(run.operand));
  Draws index;
  for (std::size_t i = 0; i < kDraws; ++i) index[i] = run.first + i;
  std::size_t at = 0;
  for (; at + kDraws <= run.count; at += kDraws, index += kDraws) {
    keep_drawn<kPattern>(mixed(index ^ key), out + at);
  }
  if (at == run.count) return;
  T rest[kDraws];
  keep_drawn<kPattern>(mixed(index ^ key), rest);
  std::memcpy(out + at, rest, (run.count - at) * sizeof(T));
}

template <typename T>
void fill(const InputRun& run, T* out) {
  switch (run.recipe.pattern) {
    case DataPattern::kUniform:
      return fill_with<DataPattern::kUniform>(run, out);
    case DataPattern::kNormal:
      return fill_with<DataPattern::kNormal>(run, out);
    case DataPattern::kZeros:
      return fill_with<DataPattern::kZeros>(run, out);
    case DataPattern::kConstant:
      return fill_with<DataPattern::kConstant>(run, out);
    case DataPattern::kSmallIntegers:
      return fill_with<DataPattern::kSmallIntegers>(run, out);
  }
}

constexpr FillLoops kFillLoops{fill<float>, fill<Bf16>, fill<F16>, fill<E4m3>, fill<std::int8_t>};

}  // namespace
}  // namespace fleetmark::cpu

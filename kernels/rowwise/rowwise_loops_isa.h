// SPDX-License-Identifier: Apache-2.0
// The loops of rowwise_loops.h, written once; included by one file per instruction set. A row is
// taken a vector at a time; its last elements pass through a vector of their own.
#pragma once

#include <algorithm>
#include <cmath>

#include "kernels/cpu/vector_isa.h"
#include "kernels/rowwise/rowwise_loops.h"

namespace fleetmark::rowwise {
namespace {

using cpu::Floats;
using cpu::kLanes;

template <typename T>
Floats load_some(const T* from, std::size_t n, float rest) {
  float wide[kLanes];
  std::fill_n(wide, kLanes, rest);
  for (std::size_t i = 0; i < n; ++i) wide[i] = cpu::widen(from[i]);
  return cpu::load(wide);
}

// out[i] = f(in[i] ...). What is past the end of a row is taken as 0 and not written.
template <typename T, typename F, typename... In>
void map_row(T* out, std::size_t n, F f, const In*... in) {
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) cpu::store(out + i, f(cpu::load(in + i)...));
  if (i == n) return;
  T rest[kLanes];
  cpu::store(rest, f(load_some(in + i, n - i, 0)...));
  std::copy_n(rest, n - i, out + i);
}

// f(sum, value) over a row; `rest` is what f must not notice.
template <typename T, typename F>
Floats fold_row(const T* in, std::size_t n, Floats sum, float rest, F f) {
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) sum = f(sum, cpu::load(in + i));
  return i == n ? sum : f(sum, load_some(in + i, n - i, rest));
}

template <typename T>
void rms_norm(const RowPart& p) {
  for (std::size_t r = 0; r < p.rows; ++r) {
    const T* x = static_cast<const T*>(p.x) + r * p.width;
    const Floats squares = fold_row(
        x, p.width, Floats{}, 0, [](Floats sum, Floats v) { return cpu::multiply_add(v, v, sum); });
    const float mean = cpu::sum_of(squares) / static_cast<float>(p.width);
    const float factor = 1.0F / std::sqrt(mean + static_cast<float>(kEpsilon));
    map_row(
        static_cast<T*>(p.out) + r * p.width, p.width,
        [factor](Floats v, Floats gain) { return v * factor * gain; }, x,
        static_cast<const T*>(p.y));
  }
}

template <typename T>
void layer_norm(const RowPart& p) {
  for (std::size_t r = 0; r < p.rows; ++r) {
    const T* x = static_cast<const T*>(p.x) + r * p.width;
    const Floats sum =
        fold_row(x, p.width, Floats{}, 0, [](Floats total, Floats v) { return total + v; });
    const float mean = cpu::sum_of(sum) / static_cast<float>(p.width);
    const Floats squares = fold_row(x, p.width, Floats{}, mean, [mean](Floats total, Floats v) {
      return cpu::multiply_add(v - mean, v - mean, total);
    });
    const float variance = cpu::sum_of(squares) / static_cast<float>(p.width);
    const float factor = 1.0F / std::sqrt(variance + static_cast<float>(kEpsilon));
    map_row(
        static_cast<T*>(p.out) + r * p.width, p.width,
        [mean, factor](Floats v, Floats gain, Floats bias) {
          return (v - mean) * factor * gain + bias;
        },
        x, static_cast<const T*>(p.y), static_cast<const T*>(p.bias));
  }
}

template <typename T>
void softmax(const RowPart& p) {
  constexpr float kLeast = -3e38F;
  for (std::size_t r = 0; r < p.rows; ++r) {
    const T* x = static_cast<const T*>(p.x) + r * p.width;
    const float most = cpu::max_of(fold_row(x, p.width, cpu::splat(kLeast), kLeast,
                                            [](Floats a, Floats b) { return cpu::larger(a, b); }));
    map_row(
        p.scratch, p.width, [most](Floats v) { return cpu::exponential(v - most); }, x);
    const float sum = cpu::sum_of(fold_row(p.scratch, p.width, Floats{}, 0,
                                           [](Floats total, Floats v) { return total + v; }));
    map_row(
        static_cast<T*>(p.out) + r * p.width, p.width, [sum](Floats v) { return v / sum; },
        p.scratch);
  }
}

template <typename T>
void rotary(const RowPart& p) {
  const std::size_t half = p.head_dim / 2;
  for (std::size_t r = 0; r < p.rows; ++r) {
    const float* cosines = p.cosines + r * half;
    const float* sines = p.sines + r * half;
    for (std::size_t at = r * p.width; at < (r + 1) * p.width; at += p.head_dim) {
      const T* first = static_cast<const T*>(p.x) + at;
      T* out = static_cast<T*>(p.out) + at;
      map_row(
          out, half, [](Floats a, Floats b, Floats c, Floats s) { return a * c - b * s; }, first,
          first + half, cosines, sines);
      map_row(
          out + half, half, [](Floats a, Floats b, Floats c, Floats s) { return b * c + a * s; },
          first, first + half, cosines, sines);
    }
  }
}

inline Floats sigmoid(Floats v) { return 1.0F / (1.0F + cpu::exponential(-v)); }

template <typename T>
void silu_multiply(const RowPart& p) {
  map_row(
      static_cast<T*>(p.out), p.rows * p.width,
      [](Floats gate, Floats v) { return gate * sigmoid(gate) * v; }, static_cast<const T*>(p.x),
      static_cast<const T*>(p.y));
}

template <typename T>
void gelu(const RowPart& p) {
  constexpr float kTwice = 2 * 0.7978845608F;  // 2 sqrt(2 / pi)
  map_row(
      static_cast<T*>(p.out), p.rows * p.width,
      [](Floats v) { return v * sigmoid(kTwice * (v + 0.044715F * v * v * v)); },
      static_cast<const T*>(p.x));
}

template <typename T>
void residual_add(const RowPart& p) {
  map_row(
      static_cast<T*>(p.out), p.rows * p.width, [](Floats a, Floats b) { return a + b; },
      static_cast<const T*>(p.x), static_cast<const T*>(p.y));
}

template <typename T>
void quantise(const RowPart& p) {
  for (std::size_t r = 0; r < p.rows; ++r) {
    const T* x = static_cast<const T*>(p.x) + r * p.width;
    const float most = cpu::max_of(fold_row(x, p.width, Floats{}, 0, [](Floats a, Floats b) {
      return cpu::larger(a, cpu::magnitude(b));
    }));
    p.scales[r] = most / 127.0F;
    const float factor = most > 0 ? 127.0F / most : 0.0F;
    map_row(
        static_cast<std::int8_t*>(p.out) + r * p.width, p.width,
        [factor](Floats v) { return cpu::nearest(v * factor); }, x);
  }
}

template <typename T>
void dequantise(const RowPart& p) {
  for (std::size_t r = 0; r < p.rows; ++r) {
    const float scale = p.factors[r];
    map_row(
        static_cast<T*>(p.out) + r * p.width, p.width, [scale](Floats v) { return v * scale; },
        static_cast<const std::int8_t*>(p.x) + r * p.width);
  }
}

using cpu::Bf16;
using cpu::F16;
inline constexpr RowwiseLoops kRowwiseLoops{
    {{{rms_norm<float>, rms_norm<Bf16>, rms_norm<F16>},
      {layer_norm<float>, layer_norm<Bf16>, layer_norm<F16>},
      {softmax<float>, softmax<Bf16>, softmax<F16>},
      {rotary<float>, rotary<Bf16>, rotary<F16>},
      {silu_multiply<float>, silu_multiply<Bf16>, silu_multiply<F16>},
      {gelu<float>, gelu<Bf16>, gelu<F16>},
      {residual_add<float>, residual_add<Bf16>, residual_add<F16>},
      {quantise<float>, quantise<Bf16>, quantise<F16>},
      {dequantise<float>, dequantise<Bf16>, dequantise<F16>}}}};

}  // namespace
}  // namespace fleetmark::rowwise

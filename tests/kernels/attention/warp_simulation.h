// SPDX-License-Identifier: Apache-2.0
// What ldmatrix, mma.sync and cp.async do, on a CPU, from the PTX ISA ("Warp level matrix
// instructions"): the tests play whole kernels with it and the kernels' own arithmetic.
#pragma once

#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include "kernels/api/rounding.h"
#include "kernels/attention/attention_layout.h"
#include "kernels/attention/attention_spec.h"
#include "kernels/gpu/launch_plan.h"

namespace fleetmark::attention {

// The sizes of an H200, for plans.
inline gpu::DeviceShape hopper() {
  return {.compute_major = 9, .sm_count = 132, .shared_bytes_per_block = 232448};
}

using Matrices = std::array<std::array<std::uint32_t, 4>, 32>;  // registers of each lane
using Accumulators = std::array<std::array<float, 4>, 32>;

inline std::uint32_t pair_of(float low, float high) {
  return bf16_from_float(low) | static_cast<std::uint32_t>(bf16_from_float(high)) << 16;
}
inline float half_of(std::uint32_t pair, int which) {
  return bf16_to_float(static_cast<std::uint16_t>(which == 0 ? pair : pair >> 16));
}

// Shared memory begins as bf16 and f32 NaN, so that what nobody wrote shows.
struct Shared {
  std::vector<unsigned char> bytes;
  explicit Shared(int size) : bytes(static_cast<std::size_t>(size), 0xFF) {}

  template <typename T>
  [[nodiscard]] T get(int at) const {
    T value{};
    std::memcpy(&value, &bytes.at(static_cast<std::size_t>(at)), sizeof value);
    return value;
  }
  template <typename T>
  void put(int at, T value) {
    std::memcpy(&bytes.at(static_cast<std::size_t>(at)), &value, sizeof value);
  }

  // copy_rows of the kernels, all threads one after the other.
  void copy_rows(int to, int to_row, const unsigned char* from, int rows, int chunks,
                 std::int64_t inside, int threads) {
    for (int thread = 0; thread < threads; ++thread) {
      for (ChunkWalk at(thread, threads, chunks); at.row < rows; at.advance()) {
        const int target = to + at.row * to_row + at.chunk * kChunkBytes;
        std::array<unsigned char, 16> chunk{};
        if (at.row < inside) {
          std::memcpy(chunk.data(), from + (std::int64_t{at.row} * chunks + at.chunk) * kChunkBytes,
                      16);
        }
        put(target, chunk);
      }
    }
  }

  // Lane l names the row of 16 bytes at `address(l)`.
  template <typename Address>
  [[nodiscard]] Matrices load_matrices(Address address) const {
    Matrices to{};
    for (int lane = 0; lane < 32; ++lane) {
      for (int m = 0; m < 4; ++m) {
        to[static_cast<std::size_t>(lane)][static_cast<std::size_t>(m)] =
            get<std::uint32_t>(address(8 * m + lane / 4) + 4 * (lane % 4));
      }
    }
    return to;
  }
  template <typename Address>
  [[nodiscard]] Matrices load_matrices_transposed(Address address) const {
    Matrices to{};
    for (int lane = 0; lane < 32; ++lane) {
      for (int m = 0; m < 4; ++m) {
        const auto element = [&](int row) {
          return std::uint32_t{get<std::uint16_t>(address(8 * m + row) + 2 * (lane / 4))};
        };
        to[static_cast<std::size_t>(lane)][static_cast<std::size_t>(m)] =
            element(2 * (lane % 4)) | element(2 * (lane % 4) + 1) << 16;
      }
    }
    return to;
  }
};

// d += a b, m16n8k16; b takes registers `first_b` and the next.
inline void mma(Accumulators& d, const Matrices& a, const Matrices& b, int first_b) {
  float left[16][16];
  float right[16][8];
  for (int lane = 0; lane < 32; ++lane) {
    for (int r = 0; r < 4; ++r) {
      const gpu::TileByte at = gpu::a_register(lane, r);
      for (int i = 0; i < 2; ++i) {
        left[at.row][at.byte / 2 + i] =
            half_of(a[static_cast<std::size_t>(lane)][static_cast<std::size_t>(r)], i);
      }
    }
    for (int r = 0; r < 2; ++r) {
      const gpu::TileByte at = gpu::b_register(lane, r);
      for (int i = 0; i < 2; ++i) {
        right[at.byte / 2 + i][at.row] =
            half_of(b[static_cast<std::size_t>(lane)][static_cast<std::size_t>(first_b + r)], i);
      }
    }
  }
  for (int lane = 0; lane < 32; ++lane) {
    for (int r = 0; r < 4; ++r) {
      const gpu::Element at = gpu::accumulator_element(0, lane, r);
      float& to = d[static_cast<std::size_t>(lane)][static_cast<std::size_t>(r)];
      for (int k = 0; k < 16; ++k) to += left[at.row][k] * right[k][at.column];
    }
  }
}

// Operands of a small problem, rows padded with zeros to `pitch`; values that bf16 holds.
template <typename T>
struct RowsOf {
  std::int64_t width, pitch;
  std::vector<T> data;
  RowsOf(std::int64_t rows, std::int64_t width_in, std::int64_t pitch_in, int seed)
      : width(width_in), pitch(pitch_in), data(static_cast<std::size_t>(rows * pitch_in)) {
    for (std::int64_t row = 0; row < rows; ++row) {
      for (std::int64_t i = 0; i < width; ++i) {
        const std::int64_t mixed = (row * 37 + i * 101 + seed * (row ^ i) + row * i) % 61;
        data[static_cast<std::size_t>(row * pitch + i)] =
            stored(static_cast<float>(mixed - 30) / 16);
      }
    }
  }
  [[nodiscard]] double at(std::int64_t row, std::int64_t i) const {
    return widened(data[static_cast<std::size_t>(row * pitch + i)]);
  }
  [[nodiscard]] const unsigned char* row_bytes(std::int64_t row) const {
    return reinterpret_cast<const unsigned char*>(data.data() + row * pitch);
  }

 private:
  static T stored(float value) {
    if constexpr (sizeof(T) == 2) return bf16_from_float(value);
    if constexpr (sizeof(T) == 4) return value;
  }
  static float widened(T value) {
    if constexpr (sizeof(T) == 2) return bf16_to_float(value);
    if constexpr (sizeof(T) == 4) return value;
  }
};
using Rows = RowsOf<std::uint16_t>;

// The definition, for row `row` of the queries: the list of value elements.
template <typename T>
std::vector<double> attend(const Shape& s, const RowsOf<T>& queries, const RowsOf<T>& keys,
                           const RowsOf<T>& values, std::int64_t row) {
  const std::int64_t head = row / s.tokens % s.heads;
  const std::int64_t cache = row / (s.tokens * s.heads) * s.kv_heads + head / s.group();
  std::vector<double> out(static_cast<std::size_t>(s.value));
  double weights = 0;
  for (std::int64_t p = 0; p < s.seen(row % s.tokens); ++p) {
    double score = 0;
    for (std::int64_t i = 0; i < s.key; ++i) {
      score += queries.at(row, i) * keys.at(cache * s.context + p, i);
    }
    const double weight = std::exp(score / std::sqrt(static_cast<double>(s.key)));
    weights += weight;
    for (std::int64_t i = 0; i < s.value; ++i) {
      out[static_cast<std::size_t>(i)] += weight * values.at(cache * s.context + p, i);
    }
  }
  for (double& element : out) element /= weights;
  return out;
}

}  // namespace fleetmark::attention

// SPDX-License-Identifier: Apache-2.0
// The f64 peak kernel's arithmetic, done here: operands from the stored image into the registers of
// 32 lanes, multiplied as the PTX ISA defines its two f64 instructions, counted as the kernel
// counts.
#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "kernels/compute/tensor_plan.h"

namespace fleetmark::compute {
namespace {

constexpr int kLanes = 32;
using Accumulators = std::array<std::array<double, 4>, kLanes>;

struct Operands {
  std::array<std::array<double, 2>, kLanes> a{};
  std::array<double, kLanes> b{};
};

double stored_at(const unsigned char* tile, int row, int byte) {
  double value = 0;
  std::memcpy(&value, tile + gpu::swizzle_128(static_cast<unsigned>(row * gpu::kSpanBytes + byte)),
              sizeof value);
  return value;
}

Operands registers_of(const std::vector<unsigned char>& image, int row, int column, int step) {
  Operands operands;
  for (int lane = 0; lane < kLanes; ++lane) {
    const auto l = static_cast<std::size_t>(lane);
    for (int r = 0; r < 2; ++r) {
      const gpu::TileByte at = gpu::f64_a_register(lane, r);
      operands.a[l][static_cast<std::size_t>(r)] =
          stored_at(image.data(), row + at.row, step * gpu::kStepBytes + at.byte);
    }
    const gpu::TileByte at = gpu::f64_b_register(lane);
    operands.b[l] =
        stored_at(image.data() + kTensorBytesA, column + at.row, step * gpu::kStepBytes + at.byte);
  }
  return operands;
}

// m16n8k4: A[row][k] is register row / 8 of lane 4 (row % 8) + k, B[k][column] that of lane
// 4 column + k, and D[row][column] register 2 (row / 8) + column % 2 of lane
// 4 (row % 8) + column / 2.
void multiply_m16n8k4(Accumulators& d, const Operands& from) {
  for (std::size_t row = 0; row < 16; ++row) {
    for (std::size_t column = 0; column < 8; ++column) {
      double& sum = d[4 * (row % 8) + column / 2][2 * (row / 8) + column % 2];
      for (std::size_t k = 0; k < 4; ++k) {
        sum += from.a[4 * (row % 8) + k][row / 8] * from.b[4 * column + k];
      }
    }
  }
}

// m8n8k4, as the kernel issues it below sm_90: once with each register of A, into two of D.
void multiply_m8n8k4_twice(Accumulators& d, const Operands& from) {
  for (std::size_t half = 0; half < 2; ++half) {
    for (std::size_t row = 0; row < 8; ++row) {
      for (std::size_t column = 0; column < 8; ++column) {
        double& sum = d[4 * row + column / 2][2 * half + column % 2];
        for (std::size_t k = 0; k < 4; ++k) {
          sum += from.a[4 * row + k][half] * from.b[4 * column + k];
        }
      }
    }
  }
}

// What the lanes count of one tile of 16 x 8 at (row, column).
double count_of(const Accumulators& d, int row, int column) {
  double count = 0;
  for (int lane = 0; lane < kLanes; ++lane) {
    const gpu::Element first = gpu::accumulator_element(0, lane, 0);
    double sum = 0;
    for (int r = 0; r < 4; ++r) {
      sum += d[static_cast<std::size_t>(lane)][static_cast<std::size_t>(r)] *
             relative_sign(r, row % 32, column % 32);
    }
    count += sum * element_sign(row / 32 * 32 + first.row, column / 32 * 32 + first.column);
  }
  return count * adds_per_unit(DType::kF64);
}

// Each by itself: an error that all elements share cancels in a sum of both signs.
void expect_each_element(const Accumulators& d, int row, int column, int passes) {
  for (int lane = 0; lane < kLanes; ++lane) {
    for (int r = 0; r < 4; ++r) {
      const gpu::Element at = gpu::accumulator_element(0, lane, r);
      EXPECT_EQ(d[static_cast<std::size_t>(lane)][static_cast<std::size_t>(r)],
                passes * kTensorPairs * element_sign(row + at.row, column + at.column))
          << row + at.row << " " << column + at.column;
    }
  }
}

// Row tiles of the four warps that share a column of warps, two such columns of 32 (the kernel).
template <typename Multiply>
void expect_every_multiply_add_counted(Multiply multiply) {
  constexpr int kPasses = 3;
  const auto image = tensor_image(DType::kF64);
  double total = 0;
  for (int row = 0; row < kTensorRowsA; row += 16) {
    for (int column = 0; column < 64; column += 8) {
      Accumulators d{};
      for (int pass = 0; pass < kPasses; ++pass) {
        for (int step = 0; step < kTensorSteps; ++step) {
          multiply(d, registers_of(image, row, column, step));
        }
      }
      expect_each_element(d, row, column, kPasses);
      const double count = count_of(d, row, column);
      EXPECT_EQ(count, 16.0 * 8 * 4 * kTensorSteps * kPasses) << row << " " << column;
      total += count;
    }
  }
  constexpr std::int64_t kAccumulators = std::int64_t{kTensorRowsA} * 64;
  EXPECT_EQ(tensor_passes(static_cast<std::int64_t>(total), kAccumulators, DType::kF64), kPasses);
}

TEST(TensorDmma, fragments_multiplied_as_the_isa_says_give_the_count_of_all_multiply_adds) {
  expect_every_multiply_add_counted(multiply_m16n8k4);
}

TEST(TensorDmma, two_of_the_older_instruction_give_the_same_count) {
  expect_every_multiply_add_counted(multiply_m8n8k4_twice);
}

}  // namespace
}  // namespace fleetmark::compute

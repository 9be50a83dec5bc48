// SPDX-License-Identifier: Apache-2.0
// What the tensor-core peak kernels multiply, done here in integers: the closed form that their
// counts rest on, and that nothing on the way there rounds.
#include "kernels/compute/tensor_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <numeric>

#include "kernels/api/registry.h"
#include "kernels/api/rounding.h"
#include "kernels/compute/compute_spec.h"
#include "tests/support/faulty_reader.h"

namespace fleetmark::compute {
namespace {

constexpr std::array kTypes{DType::kF64,  DType::kTf32,    DType::kF16,
                            DType::kBf16, DType::kFp8E4m3, DType::kInt8};

// One instruction's share of C[row][column].
std::int64_t product(DType dtype, int row, int column, int step) {
  const auto width = static_cast<int>(step_elements(dtype));
  std::int64_t sum = 0;
  for (int k = step * width; k < (step + 1) * width; ++k) {
    sum +=
        std::int64_t{tensor_operand(dtype, false, row, k)} * tensor_operand(dtype, true, column, k);
  }
  return sum;
}

// Every row and column of the tiles by a stride that is coprime to their sizes.
template <typename Body>
void for_some_elements(Body body) {
  for (int i = 0; i < 1024; ++i) body(i * 37 % kTensorRowsA, i * 101 % kTensorRowsB);
}

TEST(TensorPlan, each_pair_of_instructions_adds_the_sign_of_its_element) {
  for (const DType dtype : kTypes) {
    for_some_elements([&](int row, int column) {
      for (int pair = 0; pair < kTensorPairs; ++pair) {
        EXPECT_EQ(product(dtype, row, column, 2 * pair) + product(dtype, row, column, 2 * pair + 1),
                  element_sign(row, column))
            << name_of(dtype) << " " << row << " " << column;
      }
    });
  }
}

// Both signs, and never the same for all neighbours.
TEST(TensorPlan, signs_are_mixed) {
  int rows = 0;
  int columns = 0;
  for (int i = 0; i < kTensorRowsA; ++i) rows += row_sign(i);
  for (int i = 0; i < kTensorRowsB; ++i) columns += column_sign(i);
  EXPECT_EQ(rows, 0);
  EXPECT_EQ(columns, 0);
}

TEST(TensorPlan, operands_are_never_zero_and_within_what_the_type_holds_exactly) {
  for (const DType dtype : kTypes) {
    int largest = 0;
    for (const bool is_b : {false, true}) {
      for (int row = 0; row < (is_b ? kTensorRowsB : kTensorRowsA); ++row) {
        for (int k = 0; k < kTensorSteps * static_cast<int>(step_elements(dtype)); ++k) {
          const int value = tensor_operand(dtype, is_b, row, k);
          ASSERT_NE(value, 0) << name_of(dtype) << " " << is_b << " " << row << " " << k;
          largest = std::max(largest, std::abs(value));
        }
      }
    }
    EXPECT_LE(largest, largest_operand(dtype)) << name_of(dtype);
    EXPECT_GT(largest, 0.99 * largest_operand(dtype)) << name_of(dtype);
  }
}

// The rows of one operand in one instruction.
std::vector<std::vector<std::int64_t>> operands_of(DType dtype, bool is_b, int step) {
  const auto width = static_cast<int>(step_elements(dtype));
  std::vector<std::vector<std::int64_t>> rows;
  for (int row = 0; row < (is_b ? kTensorRowsB : kTensorRowsA); ++row) {
    auto& values = rows.emplace_back();
    for (int k = step * width; k < (step + 1) * width; ++k) {
      values.push_back(tensor_operand(dtype, is_b, row, k));
    }
  }
  return rows;
}

// 2^12 for fp8, whose tensor cores keep about 14 bits; 2^23 for what adds in f32, 2^52 in f64.
TEST(TensorPlan, sums_stay_exact_on_the_way) {
  for (const DType dtype : kTypes) {
    if (dtype == DType::kInt8) continue;  // adds in 32 bits: 1024 + 32 x 127 x 127 is far below
    std::int64_t largest = 0;
    for (const int step : {0, 2}) {  // the others take back what these add
      const auto a = operands_of(dtype, false, step);
      const auto b = operands_of(dtype, true, step);
      for (const auto& row : a) {
        for (const auto& column : b) {
          const auto sum =
              std::inner_product(row.begin(), row.end(), column.begin(), std::int64_t{0});
          largest = std::max(largest, std::abs(sum));
        }
      }
    }
    const std::int64_t wide = dtype == DType::kF64 ? std::int64_t{1} << 52 : 1 << 23;
    const std::int64_t limit = dtype == DType::kFp8E4m3 ? 1 << 12 : wide;
    EXPECT_LT(largest + kTensorFoldPasses * kTensorPairs, limit) << name_of(dtype);
  }
}

// What the image holds for element k of a row, decoded by the type's own reader.
double stored(DType dtype, const std::vector<unsigned char>& image, int row, int k) {
  const auto element = static_cast<std::uint32_t>(bytes_of(dtype));
  const auto at =
      static_cast<std::uint32_t>(row * gpu::kSpanBytes) + static_cast<std::uint32_t>(k) * element;
  const unsigned char* from = image.data() + gpu::swizzle_128(at);
  const auto bits16 = static_cast<std::uint16_t>(from[0] | from[1] << 8U);
  if (dtype == DType::kF16) return f16_to_float(bits16);
  if (dtype == DType::kBf16) return bf16_to_float(bits16);
  if (dtype == DType::kFp8E4m3) return e4m3_to_float(*from);
  if (dtype == DType::kInt8) return static_cast<std::int8_t>(*from);
  if (dtype == DType::kF64) {
    double wide = 0;
    std::memcpy(&wide, from, sizeof wide);
    return wide;
  }
  float value = 0;
  std::memcpy(&value, from, sizeof value);
  return tf32_round(value) == value ? value : std::numeric_limits<double>::quiet_NaN();
}

// B follows A at a multiple of 1024 bytes, so rows go on counting.
TEST(TensorPlan, the_image_holds_every_operand_swizzled_and_unrounded) {
  for (const DType dtype : kTypes) {
    const auto image = tensor_image(dtype);
    for (int row = 0; row < kTensorRowsA + kTensorRowsB; row += 5) {
      const bool is_b = row >= kTensorRowsA;
      for (int k = 0; k < kTensorSteps * static_cast<int>(step_elements(dtype)); ++k) {
        EXPECT_EQ(stored(dtype, image, row, k),
                  tensor_operand(dtype, is_b, is_b ? row - kTensorRowsA : row, k))
            << name_of(dtype) << " row " << row << " k " << k;
      }
    }
  }
}

TEST(TensorPlan, signs_of_accumulators_multiply_along_the_way) {
  for (int warp = 0; warp < 4; ++warp) {
    for (int lane = 0; lane < 32; ++lane) {
      const gpu::Element first = gpu::accumulator_element(warp, lane, 0);
      for (int i = 0; i < 64; ++i) {
        const gpu::Element at = gpu::accumulator_element(warp, lane, i);
        for (const int tile : {0, 128}) {  // wgmma: 64 rows of one of two groups
          EXPECT_EQ(element_sign(64 + at.row, tile + at.column),
                    element_sign(64 + first.row, first.column) * relative_sign(i, 0, tile));
        }
      }
    }
  }
  for (int lane = 0; lane < 32; ++lane) {  // mma: tiles of 16 x 8 in 32 x 32 of a warp
    const gpu::Element first = gpu::accumulator_element(0, lane, 0);
    for (int tile = 0; tile < 8; ++tile) {
      for (int r = 0; r < 4; ++r) {
        const gpu::Element at = gpu::accumulator_element(0, lane, r);
        const int rows = 16 * (tile / 4);
        const int columns = 8 * (tile % 4);
        EXPECT_EQ(
            element_sign(96 + rows + at.row, 32 + columns + at.column),
            element_sign(96 + first.row, 32 + first.column) * relative_sign(r, rows, columns));
      }
    }
  }
}

// passes x (accumulators x K of four instructions) is n, and what is counted per pass is that, too.
TEST(TensorPlan, passes_and_counts_add_up_to_n) {
  for (const DType dtype : kTypes) {
    for (const std::int64_t accumulators : {std::int64_t{128} * 256, std::int64_t{8} * 8 * 128}) {
      const std::int64_t passes = tensor_passes(3 * kTensorQuantum, accumulators, dtype);
      const double units = static_cast<double>(passes * accumulators * kTensorPairs);
      EXPECT_EQ(units * adds_per_unit(dtype), 3.0 * kTensorQuantum) << name_of(dtype);
    }
  }
}

TEST(ComputeTensor, a_count_that_is_off_is_found_and_n_has_its_own_limits) {
  const auto problem = [](std::int64_t n) {
    return Problem{"compute.tensor", DType::kBf16, {{"threads", 2}, {"n", n}}};
  };
  const auto* spec = find_kernel_spec("compute.tensor");
  ASSERT_NE(spec, nullptr);
  EXPECT_EQ(spec->work(problem(kTensorQuantum)).flops.value, 4.0 * kTensorQuantum);
  const double n = kTensorQuantum;
  for (const double last : {n, n - 32, std::numeric_limits<double>::quiet_NaN()}) {
    test::CopiedOutput output(std::vector<double>{n, last});
    EXPECT_EQ(spec->verify(problem(kTensorQuantum), {}, output)->passed, last == n);
  }
  EXPECT_TRUE(checked_n(problem(kTensorQuantum), 2));
  EXPECT_TRUE(checked_n(problem(kMaxTensorPerThread), 2));
  EXPECT_FALSE(checked_n(problem(kTensorQuantum), 3));
  for (const std::int64_t bad :
       {std::int64_t{0}, kTensorQuantum / 2, kMaxTensorPerThread + kTensorQuantum}) {
    EXPECT_FALSE(checked_n(problem(bad), 2)) << bad;
  }
}

}  // namespace
}  // namespace fleetmark::compute

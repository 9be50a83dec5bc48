// SPDX-License-Identifier: Apache-2.0
// See tensor_plan.h.
#include "kernels/compute/tensor_plan.h"

#include <cstring>

#include "kernels/api/inputs.h"
#include "kernels/api/rounding.h"

namespace fleetmark::compute {
namespace {

// Uniform over the integers from -most to -least and least to most.
int random_integer(std::uint64_t index, int least, int most) {
  const std::uint64_t bits = mix64(index);
  const auto magnitude =
      least + static_cast<int>((bits >> 8U) % static_cast<std::uint64_t>(most - least + 1));
  return (bits & 1U) != 0 ? -magnitude : magnitude;
}

template <typename T>
void put(unsigned char* to, T value) {
  std::memcpy(to, &value, sizeof value);
}

void encode(DType dtype, int value, unsigned char* to) {
  const auto number = static_cast<float>(value);
  switch (dtype) {
    case DType::kF64:
      return put(to, static_cast<double>(value));
    case DType::kF16:
      return put(to, f16_from_float(number));
    case DType::kBf16:
      return put(to, bf16_from_float(number));
    case DType::kFp8E4m3:
      return put(to, e4m3_from_float(number));
    case DType::kInt8:
      return put(to, static_cast<std::int8_t>(value));
    default:
      return put(to, number);
  }
}

}  // namespace

int largest_operand(DType dtype) {
  switch (dtype) {
    case DType::kF64:
      return (1 << 24) - 1;  // four products of 48 bits each stay below 2^51
    case DType::kFp8E4m3:
      return 15;  // four bits: all that e4m3 has
    case DType::kInt8:
      return 127;
    case DType::kBf16:
      return 255;  // eight bits: all that bf16 has
    default:
      return 511;  // sixteen products of nine bits each stay below 2^22
  }
}

int tensor_operand(DType dtype, bool is_b, int row, int k) {
  const auto width = static_cast<int>(step_elements(dtype));
  const int pair = k / (2 * width);
  const bool is_second = k / width % 2 == 1;
  const int within = k % width;
  const bool is_odd_one = within == pair;  // where the pair does not cancel
  const int most = largest_operand(dtype);
  const auto index = static_cast<std::uint64_t>(((pair * 2 + (is_b ? 1 : 0)) * 512 + row) * 64) +
                     static_cast<std::uint64_t>(within);
  if (!is_b) return is_odd_one ? row_sign(row) : random_integer(index, 1, most);
  const int first =
      is_odd_one ? random_integer(index, 2, most - 1) : random_integer(index, 1, most);
  if (!is_second) return first;
  return is_odd_one ? column_sign(row) - first : -first;
}

std::vector<unsigned char> tensor_image(DType dtype) {
  std::vector<unsigned char> image(kTensorImageBytes);
  const auto element = static_cast<int>(bytes_of(dtype));
  for (const bool is_b : {false, true}) {
    unsigned char* tile = image.data() + (is_b ? kTensorBytesA : 0);
    for (int row = 0; row < (is_b ? kTensorRowsB : kTensorRowsA); ++row) {
      for (int k = 0; k < gpu::kSpanBytes / element; ++k) {
        const auto offset = static_cast<std::uint32_t>(row * gpu::kSpanBytes + k * element);
        encode(dtype, tensor_operand(dtype, is_b, row, k), tile + gpu::swizzle_128(offset));
      }
    }
  }
  return image;
}

}  // namespace fleetmark::compute

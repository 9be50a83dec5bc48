// SPDX-License-Identifier: Apache-2.0
// How each element type is stored on the device, made from an input value, and widened to the type
// that plain kernels add in.
#pragma once

#include <limits>

#include "kernels/api/inputs.h"
#include "kernels/api/rounding.h"

namespace fleetmark::matmul {

template <typename Bits, typename Wide>
struct ElementTypes {
  using Stored = Bits;
  using Sum = Wide;
};

template <DType kType>
struct StoredAs;

template <>
struct StoredAs<DType::kF64> : ElementTypes<double, double> {
  static __host__ __device__ double make(const InputRecipe& r, int operand, std::uint64_t i) {
    return input_value(r, operand, i);
  }
  static __host__ __device__ double widen(double v) { return v; }
};
template <>
struct StoredAs<DType::kF32> : ElementTypes<float, float> {
  static __host__ __device__ float make(const InputRecipe& r, int operand, std::uint64_t i) {
    return input_value(r, operand, i);
  }
  static __host__ __device__ float widen(float v) { return v; }
};
template <>
struct StoredAs<DType::kTf32> : ElementTypes<float, float> {
  static __host__ __device__ float make(const InputRecipe& r, int operand, std::uint64_t i) {
    return tf32_round(input_value(r, operand, i));
  }
  static __host__ __device__ float widen(float v) { return v; }
};
template <>
struct StoredAs<DType::kF16> : ElementTypes<std::uint16_t, float> {
  static __host__ __device__ std::uint16_t make(const InputRecipe& r, int operand,
                                                std::uint64_t i) {
    return f16_from_float(input_value(r, operand, i));
  }
  static __host__ __device__ float widen(std::uint16_t v) { return f16_to_float(v); }
};
template <>
struct StoredAs<DType::kBf16> : ElementTypes<std::uint16_t, float> {
  static __host__ __device__ std::uint16_t make(const InputRecipe& r, int operand,
                                                std::uint64_t i) {
    return bf16_from_float(input_value(r, operand, i));
  }
  static __host__ __device__ float widen(std::uint16_t v) { return bf16_to_float(v); }
};
template <>
struct StoredAs<DType::kFp8E4m3> : ElementTypes<std::uint8_t, float> {
  static __host__ __device__ std::uint8_t make(const InputRecipe& r, int operand, std::uint64_t i) {
    return e4m3_from_float(input_value(r, operand, i));
  }
  static __host__ __device__ float widen(std::uint8_t v) { return e4m3_to_float(v); }
};
template <>
struct StoredAs<DType::kInt8> : ElementTypes<std::int8_t, std::int32_t> {
  static __host__ __device__ std::int8_t make(const InputRecipe& r, int operand, std::uint64_t i) {
    return input_value_int8(r, operand, i);
  }
  static __host__ __device__ std::int32_t widen(std::int8_t v) { return v; }
};

// A value that no right answer has.
template <typename Sum>
__host__ __device__ constexpr Sum poison_value() {
  if constexpr (std::numeric_limits<Sum>::has_quiet_NaN) {
    return std::numeric_limits<Sum>::quiet_NaN();
  } else {
    return std::numeric_limits<Sum>::min();
  }
}

// Calls body.template operator()<kType>() for the dtype given at run time.
template <typename Body>
auto with_dtype(DType dtype, Body body) {
  switch (dtype) {
    case DType::kF64:
      return body.template operator()<DType::kF64>();
    case DType::kF32:
      return body.template operator()<DType::kF32>();
    case DType::kTf32:
      return body.template operator()<DType::kTf32>();
    case DType::kF16:
      return body.template operator()<DType::kF16>();
    case DType::kBf16:
      return body.template operator()<DType::kBf16>();
    case DType::kFp8E4m3:
      return body.template operator()<DType::kFp8E4m3>();
    case DType::kInt8:
      break;
  }
  return body.template operator()<DType::kInt8>();
}

}  // namespace fleetmark::matmul

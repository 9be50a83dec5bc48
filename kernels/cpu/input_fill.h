// SPDX-License-Identifier: Apache-2.0
// Operands by formula, many elements at a time: bit for bit what input_value() and
// input_value_int8() say of each, in the widest vectors that the CPU has. Large operands are filled
// several times before they are timed, and one element at a time that takes longer than timing.
#pragma once

#include <cstddef>

#include "kernels/api/dtype.h"
#include "kernels/api/inputs.h"
#include "kernels/cpu/cpu_features.h"
#include "kernels/cpu/elements.h"

namespace fleetmark::cpu {

// Elements first .. first + count of one operand.
struct InputRun {
  InputRecipe recipe;
  int operand = 0;
  std::uint64_t first = 0;
  std::size_t count = 0;
};

struct FillLoops {
  void (*f32)(const InputRun& run, float* out);
  void (*bf16)(const InputRun& run, Bf16* out);  // rounded to nearest even
  void (*f16)(const InputRun& run, F16* out);    // likewise
  void (*e4m3)(const InputRun& run, E4m3* out);  // likewise
  void (*int8)(const InputRun& run, std::int8_t* out);
};
const FillLoops& fill_loops_baseline();
const FillLoops& fill_loops_avx2();
const FillLoops& fill_loops_avx512();

// For the CPU that this process runs on.
const FillLoops& fill_loops();

// Rounded to `dtype`: any but those of integers beyond int8.
void fill_inputs(DType dtype, const InputRun& run, void* out);
inline void fill_inputs(const InputRun& run, float* out) { fill_inputs(DType::kF32, run, out); }
inline void fill_inputs(const InputRun& run, double* out) { fill_inputs(DType::kF64, run, out); }

}  // namespace fleetmark::cpu

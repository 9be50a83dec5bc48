// SPDX-License-Identifier: Apache-2.0
// The register loops, one function per type and instruction set. Each performs n multiply-adds of
// ones[i] x ones[i] in 12 independent chains and returns their sum. `ones` holds 64 bytes of ones
// of the element type and `zeros` 12 vectors of zeros: read at run time, so that nothing folds away
// and no two chains look alike to the compiler.
#pragma once

#include <cstdint>

namespace fleetmark::compute {

using FmaLoop = double (*)(const void* ones, const void* zeros, std::int64_t n);

double fma_f64_baseline(const void* ones, const void* zeros, std::int64_t n);
double fma_f32_baseline(const void* ones, const void* zeros, std::int64_t n);
double fma_f64_avx2(const void* ones, const void* zeros, std::int64_t n);
double fma_f32_avx2(const void* ones, const void* zeros, std::int64_t n);
double fma_f64_avx512(const void* ones, const void* zeros, std::int64_t n);
double fma_f32_avx512(const void* ones, const void* zeros, std::int64_t n);
double fma_bf16_avx512bf16(const void* ones, const void* zeros, std::int64_t n);
double fma_int8_avx512vnni(const void* ones, const void* zeros, std::int64_t n);

}  // namespace fleetmark::compute

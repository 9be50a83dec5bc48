// SPDX-License-Identifier: Apache-2.0
// SSE2: no fused multiply-add, a multiplication and an addition each.
#include <immintrin.h>

#include "kernels/compute/fma_chains_isa.h"
#include "kernels/compute/fma_loops.h"

namespace fleetmark::compute {
namespace {

// What the compiler cannot see through: it would multiply once, before the loop.
template <typename Vector>
inline Vector unknown(Vector value) {
  __asm__ volatile("" : "+x"(value));
  return value;
}

}  // namespace

double fma_f64_baseline(const void* ones, const void* zeros, std::int64_t n) {
  const auto one = load_vector<__m128d>(ones);
  return run_chains<__m128d, double, 2>(
      zeros, n, [one](__m128d acc) { return _mm_add_pd(acc, _mm_mul_pd(unknown(one), one)); });
}

double fma_f32_baseline(const void* ones, const void* zeros, std::int64_t n) {
  const auto one = load_vector<__m128>(ones);
  return run_chains<__m128, float, 4>(
      zeros, n, [one](__m128 acc) { return _mm_add_ps(acc, _mm_mul_ps(unknown(one), one)); });
}

}  // namespace fleetmark::compute

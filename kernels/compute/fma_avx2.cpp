// SPDX-License-Identifier: Apache-2.0
// AVX2 with FMA.
#include <immintrin.h>

#include "kernels/compute/fma_chains_isa.h"
#include "kernels/compute/fma_loops.h"

namespace fleetmark::compute {

double fma_f64_avx2(const void* ones, const void* zeros, std::int64_t n) {
  const auto one = load_vector<__m256d>(ones);
  return run_chains<__m256d, double, 4>(
      zeros, n, [one](__m256d acc) { return _mm256_fmadd_pd(one, one, acc); });
}

double fma_f32_avx2(const void* ones, const void* zeros, std::int64_t n) {
  const auto one = load_vector<__m256>(ones);
  return run_chains<__m256, float, 8>(zeros, n,
                                      [one](__m256 acc) { return _mm256_fmadd_ps(one, one, acc); });
}

}  // namespace fleetmark::compute

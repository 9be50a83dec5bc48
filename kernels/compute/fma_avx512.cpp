// SPDX-License-Identifier: Apache-2.0
// AVX-512.
#include <immintrin.h>

#include "kernels/compute/fma_chains_isa.h"
#include "kernels/compute/fma_loops.h"

namespace fleetmark::compute {

double fma_f64_avx512(const void* ones, const void* zeros, std::int64_t n) {
  const auto one = load_vector<__m512d>(ones);
  return run_chains<__m512d, double, 8>(
      zeros, n, [one](__m512d acc) { return _mm512_fmadd_pd(one, one, acc); });
}

double fma_f32_avx512(const void* ones, const void* zeros, std::int64_t n) {
  const auto one = load_vector<__m512>(ones);
  return run_chains<__m512, float, 16>(
      zeros, n, [one](__m512 acc) { return _mm512_fmadd_ps(one, one, acc); });
}

}  // namespace fleetmark::compute

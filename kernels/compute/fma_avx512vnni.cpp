// SPDX-License-Identifier: Apache-2.0
// AVX-512 VNNI: vpdpbusd, four products into each int32 lane.
#include <immintrin.h>

#include "kernels/compute/fma_chains_isa.h"
#include "kernels/compute/fma_loops.h"

namespace fleetmark::compute {

double fma_int8_avx512vnni(const void* ones, const void* zeros, std::int64_t n) {
  const auto one = load_vector<__m512i>(ones);
  return run_chains<__m512i, std::int32_t, 64>(
      zeros, n, [one](__m512i acc) { return _mm512_dpbusd_epi32(acc, one, one); });
}

}  // namespace fleetmark::compute

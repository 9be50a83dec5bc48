// SPDX-License-Identifier: Apache-2.0
// AVX-512 BF16: vdpbf16ps, two products into each f32 lane.
#include <immintrin.h>

#include "kernels/compute/fma_chains_isa.h"
#include "kernels/compute/fma_loops.h"

namespace fleetmark::compute {

double fma_bf16_avx512bf16(const void* ones, const void* zeros, std::int64_t n) {
  // The intrinsic's own vector type can only be made from raw bits.
  const auto one = (__m512bh)load_vector<__m512i>(ones);  // NOLINT
  return run_chains<__m512, float, 32>(
      zeros, n, [one](__m512 acc) { return _mm512_dpbf16_ps(acc, one, one); });
}

}  // namespace fleetmark::compute

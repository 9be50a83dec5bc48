// SPDX-License-Identifier: Apache-2.0
// mma.sync of sm_80 (fp8: sm_89) and what feeds it: ldmatrix and cp.async. Every type takes 32
// bytes of K per instruction, so one kernel serves all.
#pragma once

#include <cstdint>

#include "kernels/api/dtype.h"
#include "kernels/gpu/device_arch.h"

namespace fleetmark::gpu {

template <DType kType>
struct MmaAccumulator {
  using type = float;
};
template <>
struct MmaAccumulator<DType::kInt8> {
  using type = std::int32_t;
};

#define FLEETMARK_MMA(shape_and_types, c)                                         \
  asm volatile("mma.sync.aligned." shape_and_types                                \
               " {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};" \
               : c(d[0]), c(d[1]), c(d[2]), c(d[3])                               \
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]))

// d (16 x 8) += a (16 rows of 32 bytes) b (8 rows of 32 bytes), row-major C.
template <DType kType>
__device__ __forceinline__ void mma(typename MmaAccumulator<kType>::type (&d)[4],
                                    const std::uint32_t (&a)[4], const std::uint32_t* b) {
  if constexpr (kType == DType::kF16) {
    FLEETMARK_MMA("m16n8k16.row.col.f32.f16.f16.f32", "+f");
  } else if constexpr (kType == DType::kBf16) {
    FLEETMARK_MMA("m16n8k16.row.col.f32.bf16.bf16.f32", "+f");
  } else if constexpr (kType == DType::kTf32) {
    FLEETMARK_MMA("m16n8k8.row.col.f32.tf32.tf32.f32", "+f");
  } else if constexpr (kType == DType::kInt8) {
    FLEETMARK_MMA("m16n8k32.row.col.s32.s8.s8.s32", "+r");
  } else if constexpr (kType == DType::kFp8E4m3 && kDeviceArch >= 890) {
    FLEETMARK_MMA("m16n8k32.row.col.f32.e4m3.e4m3.f32", "+f");
  } else {
    asm volatile("trap;");  // not offered there; a launch all the same must not pass as work
  }
}

#undef FLEETMARK_MMA

// Four 8 x 16-byte matrices; each lane names one row (tensor_layout.h).
__device__ __forceinline__ void load_matrices(std::uint32_t (&to)[4], std::uint32_t shared_row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
               : "r"(shared_row)
               : "memory");
}

// The same, each matrix transposed: rows of K become what a column of B wants.
__device__ __forceinline__ void load_matrices_transposed(std::uint32_t (&to)[4],
                                                         std::uint32_t shared_row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
               : "r"(shared_row)
               : "memory");
}

// 16 bytes from global to shared memory, past the registers; zeros instead when not `is_inside`.
__device__ __forceinline__ void copy_async(std::uint32_t to, const void* from, bool is_inside) {
  const int bytes = is_inside ? 16 : 0;
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(to), "l"(from), "r"(bytes)
               : "memory");
}
__device__ __forceinline__ void copy_commit() {
  asm volatile("cp.async.commit_group;" ::: "memory");
}
template <int kPending>
__device__ __forceinline__ void copy_wait() {
  asm volatile("cp.async.wait_group %0;" ::"n"(kPending) : "memory");
}

}  // namespace fleetmark::gpu

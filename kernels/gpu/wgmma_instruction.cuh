// SPDX-License-Identifier: Apache-2.0
// wgmma.mma_async with both operands in shared memory, K-major, for every element type and the tile
// widths in use. The instruction names its registers one by one, hence the lists; nothing else is
// here. sm_90a only.
#pragma once

#include <cstdint>

#include "kernels/api/dtype.h"

namespace fleetmark::gpu {

// Accumulates (or, with accumulate = 0, sets) a 64 x kN tile: d[i] of each of 128 threads.
template <DType kType, int kN>
struct Wgmma;

#define FLEETMARK_REGISTERS_32                                           \
  "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15" \
  ", %16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31"
#define FLEETMARK_REGISTERS_64                                                       \
  FLEETMARK_REGISTERS_32                                                             \
  ", %32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47" \
  ", %48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63"
#define FLEETMARK_REGISTERS_128                                                                  \
  FLEETMARK_REGISTERS_64                                                                         \
  ", %64, %65, %66, %67, %68, %69, %70, %71, %72, %73, %74, %75, %76, %77, %78, %79"             \
  ", %80, %81, %82, %83, %84, %85, %86, %87, %88, %89, %90, %91, %92, %93, %94, %95"             \
  ", %96, %97, %98, %99, %100, %101, %102, %103, %104, %105, %106, %107, %108, %109, %110, %111" \
  ", %112, %113, %114, %115, %116, %117, %118, %119, %120, %121, %122, %123, %124, %125, %126, " \
  "%127"

#define FLEETMARK_D4(c, i) c(d[i]), c(d[i + 1]), c(d[i + 2]), c(d[i + 3])
#define FLEETMARK_D16(c, i) \
  FLEETMARK_D4(c, i), FLEETMARK_D4(c, i + 4), FLEETMARK_D4(c, i + 8), FLEETMARK_D4(c, i + 12)
#define FLEETMARK_D32(c, i) FLEETMARK_D16(c, i), FLEETMARK_D16(c, i + 16)
#define FLEETMARK_D64(c, i) FLEETMARK_D32(c, i), FLEETMARK_D32(c, i + 32)
#define FLEETMARK_D128(c, i) FLEETMARK_D64(c, i), FLEETMARK_D64(c, i + 64)

#define FLEETMARK_WGMMA(type, n, half, acc, c, shape, scales, at_a, at_b, at_p)                  \
  template <>                                                                                    \
  struct Wgmma<type, n> {                                                                        \
    using Accumulator = acc;                                                                     \
    static __device__ __forceinline__ void run(acc (&d)[half], std::uint64_t a, std::uint64_t b, \
                                               int accumulate) {                                 \
      asm volatile("{\n.reg .pred p;\nsetp.ne.b32 p, %" at_p                                     \
                   ", 0;\nwgmma.mma_async.sync.aligned.m64n" #n shape                            \
                   " {" FLEETMARK_REGISTERS_##half "}, %" at_a ", %" at_b ", p" scales ";\n}\n"  \
                   : FLEETMARK_D##half(c, 0)                                                     \
                   : "l"(a), "l"(b), "r"(accumulate));                                           \
    }                                                                                            \
  };

// Scales are 1 for both operands; the 16-bit types also say that neither is transposed.
#define FLEETMARK_WGMMA_WIDTHS(type, acc, c, shape, scales)                   \
  FLEETMARK_WGMMA(type, 256, 128, acc, c, shape, scales, "128", "129", "130") \
  FLEETMARK_WGMMA(type, 128, 64, acc, c, shape, scales, "64", "65", "66")     \
  FLEETMARK_WGMMA(type, 64, 32, acc, c, shape, scales, "32", "33", "34")

FLEETMARK_WGMMA_WIDTHS(DType::kBf16, float, "+f", "k16.f32.bf16.bf16", ", 1, 1, 0, 0")
FLEETMARK_WGMMA_WIDTHS(DType::kF16, float, "+f", "k16.f32.f16.f16", ", 1, 1, 0, 0")
FLEETMARK_WGMMA_WIDTHS(DType::kTf32, float, "+f", "k8.f32.tf32.tf32", ", 1, 1")
FLEETMARK_WGMMA_WIDTHS(DType::kFp8E4m3, float, "+f", "k32.f32.e4m3.e4m3", ", 1, 1")
FLEETMARK_WGMMA_WIDTHS(DType::kInt8, int, "+r", "k32.s32.s8.s8", "")

#undef FLEETMARK_WGMMA_WIDTHS
#undef FLEETMARK_WGMMA
#undef FLEETMARK_D128
#undef FLEETMARK_D64
#undef FLEETMARK_D32
#undef FLEETMARK_D16
#undef FLEETMARK_D4
#undef FLEETMARK_REGISTERS_128
#undef FLEETMARK_REGISTERS_64
#undef FLEETMARK_REGISTERS_32

}  // namespace fleetmark::gpu

// SPDX-License-Identifier: Apache-2.0
// The GEMMs of the CPU behind our contract: vendor libraries, our own for few rows, and the plain
// oracle.
#pragma once

#include <string>

#include "kernels/cpu/cpu_kernel.h"

namespace fleetmark::matmul {

using MakeResult = Result<std::unique_ptr<PreparedKernel>>;

MakeResult make_naive(cpu::CpuContext&, const Problem&, const PrepareOptions&);
MakeResult make_openblas(cpu::CpuContext&, const Problem&, const PrepareOptions&);
std::string openblas_name();  // "OpenBLAS 0.3.21 (SkylakeX, 2 threads)"

// B is laid out once, before timing, as the library prefers it ("packed"), or left row-major.
MakeResult make_onednn_packed(cpu::CpuContext&, const Problem&, const PrepareOptions&);
MakeResult make_onednn_plain(cpu::CpuContext&, const Problem&, const PrepareOptions&);
std::vector<DType> onednn_dtypes(const cpu::CpuFeatures& features);

// Our own, for matmul.gemm and matmul.grouped: up to so many rows where a library takes more.
inline constexpr std::int64_t kMostSkinnyRows = 256;
MakeResult make_skinny(cpu::CpuContext&, const Problem&, const PrepareOptions&);
std::string skinny_name(const cpu::CpuFeatures& features);

}  // namespace fleetmark::matmul

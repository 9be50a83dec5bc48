// SPDX-License-Identifier: Apache-2.0
// Instruction sets that this process may use (CPUID and the operating system's consent, XCR0).
// One portable binary holds code for several; the choice is made once, from this value.
#pragma once

#include <string>

namespace fleetmark::cpu {

struct CpuFeatures {
  bool avx2 = false;    // with FMA and F16C
  bool avx512 = false;  // F, BW, DQ, VL
  bool avx512_vnni = false;
  bool avx512_bf16 = false;
  bool amx_bf16 = false;  // the CPU has them, whether the system lets anybody use them or not
  bool amx_int8 = false;
  bool is_amd = false;  // where vendors' cores ask for different code

  // "avx512", "avx2" or "baseline": the widest set our own kernels are written for.
  [[nodiscard]] std::string best() const;
};

CpuFeatures detect_cpu_features();

}  // namespace fleetmark::cpu

// SPDX-License-Identifier: Apache-2.0
// See cpu_features.h. The compiler's run-time support asks CPUID and XCR0.
#include "kernels/cpu/cpu_features.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace fleetmark::cpu {
namespace {

#if defined(__x86_64__)
// clang 14 has no name for it.
bool has_f16c() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_F16C) != 0;
}

// Leaf 7: no compiler's run-time support names all of them.
unsigned extended_features_edx() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 ? d : 0;
}
constexpr unsigned kAmxBf16 = 1U << 22, kAmxInt8 = 1U << 25;
#endif

}  // namespace

std::string CpuFeatures::best() const {
  if (avx512) return "avx512";
  return avx2 ? "avx2" : "baseline";
}

CpuFeatures detect_cpu_features() {
  CpuFeatures features;
#if defined(__x86_64__)
  __builtin_cpu_init();
  const auto has = [](int answer) { return answer != 0; };
  features.avx2 =
      has(__builtin_cpu_supports("avx2")) && has(__builtin_cpu_supports("fma")) && has_f16c();
  features.avx512 =
      has(__builtin_cpu_supports("avx512f")) && has(__builtin_cpu_supports("avx512bw")) &&
      has(__builtin_cpu_supports("avx512dq")) && has(__builtin_cpu_supports("avx512vl"));
  features.avx512_vnni = features.avx512 && has(__builtin_cpu_supports("avx512vnni"));
  features.avx512_bf16 = features.avx512 && has(__builtin_cpu_supports("avx512bf16"));
  features.amx_bf16 = (extended_features_edx() & kAmxBf16) != 0;
  features.amx_int8 = (extended_features_edx() & kAmxInt8) != 0;
  features.is_amd = has(__builtin_cpu_is("amd"));
#endif
  return features;
}

}  // namespace fleetmark::cpu

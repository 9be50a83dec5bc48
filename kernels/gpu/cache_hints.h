// SPDX-License-Identifier: Apache-2.0
// 16-byte device accesses, plain or marked as used once (evicted first), so that a stream does not
// push out what others would use again.
#pragma once

#include <cstdint>

#include "kernels/gpu/gpu_runtime.h"

namespace fleetmark::gpu {

// The widest access of every supported part. Addresses are multiples of 16.
struct alignas(16) Word16 {
  unsigned int part[4];
};

template <bool kOnce>
__device__ inline Word16 load16(const void* from) {
  if constexpr (!kOnce) {
    const uint4 word = *static_cast<const uint4*>(from);  // a built-in type: one access for certain
    return Word16{{word.x, word.y, word.z, word.w}};
  }
#if defined(FLEETMARK_HIP)
  Word16 word;
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    word.part[i] = __builtin_nontemporal_load(static_cast<const unsigned int*>(from) + i);
  }
  return word;
#else
  const uint4 word = __ldcs(static_cast<const uint4*>(from));
  return Word16{{word.x, word.y, word.z, word.w}};
#endif
}

template <bool kOnce>
__device__ inline void store16(void* to, const Word16& word) {
  if constexpr (!kOnce) {
    *static_cast<uint4*>(to) = make_uint4(word.part[0], word.part[1], word.part[2], word.part[3]);
    return;
  }
#if defined(FLEETMARK_HIP)
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    __builtin_nontemporal_store(word.part[i], static_cast<unsigned int*>(to) + i);
  }
#else
  __stcs(static_cast<uint4*>(to),
         make_uint4(word.part[0], word.part[1], word.part[2], word.part[3]));
#endif
}

// Past the cache of the SM, from the one that all SMs share. Never moved, merged or left out.
__device__ inline Word16 load16_shared_cache(const void* from) {
#if defined(FLEETMARK_HIP)
  return load16<true>(from);
#else
  Word16 word;
  asm volatile("ld.global.cg.v4.u32 {%0, %1, %2, %3}, [%4];"
               : "=r"(word.part[0]), "=r"(word.part[1]), "=r"(word.part[2]), "=r"(word.part[3])
               : "l"(__cvta_generic_to_global(from)));
  return word;
#endif
}

// A cached load whose address is known to be in global memory: nothing is to be found out about it
// first. Never moved, merged or left out.
__device__ inline std::uint64_t load_global(std::uint64_t address) {
#if defined(FLEETMARK_HIP)
  return *reinterpret_cast<const std::uint64_t*>(address);
#else
  std::uint64_t value = 0;
  asm volatile("ld.global.ca.u64 %0, [%1];" : "=l"(value) : "l"(address) : "memory");
  return value;
#endif
}

}  // namespace fleetmark::gpu

// SPDX-License-Identifier: Apache-2.0
// The memory loops in 32-byte vectors (avx2).
#include <immintrin.h>

#include <cstddef>
#include <cstring>

namespace fleetmark::memory {
namespace {

constexpr std::size_t kVectorBytes = 32;

// Past the caches: no line is read before it is written, so bandwidth goes to the data alone.
inline void store_nontemporal(void* to, const void* from) {
  __m256i value;
  std::memcpy(&value, from, sizeof value);
  _mm256_stream_si256(static_cast<__m256i*>(to), value);
}

}  // namespace
}  // namespace fleetmark::memory

#include "kernels/memory/memory_loops_isa.h"

namespace fleetmark::memory {
const LoopTable& memory_loops_avx2() { return kLoopTable; }
}  // namespace fleetmark::memory

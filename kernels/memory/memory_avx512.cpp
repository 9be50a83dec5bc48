// SPDX-License-Identifier: Apache-2.0
// The memory loops in 64-byte vectors (avx512).
#include <immintrin.h>

#include <cstddef>
#include <cstring>

namespace fleetmark::memory {
namespace {

constexpr std::size_t kVectorBytes = 64;

// Past the caches: no line is read before it is written, so bandwidth goes to the data alone.
inline void store_nontemporal(void* to, const void* from) {
  __m512i value;
  std::memcpy(&value, from, sizeof value);
  _mm512_stream_si512(static_cast<__m512i*>(to), value);
}

}  // namespace
}  // namespace fleetmark::memory

#include "kernels/memory/memory_loops_isa.h"

namespace fleetmark::memory {
const LoopTable& memory_loops_avx512() { return kLoopTable; }
}  // namespace fleetmark::memory

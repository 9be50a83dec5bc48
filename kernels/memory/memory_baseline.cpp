// SPDX-License-Identifier: Apache-2.0
// The memory loops in 16-byte vectors (baseline).
#include <immintrin.h>

#include <cstddef>
#include <cstring>

namespace fleetmark::memory {
namespace {

constexpr std::size_t kVectorBytes = 16;

// Past the caches: no line is read before it is written, so bandwidth goes to the data alone.
inline void store_nontemporal(void* to, const void* from) {
  __m128i value;
  std::memcpy(&value, from, sizeof value);
  _mm_stream_si128(static_cast<__m128i*>(to), value);
}

}  // namespace
}  // namespace fleetmark::memory

#include "kernels/memory/memory_loops_isa.h"

namespace fleetmark::memory {
const LoopTable& memory_loops_baseline() { return kLoopTable; }
}  // namespace fleetmark::memory

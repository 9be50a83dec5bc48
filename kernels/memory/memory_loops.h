// SPDX-License-Identifier: Apache-2.0
// The loops of the memory family over one contiguous part of the arrays, for one instruction set
// and element type. One table per instruction set; the CPU variants pick a table at run time.
#pragma once

#include <cstddef>
#include <cstdint>

namespace fleetmark::memory {

// How results are stored, and where the lines of the inputs are fetched to ahead of time.
enum Store {
  kTemporal,
  kNontemporal,        // inputs into the first cache level, through the others
  kNontemporalBypass,  // inputs past the outer levels, as AMD's cores have it best
  kStores
};

// Arrays start on a 64-byte boundary. `a` is written, `b` and `c` are read.
template <typename T>
struct Loops {
  std::uint64_t (*read)(const T* b, std::size_t n);
  double (*dot)(const T* b, const T* c, std::size_t n);
  void (*write[kStores])(T* a, std::size_t n);
  void (*copy[kStores])(T* a, const T* b, std::size_t n);
  void (*scale[kStores])(T* a, const T* b, std::size_t n);
  void (*add[kStores])(T* a, const T* b, const T* c, std::size_t n);
  void (*triad[kStores])(T* a, const T* b, const T* c, std::size_t n);
};

struct LoopTable {
  Loops<double> f64;
  Loops<float> f32;
};

const LoopTable& memory_loops_baseline();
const LoopTable& memory_loops_avx2();
const LoopTable& memory_loops_avx512();

}  // namespace fleetmark::memory

// SPDX-License-Identifier: Apache-2.0
// The loops of the memory family over one contiguous part of the arrays, for one instruction set
// and element type. One table per instruction set; the CPU variants pick a table at run time.
#pragma once

#include <cstddef>
#include <cstdint>

namespace fleetmark::memory {

// Arrays start on a 64-byte boundary. `a` is written, `b` and `c` are read.
template <typename T>
struct Loops {
  std::uint64_t (*read)(const T* b, std::size_t n);
  double (*dot)(const T* b, const T* c, std::size_t n);
  void (*write[2])(T* a, std::size_t n);  // [0] ordinary stores, [1] non-temporal stores
  void (*copy[2])(T* a, const T* b, std::size_t n);
  void (*scale[2])(T* a, const T* b, std::size_t n);
  void (*add[2])(T* a, const T* b, const T* c, std::size_t n);
  void (*triad[2])(T* a, const T* b, const T* c, std::size_t n);
};

struct LoopTable {
  Loops<double> f64;
  Loops<float> f32;
};

const LoopTable& memory_loops_baseline();
const LoopTable& memory_loops_avx2();
const LoopTable& memory_loops_avx512();

}  // namespace fleetmark::memory

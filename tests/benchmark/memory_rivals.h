// SPDX-License-Identifier: Apache-2.0
// What our memory kernels are raced against: STREAM-like loops as a good programmer would write
// them, built for this very machine (-O3 -march=native, OpenMP). Our own code, not STREAM's.
#pragma once

#include <cstddef>
#include <vector>

namespace fleetmark::rival {

// Sets the OpenMP team to one thread per CPU and pins each, the calling thread included.
// False when a thread could not be pinned.
bool pin_threads(const std::vector<int>& cpus);

// Runs an empty parallel region, so that the next one finds its threads awake.
void wake_threads();

// First touch by the threads that will use the pages: the same static split as the loops.
template <typename T>
void fill(T* array, T value, std::size_t n);

// Elements of a[] that differ from `expected`; a NaN differs.
template <typename T>
std::size_t count_wrong(const T* a, T expected, std::size_t n);

// a = b and a = b + s c, as the compiler stores them.
template <typename T>
void copy_loop(T* a, const T* b, std::size_t n);
template <typename T>
void triad_loop(T* a, const T* b, const T* c, T s, std::size_t n);

// The same with non-temporal stores, by hand. `a` starts on a 64-byte boundary.
template <typename T>
void copy_nontemporal(T* a, const T* b, std::size_t n);
template <typename T>
void triad_nontemporal(T* a, const T* b, const T* c, T s, std::size_t n);

// a = b through the C library, one stretch per thread.
template <typename T>
void copy_memcpy(T* a, const T* b, std::size_t n);

}  // namespace fleetmark::rival

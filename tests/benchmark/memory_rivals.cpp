// SPDX-License-Identifier: Apache-2.0
// See memory_rivals.h. Built with -O3 -march=native -fopenmp.
#include "tests/benchmark/memory_rivals.h"

#include <immintrin.h>
#include <omp.h>
#include <sched.h>

#include <algorithm>
#include <cstring>

namespace fleetmark::rival {
namespace {

#if defined(__AVX512F__)
constexpr std::size_t kVectorBytes = 64;
#elif defined(__AVX__)
constexpr std::size_t kVectorBytes = 32;
#else
constexpr std::size_t kVectorBytes = 16;
#endif

template <typename T>
struct VectorOf {
  typedef T type __attribute__((vector_size(kVectorBytes)));
};
template <typename T>
using Vector = typename VectorOf<T>::type;

template <typename T>
Vector<T> load(const T* from) {
  Vector<T> value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <typename T>
void stream(T* to, Vector<T> value) {
#if defined(__AVX512F__)
  _mm512_stream_si512(reinterpret_cast<__m512i*>(to), reinterpret_cast<__m512i>(value));
#elif defined(__AVX__)
  _mm256_stream_si256(reinterpret_cast<__m256i*>(to), reinterpret_cast<__m256i>(value));
#else
  _mm_stream_si128(reinterpret_cast<__m128i*>(to), reinterpret_cast<__m128i>(value));
#endif
}

// The signed form is what OpenMP loops over best.
template <typename T>
std::ptrdiff_t vectors_in(std::size_t n) {
  return static_cast<std::ptrdiff_t>(n * sizeof(T) / kVectorBytes);
}
template <typename T>
constexpr std::ptrdiff_t kLanes = static_cast<std::ptrdiff_t>(kVectorBytes / sizeof(T));

}  // namespace

bool pin_threads(const std::vector<int>& cpus) {
  omp_set_dynamic(0);
  omp_set_num_threads(static_cast<int>(cpus.size()));
  int failed = 0;
#pragma omp parallel reduction(+ : failed)
  {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(cpus[static_cast<std::size_t>(omp_get_thread_num())]), &set);
    failed += ::sched_setaffinity(0, sizeof set, &set) == 0 ? 0 : 1;
  }
  return failed == 0;
}

void wake_threads() {
#pragma omp parallel
  {
#pragma omp barrier
  }
}

template <typename T>
void fill(T* array, T value, std::size_t n) {
  const auto count = static_cast<std::ptrdiff_t>(n);
#pragma omp parallel for simd schedule(static)
  for (std::ptrdiff_t i = 0; i < count; ++i) array[i] = value;
}

template <typename T>
std::size_t count_wrong(const T* a, T expected, std::size_t n) {
  const auto count = static_cast<std::ptrdiff_t>(n);
  std::size_t wrong = 0;
#pragma omp parallel for schedule(static) reduction(+ : wrong)
  for (std::ptrdiff_t i = 0; i < count; ++i) wrong += a[i] == expected ? 0 : 1;
  return wrong;
}

template <typename T>
void copy_loop(T* __restrict__ a, const T* __restrict__ b, std::size_t n) {
  const auto count = static_cast<std::ptrdiff_t>(n);
#pragma omp parallel for simd schedule(static)
  for (std::ptrdiff_t i = 0; i < count; ++i) a[i] = b[i];
}

template <typename T>
void triad_loop(T* __restrict__ a, const T* __restrict__ b, const T* __restrict__ c, T s,
                std::size_t n) {
  const auto count = static_cast<std::ptrdiff_t>(n);
#pragma omp parallel for simd schedule(static)
  for (std::ptrdiff_t i = 0; i < count; ++i) a[i] = b[i] + s * c[i];
}

template <typename T>
void copy_nontemporal(T* a, const T* b, std::size_t n) {
  const std::ptrdiff_t vectors = vectors_in<T>(n);
#pragma omp parallel
  {
#pragma omp for schedule(static) nowait
    for (std::ptrdiff_t v = 0; v < vectors; ++v) {
      stream(a + v * kLanes<T>, load(b + v * kLanes<T>));
    }
    _mm_sfence();
  }
  const auto done = static_cast<std::size_t>(vectors * kLanes<T>);
  std::copy(b + done, b + n, a + done);
}

template <typename T>
void triad_nontemporal(T* a, const T* b, const T* c, T s, std::size_t n) {
  const std::ptrdiff_t vectors = vectors_in<T>(n);
#pragma omp parallel
  {
#pragma omp for schedule(static) nowait
    for (std::ptrdiff_t v = 0; v < vectors; ++v) {
      const std::ptrdiff_t i = v * kLanes<T>;
      stream(a + i, load(b + i) + s * load(c + i));
    }
    _mm_sfence();
  }
  for (auto i = static_cast<std::size_t>(vectors * kLanes<T>); i < n; ++i) a[i] = b[i] + s * c[i];
}

template <typename T>
void copy_memcpy(T* a, const T* b, std::size_t n) {
#pragma omp parallel
  {
    const auto threads = static_cast<std::size_t>(omp_get_num_threads());
    const auto thread = static_cast<std::size_t>(omp_get_thread_num());
    const std::size_t begin = n / threads * thread;
    const std::size_t end = thread + 1 == threads ? n : begin + n / threads;
    std::memcpy(a + begin, b + begin, (end - begin) * sizeof(T));
  }
}

// NOLINTBEGIN(bugprone-macro-parentheses): a type in a declaration stands without them
#define FLEETMARK_RIVALS_OF(T)                                                \
  template void fill<T>(T*, T, std::size_t);                                  \
  template std::size_t count_wrong<T>(const T*, T, std::size_t);              \
  template void copy_loop<T>(T*, const T*, std::size_t);                      \
  template void triad_loop<T>(T*, const T*, const T*, T, std::size_t);        \
  template void copy_nontemporal<T>(T*, const T*, std::size_t);               \
  template void triad_nontemporal<T>(T*, const T*, const T*, T, std::size_t); \
  template void copy_memcpy<T>(T*, const T*, std::size_t);
FLEETMARK_RIVALS_OF(double)
FLEETMARK_RIVALS_OF(float)
#undef FLEETMARK_RIVALS_OF
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace fleetmark::rival

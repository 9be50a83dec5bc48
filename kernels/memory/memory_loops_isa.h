// SPDX-License-Identifier: Apache-2.0
// The loops themselves, written once over a vector of kVectorBytes bytes. Included by one .cpp per
// instruction set, which defines kVectorBytes and store_nontemporal first. Everything sits in an
// unnamed namespace: the linker must never take an instantiation made for another instruction set.
//
// Reductions run several streams per thread: one stream alone cannot keep enough lines in flight.
#include <immintrin.h>

#include <bit>
#include <cstring>

#include "kernels/memory/memory_loops.h"
#include "kernels/memory/memory_spec.h"

namespace fleetmark::memory {
namespace {

template <typename T>
struct VectorOf {
  typedef T type __attribute__((vector_size(kVectorBytes)));  // NOLINT(modernize-use-using)
  static constexpr std::size_t kLanes = kVectorBytes / sizeof(T);
};

template <typename T>
using Vector = typename VectorOf<T>::type;

template <typename T>
Vector<T> load(const T* from) {
  Vector<T> value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <bool kNontemporal, typename T>
void store(T* to, Vector<T> value) {
  if constexpr (kNontemporal) {
    store_nontemporal(to, &value);
  } else {
    std::memcpy(to, &value, sizeof value);
  }
}

// a[i] = element(i), in vectors and a scalar tail.
template <bool kNontemporal, typename T, typename VectorAt, typename ElementAt>
void map(T* a, std::size_t n, VectorAt vector_at, ElementAt element_at) {
  constexpr std::size_t kLanes = VectorOf<T>::kLanes;
  constexpr std::size_t kStep = 4 * kLanes;
  std::size_t i = 0;
  for (; i + kStep <= n; i += kStep) {
    for (std::size_t part = 0; part < 4; ++part) {
      store<kNontemporal>(a + i + part * kLanes, vector_at(i + part * kLanes));
    }
  }
  for (; i < n; ++i) a[i] = element_at(i);
  if constexpr (kNontemporal) _mm_sfence();
}

template <bool kNontemporal, typename T>
void write_loop(T* a, std::size_t n) {
  const T s = static_cast<T>(kScalar);
  const Vector<T> all = Vector<T>{} + s;
  map<kNontemporal>(
      a, n, [all](std::size_t) { return all; }, [s](std::size_t) { return s; });
}

template <bool kNontemporal, typename T>
void copy_loop(T* a, const T* b, std::size_t n) {
  map<kNontemporal>(
      a, n, [b](std::size_t i) { return load(b + i); }, [b](std::size_t i) { return b[i]; });
}

template <bool kNontemporal, typename T>
void scale_loop(T* a, const T* b, std::size_t n) {
  const T s = static_cast<T>(kScalar);
  map<kNontemporal>(
      a, n, [b, s](std::size_t i) { return s * load(b + i); },
      [b, s](std::size_t i) { return s * b[i]; });
}

template <bool kNontemporal, typename T>
void add_loop(T* a, const T* b, const T* c, std::size_t n) {
  map<kNontemporal>(
      a, n, [b, c](std::size_t i) { return load(b + i) + load(c + i); },
      [b, c](std::size_t i) { return b[i] + c[i]; });
}

template <bool kNontemporal, typename T>
void triad_loop(T* a, const T* b, const T* c, std::size_t n) {
  const T s = static_cast<T>(kScalar);
  map<kNontemporal>(
      a, n, [b, c, s](std::size_t i) { return load(b + i) + s * load(c + i); },
      [b, c, s](std::size_t i) { return b[i] + s * c[i]; });
}

constexpr std::size_t kStreams = 4;

// Equal stretches for the streams, each a whole number of cache lines; the rest follows them.
inline std::size_t stretch_of(std::size_t n, std::size_t element_bytes) {
  const std::size_t per_line = 64 / element_bytes;
  return n / kStreams / per_line * per_line;
}

template <typename T>
std::uint64_t read_loop(const T* b, std::size_t n) {
  typedef std::uint64_t Words __attribute__((vector_size(kVectorBytes)));  // NOLINT
  constexpr std::size_t kLanes = VectorOf<T>::kLanes;
  const std::size_t stretch = stretch_of(n, sizeof(T));
  Words sums[kStreams] = {};
  for (std::size_t i = 0; i < stretch; i += kLanes) {
    for (std::size_t stream = 0; stream < kStreams; ++stream) {
      Words words;
      std::memcpy(&words, b + stream * stretch + i, sizeof words);
      sums[stream] += words;
    }
  }
  std::uint64_t total = 0;
  for (const auto& sum : sums) {
    for (std::size_t lane = 0; lane < kVectorBytes / 8; ++lane) total += sum[lane];
  }
  std::size_t i = kStreams * stretch;
  constexpr std::size_t kPerWord = 8 / sizeof(T);
  for (; i + kPerWord <= n; i += kPerWord) {
    std::uint64_t word = 0;
    std::memcpy(&word, b + i, sizeof word);
    total += word;
  }
  if constexpr (kPerWord == 2) {
    if (i < n) total += std::bit_cast<std::uint32_t>(b[i]);
  }
  return total;
}

template <typename T>
double dot_loop(const T* b, const T* c, std::size_t n) {
  constexpr std::size_t kLanes = VectorOf<T>::kLanes;
  // Lanes are folded into double this often: what memory_spec's tolerance relies on.
  constexpr std::size_t kFold = 2048 * kLanes;
  const std::size_t stretch = stretch_of(n, sizeof(T));
  double total = 0;
  for (std::size_t begin = 0; begin < stretch; begin += kFold) {
    const std::size_t end = begin + kFold < stretch ? begin + kFold : stretch;
    Vector<T> sums[kStreams] = {};
    for (std::size_t i = begin; i < end; i += kLanes) {
      for (std::size_t stream = 0; stream < kStreams; ++stream) {
        const std::size_t at = stream * stretch + i;
        sums[stream] += load(b + at) * load(c + at);
      }
    }
    for (const auto& sum : sums) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) total += static_cast<double>(sum[lane]);
    }
  }
  for (std::size_t i = kStreams * stretch; i < n; ++i) {
    total += static_cast<double>(b[i]) * static_cast<double>(c[i]);
  }
  return total;
}

template <typename T>
constexpr Loops<T> loops_of() {
  return Loops<T>{read_loop<T>,
                  dot_loop<T>,
                  {write_loop<false, T>, write_loop<true, T>},
                  {copy_loop<false, T>, copy_loop<true, T>},
                  {scale_loop<false, T>, scale_loop<true, T>},
                  {add_loop<false, T>, add_loop<true, T>},
                  {triad_loop<false, T>, triad_loop<true, T>}};
}

constexpr LoopTable kLoopTable{loops_of<double>(), loops_of<float>()};

}  // namespace
}  // namespace fleetmark::memory

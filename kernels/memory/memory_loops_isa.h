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

template <Store kStore, typename T>
void store(T* to, Vector<T> value) {
  if constexpr (kStore == kTemporal) {
    std::memcpy(to, &value, sizeof value);
  } else {
    store_nontemporal(to, &value);
  }
}

// How far ahead of its loads a non-temporal loop asks for the lines of its inputs. Loads that wait
// hold back the stores behind them, and a write-combining buffer that waits half full is flushed in
// parts; raced on Zen 4, 1 KiB ahead gained 1.1 to 1.2 over none, 512 B and 4 KiB gained less. Past
// the outer levels (NTA) was raced there; on Cascade Lake it halves the rate, as the prefetcher of
// the second level then sees no stream to follow.
inline constexpr std::size_t kPrefetchBytes = 1024;

template <Store kStore>
void prefetch_ahead(const void* from) {
  const char* ahead = static_cast<const char*>(from) + kPrefetchBytes;
  if constexpr (kStore == kNontemporal) _mm_prefetch(ahead, _MM_HINT_T0);
  if constexpr (kStore == kNontemporalBypass) _mm_prefetch(ahead, _MM_HINT_NTA);
}

template <typename T>
constexpr std::size_t kPerLine = 64 / sizeof(T);

// a[i] = combine(inputs[i] ...), a cache line at a time, and a scalar tail. One line and not more:
// several streams of stores in flight for one array contend for write-combining buffers.
template <Store kStore, typename T, typename Combine, typename... Inputs>
void map(T* a, std::size_t n, Combine combine, const Inputs*... inputs) {
  std::size_t i = 0;
  for (; i + kPerLine<T> <= n; i += kPerLine<T>) {
    if constexpr (kStore != kTemporal) (prefetch_ahead<kStore>(inputs + i), ...);
    for (std::size_t at = i; at < i + kPerLine<T>; at += VectorOf<T>::kLanes) {
      store<kStore>(a + at, combine(load(inputs + at)...));
    }
  }
  for (; i < n; ++i) a[i] = combine(inputs[i]...);
  if constexpr (kStore != kTemporal) _mm_sfence();
}

template <Store kStore, typename T>
void write_loop(T* a, std::size_t n) {
  const T s = static_cast<T>(kScalar);
  const Vector<T> all = Vector<T>{} + s;
  std::size_t i = 0;
  for (; i + VectorOf<T>::kLanes <= n; i += VectorOf<T>::kLanes) store<kStore>(a + i, all);
  for (; i < n; ++i) a[i] = s;
  if constexpr (kStore != kTemporal) _mm_sfence();
}

template <Store kStore, typename T>
void copy_loop(T* a, const T* b, std::size_t n) {
  map<kStore>(
      a, n, [](auto x) { return x; }, b);
}

template <Store kStore, typename T>
void scale_loop(T* a, const T* b, std::size_t n) {
  const T s = static_cast<T>(kScalar);
  map<kStore>(
      a, n, [s](auto x) { return s * x; }, b);
}

template <Store kStore, typename T>
void add_loop(T* a, const T* b, const T* c, std::size_t n) {
  map<kStore>(
      a, n, [](auto x, auto y) { return x + y; }, b, c);
}

template <Store kStore, typename T>
void triad_loop(T* a, const T* b, const T* c, std::size_t n) {
  const T s = static_cast<T>(kScalar);
  map<kStore>(
      a, n, [s](auto x, auto y) { return x + s * y; }, b, c);
}

inline constexpr std::size_t kStreams = 4;

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
  return Loops<T>{
      read_loop<T>,
      dot_loop<T>,
      {write_loop<kTemporal, T>, write_loop<kNontemporal, T>, write_loop<kNontemporalBypass, T>},
      {copy_loop<kTemporal, T>, copy_loop<kNontemporal, T>, copy_loop<kNontemporalBypass, T>},
      {scale_loop<kTemporal, T>, scale_loop<kNontemporal, T>, scale_loop<kNontemporalBypass, T>},
      {add_loop<kTemporal, T>, add_loop<kNontemporal, T>, add_loop<kNontemporalBypass, T>},
      {triad_loop<kTemporal, T>, triad_loop<kNontemporal, T>, triad_loop<kNontemporalBypass, T>}};
}

inline constexpr LoopTable kLoopTable{loops_of<double>(), loops_of<float>()};

}  // namespace
}  // namespace fleetmark::memory

// SPDX-License-Identifier: Apache-2.0
// Device code that the strategies of the memory family share: what a pack becomes, and how a sum
// leaves the device.
#pragma once

#include <bit>

#include "kernels/gpu/cache_hints.h"
#include "kernels/memory/memory_gpu_launch.h"

namespace fleetmark::memory {

using gpu::Word16;

template <typename T>
struct Pack {
  static constexpr int kLanes = 16 / static_cast<int>(sizeof(T));
  T lane[kLanes];
};

template <Op kOp>
constexpr int inputs_of() {
  return op_row_of(kOp).inputs;
}

template <Op kOp, typename T>
__device__ inline T element(T b, T c) {
  constexpr T kS = static_cast<T>(kScalar);
  if constexpr (kOp == Op::kWrite) return kS;
  if constexpr (kOp == Op::kCopy) return b;
  if constexpr (kOp == Op::kScale) return kS * b;
  if constexpr (kOp == Op::kAdd) return b + c;
  return b + kS * c;
}

template <Op kOp, typename T>
__device__ inline Word16 combined(const Word16& b, const Word16& c) {
  if constexpr (kOp == Op::kCopy) return b;
  const auto left = std::bit_cast<Pack<T>>(b);
  const auto right = std::bit_cast<Pack<T>>(c);
  Pack<T> result;
#pragma unroll
  for (int lane = 0; lane < Pack<T>::kLanes; ++lane) {
    result.lane[lane] = element<kOp, T>(left.lane[lane], right.lane[lane]);
  }
  return std::bit_cast<Word16>(result);
}

// The elements after the last whole pack: fewer than 16 bytes, taken by the first block.
template <Op kOp, typename T>
__device__ inline void finish_map(T* a, const T* b, const T* c, std::int64_t n) {
  const std::int64_t i = n / Pack<T>::kLanes * Pack<T>::kLanes + threadIdx.x;
  if (blockIdx.x != 0 || i >= n) return;
  a[i] = element<kOp, T>(inputs_of<kOp>() > 0 ? b[i] : T{}, inputs_of<kOp>() > 1 ? c[i] : T{});
}

// memory.read: wrapping sum of 64-bit words.
template <typename T>
struct Checksum {
  using Sum = unsigned long long;
  static constexpr int kInputs = 1;
  Sum sum = 0;

  __device__ void add(const Word16& word, const Word16&) {
    const auto words = std::bit_cast<Pack<Sum>>(word);
    sum += words.lane[0] + words.lane[1];
  }
  __device__ void fold() {}
  // Less than 16 bytes; an odd f32 element is a word of its own.
  __device__ void add_rest(const T* b, const T*, std::int64_t n) {
    const std::int64_t bytes = n * static_cast<std::int64_t>(sizeof(T));
    const auto* words = reinterpret_cast<const Sum*>(b);
#pragma unroll 1
    for (std::int64_t i = bytes / 16 * 2; i < bytes / 8; ++i) sum += words[i];
    if (bytes % 8 != 0) sum += reinterpret_cast<const unsigned*>(b)[bytes / 4 - 1];
  }
};

// memory.dot: lanes in the element type, folded into double at least every 2048 additions, which is
// what memory_spec's tolerance relies on.
template <typename T>
struct Dot {
  using Sum = double;
  static constexpr int kInputs = 2;
  T lanes[Pack<T>::kLanes] = {};
  Sum sum = 0;

  __device__ void add(const Word16& b, const Word16& c) {
    const auto left = std::bit_cast<Pack<T>>(b);
    const auto right = std::bit_cast<Pack<T>>(c);
#pragma unroll
    for (int lane = 0; lane < Pack<T>::kLanes; ++lane) {
      lanes[lane] += left.lane[lane] * right.lane[lane];
    }
  }
  __device__ void fold() {
#pragma unroll
    for (T& lane : lanes) {
      sum += static_cast<double>(lane);
      lane = 0;
    }
  }
  __device__ void add_rest(const T* b, const T* c, std::int64_t n) {
#pragma unroll 1
    for (std::int64_t i = n / Pack<T>::kLanes * Pack<T>::kLanes; i < n; ++i) {
      sum += static_cast<double>(b[i]) * static_cast<double>(c[i]);
    }
  }
};

// Calls `body` with the reduction and the element type as types.
template <typename Body>
auto with_reduction(const MemoryTask& task, Body body) {
  if (task.op == Op::kRead) {
    return task.dtype == DType::kF64 ? body.template operator()<Checksum<double>, double>()
                                     : body.template operator()<Checksum<float>, float>();
  }
  return task.dtype == DType::kF64 ? body.template operator()<Dot<double>, double>()
                                   : body.template operator()<Dot<float>, float>();
}

// A thread folds after this many packs.
inline constexpr int kPacksPerFold = 2048;

// Sum over a block of kBlock threads in shared memory, in a fixed order. Two calls need a barrier
// between.
template <int kBlock = kThreads, typename Sum>
__device__ inline Sum block_sum(Sum mine) {
  __shared__ Sum all[kBlock];
  all[threadIdx.x] = mine;
  __syncthreads();
#pragma unroll
  for (int half = kBlock / 2; half > 0; half /= 2) {
    if (static_cast<int>(threadIdx.x) < half) all[threadIdx.x] += all[threadIdx.x + half];
    __syncthreads();
  }
  return all[0];
}

// Leaves the sum over all blocks in partial[gridDim.x]. The block that finishes last adds the
// others' sums, in the order of blocks: one launch, and the same result every time.
template <int kBlock = kThreads, typename Sum>
__device__ inline void leave_sum(Sum mine, Sum* partial, unsigned* ticket) {
  __shared__ bool is_last;
  const Sum of_block = block_sum<kBlock>(mine);
  if (threadIdx.x == 0) {
    partial[blockIdx.x] = of_block;
    __threadfence();  // the sum is visible before the ticket says so
    is_last = atomicAdd(ticket, 1U) == gridDim.x - 1;
  }
  __syncthreads();
  if (!is_last) return;
  __threadfence();
  const volatile Sum* all = partial;  // volatile: past this SM's own cache
  Sum rest = 0;
#pragma unroll 1
  for (unsigned i = threadIdx.x; i < gridDim.x; i += kBlock) rest += all[i];
  const Sum total = block_sum<kBlock>(rest);
  if (threadIdx.x == 0) {
    partial[gridDim.x] = total;
    *ticket = 0;
  }
}

}  // namespace fleetmark::memory

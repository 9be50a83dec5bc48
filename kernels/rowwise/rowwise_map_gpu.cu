// SPDX-License-Identifier: Apache-2.0
// The rowwise kernels that take each element, or pair, on its own.
//
// Idea: a thread has four packs of each array in flight before it computes.
// Bytes: rowwise_spec.h. Launch: blocks of 256 threads, a block per tile of 1024 packs.
// Known limit: rotary and dequantise take one element at a time where a pack would cross half a
// head or a row.
#include "kernels/gpu/packs.cuh"
#include "kernels/rowwise/rowwise_gpu.h"

namespace fleetmark::rowwise {
namespace {

struct SiluMultiply {
  static constexpr bool kTwo = true;
  static __device__ __forceinline__ float of(float gate, float v) {
    return gate / (1.0F + expf(-gate)) * v;
  }
};
// The fast exponential and division err by some 7 + 13 |z| u, of 8 + 20 |z| allowed; without them
// bf16 would wait for the arithmetic. The limit keeps the divisor where the fast division works.
struct Gelu {
  static constexpr bool kTwo = false;
  static __device__ __forceinline__ float of(float v, float) {
    constexpr float kTwice = 2 * 0.7978845608F;  // 2 sqrt(2 / pi)
    const float z2 = kTwice * (v + 0.044715F * v * v * v);
    if (z2 < -87.0F) return 0.0F;
    return __fdividef(v, 1.0F + __expf(-z2));
  }
};
struct ResidualAdd {
  static constexpr bool kTwo = true;
  static __device__ __forceinline__ float of(float a, float b) { return a + b; }
};

// Elements after the last whole pack: fewer than a block has threads.
template <typename F, typename T>
__device__ __forceinline__ void map_rest(T* out, const T* x, const T* y, std::int64_t first,
                                         std::int64_t n) {
  using P = gpu::Pack<T, 1>;
  const std::int64_t i = first + threadIdx.x;
  if (i >= n) return;
  float a[1];
  float b[1] = {};
  P::load(x + i).widen(a);
  if constexpr (F::kTwo) P::load(y + i).widen(b);
  const float result[1] = {F::of(a[0], b[0])};
  P::round(result).store(out + i);
}

template <typename F, typename T>
__global__ void __launch_bounds__(kThreads)
    flat_kernel(T* __restrict__ out, const T* __restrict__ x, const T* __restrict__ y,
                std::int64_t n) {
  constexpr int kElements = gpu::kPackElements<T>;
  using P = gpu::Pack<T, kElements>;
  const std::int64_t packs = n / kElements;
#pragma unroll 1
  for (std::int64_t tile = blockIdx.x; tile * kMapTile < packs; tile += gridDim.x) {
    P a[kInFlight] = {};
    P b[kInFlight] = {};
#pragma unroll
    for (int part = 0; part < kInFlight; ++part) {
      const std::int64_t i = tile * kMapTile + part * kThreads + threadIdx.x;
      if (i < packs) {
        a[part] = P::load(x + i * kElements);
        if constexpr (F::kTwo) b[part] = P::load(y + i * kElements);
      }
    }
#pragma unroll
    for (int part = 0; part < kInFlight; ++part) {
      const std::int64_t i = tile * kMapTile + part * kThreads + threadIdx.x;
      float first[kElements];
      float second[kElements];
      float result[kElements];
      a[part].widen(first);
      b[part].widen(second);
#pragma unroll
      for (int e = 0; e < kElements; ++e) result[e] = F::of(first[e], second[e]);
      if (i < packs) P::round(result).store(out + i * kElements);
    }
  }
  if (blockIdx.x == 0) map_rest<F>(out, x, y, packs * kElements, n);
}

// The table of turns is read once per row from memory and by the other heads from a cache.
template <typename T, int kElements>
__global__ void __launch_bounds__(kThreads)
    rotary_kernel(const Arrays arrays, const MapPlan plan, std::int64_t width) {
  using P = gpu::Pack<T, kElements>;
  using F = gpu::Pack<float, kElements>;
  const std::int64_t half = static_cast<std::int64_t>(plan.items_per_head) * kElements;
#pragma unroll 1
  for (std::int64_t tile = blockIdx.x; tile * kMapTile < plan.items; tile += gridDim.x) {
    const TilePlace place = tile_place(tile, plan.items_per_row);
#pragma unroll 2
    for (std::uint32_t within = threadIdx.x; within < kMapTile; within += kThreads) {
      if (tile * kMapTile + within >= plan.items) break;
      const ItemPlace at = item_place(place, within, plan.items_per_row);
      const std::int64_t column = rotary_column(at.in_row, plan.items_per_head, kElements);
      const std::int64_t from = at.row * width + column;
      const std::int64_t turn = at.row * half + column % half;
      float a[kElements], b[kElements], cosine[kElements], sine[kElements];
      const P low = P::load(static_cast<const T*>(arrays.x) + from);
      const P high = P::load(static_cast<const T*>(arrays.x) + from + half);
      F::load(arrays.cosines + turn).widen(cosine);
      F::load(arrays.sines + turn).widen(sine);
      low.widen(a);
      high.widen(b);
      float first[kElements], second[kElements];
#pragma unroll
      for (int i = 0; i < kElements; ++i) {
        first[i] = a[i] * cosine[i] - b[i] * sine[i];
        second[i] = b[i] * cosine[i] + a[i] * sine[i];
      }
      P::round(first).store(static_cast<T*>(arrays.out) + from);
      P::round(second).store(static_cast<T*>(arrays.out) + from + half);
    }
  }
}

template <int kElements>
__device__ __forceinline__ void load_codes(const std::int8_t* from, float (&to)[kElements]) {
  if constexpr (kElements == 1) {
    to[0] = *from;
  } else {
    unsigned word[kElements / 4];
    if constexpr (kElements == 4) {
      word[0] = *reinterpret_cast<const unsigned*>(from);
    } else {
      const uint2 both = *reinterpret_cast<const uint2*>(from);
      word[0] = both.x;
      word[1] = both.y;
    }
#pragma unroll
    for (int i = 0; i < kElements; ++i) {
      to[i] = static_cast<std::int8_t>(word[i / 4] >> (8 * (i % 4)) & 0xFFU);
    }
  }
}

template <typename T, int kElements>
__global__ void __launch_bounds__(kThreads)
    dequantise_kernel(const Arrays arrays, const MapPlan plan, std::int64_t width) {
#pragma unroll 1
  for (std::int64_t tile = blockIdx.x; tile * kMapTile < plan.items; tile += gridDim.x) {
    const TilePlace place = tile_place(tile, plan.items_per_row);
#pragma unroll
    for (int part = 0; part < kInFlight; ++part) {
      const std::uint32_t within = part * kThreads + threadIdx.x;
      if (tile * kMapTile + within < plan.items) {
        const ItemPlace at = item_place(place, within, plan.items_per_row);
        const std::int64_t from = at.row * width + static_cast<std::int64_t>(at.in_row) * kElements;
        float value[kElements];
        load_codes(static_cast<const std::int8_t*>(arrays.x) + from, value);
        const float factor = arrays.factors[at.row];
#pragma unroll
        for (int i = 0; i < kElements; ++i) value[i] *= factor;
        gpu::Pack<T, kElements>::round(value).store(static_cast<T*>(arrays.out) + from);
      }
    }
  }
}

template <typename F, typename T>
Result<> launch_flat(gpu::gpu_stream stream, const MapLaunch& launch) {
  flat_kernel<F, T><<<static_cast<unsigned>(launch.plan.blocks), kThreads, 0, stream>>>(
      static_cast<T*>(launch.arrays.out), static_cast<const T*>(launch.arrays.x),
      static_cast<const T*>(launch.arrays.y), launch.shape.rows * launch.shape.width);
  FLEETMARK_GPU(gpuGetLastError());
  return {};
}

template <typename T, int kElements>
Result<> launch_items(gpu::gpu_stream stream, Op op, const MapLaunch& launch) {
  const auto blocks = static_cast<unsigned>(launch.plan.blocks);
  if (op == Op::kRotary) {
    rotary_kernel<T, kElements>
        <<<blocks, kThreads, 0, stream>>>(launch.arrays, launch.plan, launch.shape.width);
  } else {
    dequantise_kernel<T, kElements>
        <<<blocks, kThreads, 0, stream>>>(launch.arrays, launch.plan, launch.shape.width);
  }
  FLEETMARK_GPU(gpuGetLastError());
  return {};
}

template <typename T>
Result<> launch_typed(gpu::gpu_stream stream, Op op, const MapLaunch& launch) {
  if (op == Op::kSiluMultiply) return launch_flat<SiluMultiply, T>(stream, launch);
  if (op == Op::kGelu) return launch_flat<Gelu, T>(stream, launch);
  if (op == Op::kResidualAdd) return launch_flat<ResidualAdd, T>(stream, launch);
  return launch.plan.is_vector ? launch_items<T, gpu::kPackElements<T>>(stream, op, launch)
                               : launch_items<T, 1>(stream, op, launch);
}

}  // namespace

Result<> launch_map(gpu::gpu_stream stream, Op op, const MapLaunch& launch) {
  return launch.is_bf16 ? launch_typed<std::uint16_t>(stream, op, launch)
                        : launch_typed<float>(stream, op, launch);
}

}  // namespace fleetmark::rowwise

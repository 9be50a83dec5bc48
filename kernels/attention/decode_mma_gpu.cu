// SPDX-License-Identifier: Apache-2.0
// Attention of one query a sequence in bf16 (and, where no kernel fits better, of many), on tensor
// cores by mma.sync.
//
// Idea: cp.async keeps two or three tiles of 64 positions on their way, which is what covers the
//   latency of memory; each tile is read once for all query heads that share it. Per tile: warp w
//   multiplies the queries with positions 8w to 8w + 7; each warp turns some rows of scores into
//   weights; each warp adds up its part of the value elements. Weights go through in two bf16
//   parts, so that they keep 16 bits: the tolerance asks for sums as of f32.
// Bytes and flops: attention_spec.h. Launch: 256 threads for each split of a cache and row tile.
// Known limit: three barriers per tile; with more than 32 heads to a cache it is read again, from
// the second-level cache.
#include "kernels/attention/decode_tiles.cuh"

namespace fleetmark::attention {
namespace {

using Arguments = const DecodeArguments&;
constexpr int kWeightRow = kScorePitch * 4;  // bytes

__device__ __forceinline__ int lane_id() { return static_cast<int>(threadIdx.x) % 32; }
__device__ __forceinline__ int warp_id() { return static_cast<int>(threadIdx.x) / 32; }

// Scores of all rows and of this warp's eight positions, scaled for base 2, into shared memory.
template <int kRowTiles>
__device__ __forceinline__ void score(Arguments args, std::uint32_t shared, std::uint32_t keys,
                                      float* scores) {
  const DecodeMap& map = args.plan.map;
  const gpu::TileByte key_at = key_matrix_row(lane_id());
  const gpu::TileByte query_at = gpu::a_matrix_row(lane_id());
  const std::uint32_t key_row =
      keys + static_cast<std::uint32_t>((8 * warp_id() + key_at.row) * map.key_row + key_at.byte);
  const std::uint32_t query_row =
      shared + static_cast<std::uint32_t>(map.queries + query_at.row * map.key_row + query_at.byte);
  float sum[kRowTiles][4] = {};
#pragma unroll 2
  for (int byte = 0; byte < args.plan.key_pitch * 2; byte += 2 * gpu::kStepBytes) {
    std::uint32_t b[4];
    gpu::load_matrices(b, key_row + static_cast<std::uint32_t>(byte));
#pragma unroll
    for (int step = 0; step < 2; ++step) {
#pragma unroll
      for (int i = 0; i < kRowTiles; ++i) {
        std::uint32_t a[4];
        gpu::load_matrices(a, query_row + static_cast<std::uint32_t>(16 * i * map.key_row + byte +
                                                                     step * gpu::kStepBytes));
        gpu::mma<DType::kBf16>(sum[i], a, &b[2 * step]);
      }
    }
  }
#pragma unroll
  for (int i = 0; i < kRowTiles; ++i) {
#pragma unroll
    for (int r = 0; r < 4; r += 2) {
      const gpu::Element at = gpu::accumulator_element(0, lane_id(), r);
      const int position = 8 * warp_id() + at.column;
      float2 pair;
      pair.x = sum[i][r] * args.scale;
      pair.y = sum[i][r + 1] * args.scale;
      *reinterpret_cast<float2*>(scores + (16 * i + at.row) * kScorePitch + position) = pair;
    }
  }
}

// What a warp knows of the rows whose weights it makes.
template <int kRows>
struct RowFigures {
  float most[kRows];
  float sum[kRows];  // of this lane's positions
  int seen[kRows];
};

// Scores to weights, in two parts and in their place: a row is one warp's, and its weights follow
// from all of its scores. `factors` says by what the sums so far must shrink.
template <int kRows>
__device__ __forceinline__ void weigh(const DecodeTiles& tiles, int tile, RowFigures<kRows>& mine,
                                      const float* scores, unsigned char* weights, float* factors) {
#pragma unroll
  for (int i = 0; i < kRows; ++i) {
    const int row = warp_id() * kRows + i;
    const int seen = tiles.seen_from(tile, mine.seen[i]) - 2 * lane_id();
    float2 s = *reinterpret_cast<const float2*>(scores + row * kScorePitch + 2 * lane_id());
    if (seen < 1) s.x = kNoScore;
    if (seen < 2) s.y = kNoScore;
    __syncwarp();  // the row has been read: its place is free
    const float most = fmaxf(mine.most[i], gpu::fold_lanes<gpu::Largest>(fmaxf(s.x, s.y)));
    const float factor = power_of_two(mine.most[i] - most);
    const float first = power_of_two(s.x - most);
    const float second = power_of_two(s.y - most);
    mine.most[i] = most;
    mine.sum[i] = mine.sum[i] * factor + (first + second);
    const std::uint32_t high = gpu::pack_bf16(first, second);
    const std::uint32_t low =
        gpu::pack_bf16(first - gpu::low_bf16(high), second - gpu::high_bf16(high));
    unsigned char* const to = weights + row * kWeightRow + 4 * lane_id();
    *reinterpret_cast<std::uint32_t*>(to) = high;
    *reinterpret_cast<std::uint32_t*>(to + kWeightPartBytes) = low;
    if (lane_id() == 0) factors[row] = factor;
  }
}

// This warp's value elements of all rows.
template <int kRowTiles, int kValueTiles>
struct Values {
  float sum[kRowTiles][kValueTiles][4] = {};

  static __device__ __forceinline__ int first_element() { return warp_id() * kValueTiles * 8; }

  __device__ __forceinline__ void shrink(const float* factors) {
#pragma unroll
    for (int i = 0; i < kRowTiles; ++i) {
      const float low = factors[16 * i + lane_id() / 4];
      const float high = factors[16 * i + lane_id() / 4 + 8];
#pragma unroll
      for (int j = 0; j < kValueTiles; ++j) {
#pragma unroll
        for (int r = 0; r < 4; ++r) sum[i][j][r] *= r < 2 ? low : high;
      }
    }
  }

  __device__ __forceinline__ void add(std::uint32_t values, int value_row, int value_pitch,
                                      std::uint32_t weights) {
    const gpu::TileByte a_at = gpu::a_matrix_row(lane_id());
    const gpu::TileByte v_at = value_matrix_row(lane_id());
    const std::uint32_t weight_at =
        weights + static_cast<std::uint32_t>(a_at.row * kWeightRow + a_at.byte);
    const std::uint32_t value_at =
        values + static_cast<std::uint32_t>(v_at.row * value_row + v_at.byte + 2 * first_element());
#pragma unroll
    for (int k = 0; k < kMmaPositions; k += 16) {
      std::uint32_t a[2][kRowTiles][4];
#pragma unroll
      for (int part = 0; part < 2; ++part) {
#pragma unroll
        for (int i = 0; i < kRowTiles; ++i) {
          gpu::load_matrices(a[part][i],
                             weight_at + static_cast<std::uint32_t>(part * kWeightPartBytes) +
                                 static_cast<std::uint32_t>(16 * i * kWeightRow + 2 * k));
        }
      }
#pragma unroll
      for (int j = 0; j < kValueTiles; j += 2) {
        if (first_element() + 8 * j >= value_pitch) break;  // the same for the whole warp
        std::uint32_t b[4];
        gpu::load_matrices_transposed(
            b, value_at + static_cast<std::uint32_t>(k * value_row + 16 * j));
#pragma unroll
        for (int i = 0; i < kRowTiles; ++i) {
#pragma unroll
          for (int part = 0; part < 2; ++part) {
            gpu::mma<DType::kBf16>(sum[i][j], a[part][i], &b[0]);
            gpu::mma<DType::kBf16>(sum[i][j + 1], a[part][i], &b[2]);
          }
        }
      }
    }
  }

  // store(row, element, value) for what this thread holds.
  template <typename Store>
  __device__ __forceinline__ void each(Store store) const {
#pragma unroll
    for (int i = 0; i < kRowTiles; ++i) {
#pragma unroll
      for (int j = 0; j < kValueTiles; ++j) {
#pragma unroll
        for (int r = 0; r < 4; ++r) {
          const gpu::Element at = gpu::accumulator_element(0, lane_id(), r);
          store(16 * i + at.row, first_element() + 8 * j + at.column, sum[i][j][r]);
        }
      }
    }
  }
};

// The answer, or this split's part of it.
template <int kRowTiles, int kValueTiles, int kRows>
__device__ __forceinline__ void leave(Arguments args, const DecodeTiles& tiles,
                                      const Values<kRowTiles, kValueTiles>& values,
                                      const RowFigures<kRows>& mine, float* sums) {
  const int rows = tiles.rows();
  const std::int64_t part = part_of(args.plan, tiles.at()) * args.plan.rows;
  const bool is_whole = args.plan.splits == 1;
#pragma unroll
  for (int i = 0; i < kRows; ++i) {
    const int row = warp_id() * kRows + i;
    const float sum = gpu::fold_lanes<gpu::Sum>(mine.sum[i]);
    if (lane_id() != 0) continue;
    sums[row] = sum;
    if (!is_whole) {
      *reinterpret_cast<float2*>(args.figures + (part + row) * 2) = make_float2(mine.most[i], sum);
    }
  }
  __syncthreads();
  auto* const out = static_cast<std::uint16_t*>(args.out) + tiles.first_row() * args.value;
  float* const parts = args.sums + part * args.value;
  values.each([&](int row, int element, float value) {
    if (row >= rows || element >= args.value) return;
    const std::int64_t at = static_cast<std::int64_t>(row) * args.value + element;
    if (is_whole) {
      out[at] = static_cast<std::uint16_t>(gpu::pack_bf16(value / sums[row], 0));
    } else {
      parts[at] = value;
    }
  });
}

// Told nothing about blocks per SM, the assembler spills a few words.
template <int kRowTiles, int kValueTiles>
__global__ void __launch_bounds__(kDecodeThreads, 2) decode_kernel(const DecodeArguments args) {
  extern __shared__ __align__(128) unsigned char memory[];
  constexpr int kRows = 16 * kRowTiles / kDecodeWarps;
  const auto shared = static_cast<std::uint32_t>(__cvta_generic_to_shared(memory));
  const DecodeMap& map = args.plan.map;
  float* const scores = reinterpret_cast<float*>(memory + map.scores);
  float* const factors = reinterpret_cast<float*>(memory + map.rows);
  float* const sums = factors + 16 * kRowTiles;
  const DecodeTiles tiles(args, shared);
  tiles.load_queries();
  for (int stage = 0; stage < args.plan.stages - 1; ++stage) tiles.load(stage);
  RowFigures<kRows> mine;
#pragma unroll
  for (int i = 0; i < kRows; ++i) {
    mine.most[i] = kNoScore;
    mine.sum[i] = 0;
    mine.seen[i] = tiles.seen_by_row(warp_id() * kRows + i);
  }
  Values<kRowTiles, kValueTiles> values;
#pragma unroll 1
  for (int tile = 0; tile < tiles.count(); ++tile) {
    tiles.wait();
    __syncthreads();  // the tile has come, and everybody is done with the one before it
    tiles.load(tile + args.plan.stages - 1);
    const std::uint32_t keys = tiles.stage(tile);
    score<kRowTiles>(args, shared, keys, scores);
    __syncthreads();
    weigh(tiles, tile, mine, scores, memory + map.weights, factors);
    __syncthreads();
    values.shrink(factors);
    const bool is_latent = args.values == nullptr;
    values.add(keys + static_cast<std::uint32_t>(map.values),
               is_latent ? map.key_row : map.value_row, args.plan.value_pitch,
               shared + static_cast<std::uint32_t>(map.weights));
  }
  gpu::copy_wait<0>();
  leave(args, tiles, values, mine, sums);
}

using Kernel = void (*)(DecodeArguments);
Kernel kernel_for(const DecodePlan& plan) {
  const bool is_wide = plan.rows == 32;
  if (plan.value_tiles == 2) return is_wide ? decode_kernel<2, 2> : decode_kernel<1, 2>;
  if (plan.value_tiles == 8) return is_wide ? decode_kernel<2, 8> : decode_kernel<1, 8>;
  return decode_kernel<1, 16>;
}

}  // namespace

Result<int> resident_decode_mma(const DecodePlan& plan) {
  return resident_with_most_shared(kernel_for(plan), plan.map.total);
}

Result<> launch_decode_mma(gpu::gpu_stream stream, const DecodeArguments& args) {
  kernel_for(args.plan)<<<static_cast<unsigned>(args.plan.blocks()), kDecodeThreads,
                          static_cast<std::size_t>(args.plan.map.total), stream>>>(args);
  FLEETMARK_GPU(gpuGetLastError());
  return {};
}

}  // namespace fleetmark::attention

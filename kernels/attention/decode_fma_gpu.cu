// SPDX-License-Identifier: Apache-2.0
// Attention in f32, on ordinary cores: made for one query a sequence, and right for many.
//
// Idea: as decode_mma_gpu.cu, with tiles of 32 positions. Per tile: warp w multiplies its eighth of
//   the key's elements for all rows, a position for each lane; each warp turns some rows of scores
//   into weights; each thread adds up four value elements over its share of the positions. Keys and
//   values are read once from shared memory.
// Bytes and flops: attention_spec.h. Launch: 256 threads for each split of a cache and row tile.
// Known limit: three barriers per tile; with more than 16 heads to a cache it is read again.
#include "kernels/attention/decode_tiles.cuh"

namespace fleetmark::attention {
namespace {

using Arguments = const DecodeArguments&;

__device__ __forceinline__ int lane_id() { return static_cast<int>(threadIdx.x) % 32; }
__device__ __forceinline__ int warp_id() { return static_cast<int>(threadIdx.x) / 32; }

__device__ __forceinline__ float4 four(const unsigned char* from) {
  return *reinterpret_cast<const float4*>(from);
}

// parts[warp][row][position]: what this warp's elements of the keys give.
template <int kRows>
__device__ __forceinline__ void score(Arguments args, const unsigned char* memory,
                                      const unsigned char* keys, float* parts) {
  const DecodeMap& map = args.plan.map;
  const unsigned char* const key = keys + lane_id() * map.key_row;
  const unsigned char* const query = memory + map.queries;
  const Range mine = tiles_of_split(args.plan.key_chunks, warp_id(), kDecodeWarps);
  float sum[kRows] = {};
#pragma unroll(kRows > 4 ? 1 : 2)
  for (int chunk = static_cast<int>(mine.begin); chunk < static_cast<int>(mine.end); ++chunk) {
    const float4 k = four(key + chunk * kChunkBytes);
#pragma unroll
    for (int row = 0; row < kRows; ++row) {
      const float4 q = four(query + row * map.key_row + chunk * kChunkBytes);
      sum[row] = fmaf(q.x, k.x, fmaf(q.y, k.y, fmaf(q.z, k.z, fmaf(q.w, k.w, sum[row]))));
    }
  }
#pragma unroll
  for (int row = 0; row < kRows; ++row) {
    parts[score_part(warp_id(), kRows, row, lane_id())] = sum[row];
  }
}

struct RowFigures {
  float most = kNoScore;
  float sum = 0;  // of this lane's positions
  int seen = 0;
};

// weights[position][row]; `factors` says by what the sums so far must shrink.
template <int kRows>
__device__ __forceinline__ void weigh(Arguments args, RowFigures& mine, int row, const float* parts,
                                      float* weights, float* factors, int seen) {
  float score = 0;
#pragma unroll
  for (int warp = 0; warp < kDecodeWarps; ++warp) {
    score += parts[score_part(warp, kRows, row, lane_id())];
  }
  score = lane_id() < seen ? score * args.scale : kNoScore;
  const float most = fmaxf(mine.most, gpu::fold_lanes<gpu::Largest>(score));
  const float factor = power_of_two(mine.most - most);
  const float weight = power_of_two(score - most);
  mine.most = most;
  mine.sum = mine.sum * factor + weight;
  weights[lane_id() * kRows + row] = weight;
  if (lane_id() == 0) factors[row] = factor;
}

// Four value elements of all rows, over every so-many-th position of each tile.
template <int kRows>
struct Values {
  float4 sum[kRows] = {};
  ValueShare share;

  __device__ __forceinline__ explicit Values(int value_chunks)
      : share(value_share(static_cast<int>(threadIdx.x), value_chunks)) {}

  __device__ __forceinline__ void add(const unsigned char* values, int value_row,
                                      const float* weights, const float* factors) {
#pragma unroll
    for (int row = 0; row < kRows; ++row) {
      const float factor = factors[row];
      sum[row] = make_float4(sum[row].x * factor, sum[row].y * factor, sum[row].z * factor,
                             sum[row].w * factor);
    }
#pragma unroll(kRows > 4 ? 1 : 2)
    for (int position = share.slice; position < kFmaPositions; position += share.slices) {
      const float4 v = four(values + position * value_row + share.chunk * kChunkBytes);
#pragma unroll
      for (int row = 0; row < kRows; ++row) {
        const float w = weights[position * kRows + row];
        sum[row] = make_float4(fmaf(w, v.x, sum[row].x), fmaf(w, v.y, sum[row].y),
                               fmaf(w, v.z, sum[row].z), fmaf(w, v.w, sum[row].w));
      }
    }
  }

  // The slices add to shared memory one after the other.
  __device__ __forceinline__ void gather(float* total, int value_pitch) const {
    for (int turn = 0; turn < share.slices; ++turn) {
      if (turn == share.slice && share.has_work) {
#pragma unroll
        for (int row = 0; row < kRows; ++row) {
          float4* const to = reinterpret_cast<float4*>(total + row * value_pitch) + share.chunk;
          const float4 before = turn == 0 ? float4{} : *to;
          *to = make_float4(before.x + sum[row].x, before.y + sum[row].y, before.z + sum[row].z,
                            before.w + sum[row].w);
        }
      }
      __syncthreads();
    }
  }
};

// The answer, or this split's part of it, from the totals in shared memory.
template <int kRows>
__device__ __forceinline__ void leave(Arguments args, const DecodeTiles& tiles, const float* total,
                                      const float* sums) {
  const bool is_whole = args.plan.splits == 1;
  const std::int64_t part = part_of(args.plan, tiles.at()) * args.plan.rows;
  float* const to = is_whole ? static_cast<float*>(args.out) + tiles.first_row() * args.value
                             : args.sums + part * args.value;
  for (int row = warp_id(); row < tiles.rows(); row += kDecodeWarps) {
    for (int element = lane_id(); element < args.value; element += 32) {
      const float value = total[row * args.plan.value_pitch + element];
      to[static_cast<std::int64_t>(row) * args.value + element] =
          is_whole ? value / sums[row] : value;
    }
  }
}

// Told nothing about blocks per SM, the assembler spills a few words.
template <int kRows>
__global__ void __launch_bounds__(kDecodeThreads, kRows > 8 ? 1 : 2)
    decode_kernel(const DecodeArguments args) {
  extern __shared__ __align__(128) unsigned char memory[];
  constexpr int kRowsOfWarp = kRows > kDecodeWarps ? kRows / kDecodeWarps : 1;
  const auto shared = static_cast<std::uint32_t>(__cvta_generic_to_shared(memory));
  const DecodeMap& map = args.plan.map;
  float* const parts = reinterpret_cast<float*>(memory + map.scores);
  float* const weights = reinterpret_cast<float*>(memory + map.weights);
  float* const factors = reinterpret_cast<float*>(memory + map.rows);
  float* const sums = factors + kRows;
  const bool is_latent = args.values == nullptr;
  const DecodeTiles tiles(args, shared);
  tiles.load_queries();
  for (int stage = 0; stage < args.plan.stages - 1; ++stage) tiles.load(stage);
  RowFigures mine[kRowsOfWarp];
#pragma unroll
  for (int i = 0; i < kRowsOfWarp; ++i) {
    mine[i].seen = tiles.seen_by_row(weighed_row(warp_id(), i));
  }
  Values<kRows> values(args.plan.value_chunks);
#pragma unroll 1
  for (int tile = 0; tile < tiles.count(); ++tile) {
    tiles.wait();
    __syncthreads();  // the tile has come, and everybody is done with the one before it
    tiles.load(tile + args.plan.stages - 1);
    const unsigned char* const keys = memory + tile % args.plan.stages * map.stage;
    score<kRows>(args, memory, keys, parts);
    __syncthreads();
#pragma unroll
    for (int i = 0; i < kRowsOfWarp; ++i) {
      const int row = weighed_row(warp_id(), i);
      if (row < kRows) {
        weigh<kRows>(args, mine[i], row, parts, weights, factors,
                     tiles.seen_from(tile, mine[i].seen));
      }
    }
    __syncthreads();
    if (values.share.has_work) {
      values.add(keys + map.values, is_latent ? map.key_row : map.value_row, weights, factors);
    }
  }
  gpu::copy_wait<0>();
#pragma unroll
  for (int i = 0; i < kRowsOfWarp; ++i) {
    const int row = weighed_row(warp_id(), i);
    if (row >= kRows) break;
    const float sum = gpu::fold_lanes<gpu::Sum>(mine[i].sum);
    if (lane_id() != 0) continue;
    sums[row] = sum;
    if (args.plan.splits > 1) {
      const std::int64_t part = part_of(args.plan, tiles.at()) * args.plan.rows;
      *reinterpret_cast<float2*>(args.figures + (part + row) * 2) = make_float2(mine[i].most, sum);
    }
  }
  __syncthreads();  // the stages are free for the totals
  values.gather(reinterpret_cast<float*>(memory), args.plan.value_pitch);
  leave<kRows>(args, tiles, reinterpret_cast<const float*>(memory), sums);
}

using Kernel = void (*)(DecodeArguments);
Kernel kernel_for(const DecodePlan& plan) {
  if (plan.rows == 4) return decode_kernel<4>;
  return plan.rows == 8 ? decode_kernel<8> : decode_kernel<16>;
}

}  // namespace

Result<int> resident_decode_fma(const DecodePlan& plan) {
  return resident_with_most_shared(kernel_for(plan), plan.map.total);
}

Result<> launch_decode_fma(gpu::gpu_stream stream, const DecodeArguments& args) {
  kernel_for(args.plan)<<<static_cast<unsigned>(args.plan.blocks()), kDecodeThreads,
                          static_cast<std::size_t>(args.plan.map.total), stream>>>(args);
  FLEETMARK_GPU(gpuGetLastError());
  return {};
}

}  // namespace fleetmark::attention

// SPDX-License-Identifier: Apache-2.0
// What both decode kernels share: the ring of tiles that cp.async fills, and where a block stands.
#pragma once

#include "kernels/attention/attention_gpu.h"
#include "kernels/gpu/mma_instruction.cuh"
#include "kernels/gpu/occupancy.h"
#include "kernels/gpu/packs.cuh"

namespace fleetmark::attention {

__device__ __forceinline__ float power_of_two(float x) {
  float y = 0;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
}

// Lower than any score, and finite: differences of two stay numbers.
inline constexpr float kNoScore = -1e30F;

// Rows of `chunks` chunks each into shared memory; rows from `inside` on become zeros.
__device__ __forceinline__ void copy_rows(std::uint32_t to, int to_row, const unsigned char* from,
                                          int rows, int chunks, std::int64_t inside) {
  const std::int64_t from_row = static_cast<std::int64_t>(chunks) * kChunkBytes;
#pragma unroll 4
  for (ChunkWalk at(static_cast<int>(threadIdx.x), static_cast<int>(blockDim.x), chunks);
       at.row < rows; at.advance()) {
    const bool is_inside = at.row < inside;
    const unsigned char* source =
        from + (is_inside ? at.row * from_row + at.chunk * kChunkBytes : 0);
    gpu::copy_async(to + static_cast<std::uint32_t>(at.row * to_row + at.chunk * kChunkBytes),
                    source, is_inside);
  }
}

// How many blocks an SM holds, with as much of its memory shared as there is: left to itself the
// driver may leave room for one block where two fit.
template <typename Kernel>
Result<int> resident_with_most_shared(Kernel kernel, int shared_bytes) {
  FLEETMARK_GPU(gpuFuncSetAttribute(kernel, gpuFuncAttributePreferredSharedMemoryCarveout,
                                    gpu::kGpuSharedCarveoutMost));
  return gpu::resident_blocks_per_sm(kernel, kDecodeThreads,
                                     static_cast<std::size_t>(shared_bytes));
}

class DecodeTiles {
 public:
  __device__ __forceinline__ DecodeTiles(const DecodeArguments& args, std::uint32_t shared)
      : args_(args),
        shared_(shared),
        at_(decode_block(args.plan, blockIdx.x)),
        range_(tiles_of_split(args.plan.tiles, at_.split, args.plan.splits)),
        cache_row_(at_.cache * args.rows.context) {
    if (args.rows.is_causal) {  // not split: tiles that no row sees are left out
      const std::int64_t first = at_.row_tile * args.plan.rows;
      range_.end = (seen_by_rows(args.rows, first, args.plan.rows).most + args.plan.positions - 1) /
                   args.plan.positions;
    }
  }

  [[nodiscard]] __device__ __forceinline__ const DecodeBlock& at() const { return at_; }
  [[nodiscard]] __device__ __forceinline__ int count() const {
    return static_cast<int>(range_.end - range_.begin);
  }
  // Positions of tile `index` of this split that exist.
  [[nodiscard]] __device__ __forceinline__ int inside(int index) const {
    const std::int64_t left = args_.rows.context - (range_.begin + index) * args_.plan.positions;
    return static_cast<int>(left < args_.plan.positions ? left : args_.plan.positions);
  }
  // Positions from the beginning of tile `index` on that row `row` of the block sees.
  [[nodiscard]] __device__ __forceinline__ int seen_from(int index, int seen) const {
    return seen - static_cast<int>((range_.begin + index) * args_.plan.positions);
  }
  [[nodiscard]] __device__ __forceinline__ int seen_by_row(int row) const {
    return seen_by(args_.rows, at_.row_tile * args_.plan.rows + row);
  }
  // First row of queries, and how many of the block's rows there are.
  [[nodiscard]] __device__ __forceinline__ std::int64_t first_row() const {
    return at_.cache * args_.rows.rows + at_.row_tile * args_.plan.rows;
  }
  [[nodiscard]] __device__ __forceinline__ int rows() const {
    const std::int64_t left = args_.rows.rows - at_.row_tile * args_.plan.rows;
    return static_cast<int>(left < args_.plan.rows ? left : args_.plan.rows);
  }
  [[nodiscard]] __device__ __forceinline__ std::uint32_t stage(int index) const {
    return shared_ + static_cast<std::uint32_t>(index % args_.plan.stages * args_.plan.map.stage);
  }

  __device__ __forceinline__ void load_queries() const {
    const std::int64_t row_bytes = static_cast<std::int64_t>(args_.plan.key_chunks) * kChunkBytes;
    copy_rows(shared_ + static_cast<std::uint32_t>(args_.plan.map.queries), args_.plan.map.key_row,
              args_.queries + first_row() * row_bytes, args_.plan.rows, args_.plan.key_chunks,
              rows());
  }
  // One group of copies, empty after the last tile so that the count of groups stays right.
  __device__ __forceinline__ void load(int index) const {
    if (index < count()) {
      const DecodePlan& plan = args_.plan;
      const std::int64_t row = cache_row_ + (range_.begin + index) * plan.positions;
      copy_rows(stage(index), plan.map.key_row, args_.keys + row * plan.key_chunks * kChunkBytes,
                plan.positions, plan.key_chunks, inside(index));
      if (args_.values != nullptr) {
        copy_rows(stage(index) + static_cast<std::uint32_t>(plan.map.values), plan.map.value_row,
                  args_.values + row * plan.value_chunks * kChunkBytes, plan.positions,
                  plan.value_chunks, inside(index));
      }
    }
    gpu::copy_commit();
  }
  // Tile `index` has come; the number of groups that may stay under way is a constant each.
  __device__ __forceinline__ void wait() const {
    if (args_.plan.stages == 2) {
      gpu::copy_wait<0>();
    } else if (args_.plan.stages == 3) {
      gpu::copy_wait<1>();
    } else {
      gpu::copy_wait<2>();
    }
  }

 private:
  const DecodeArguments& args_;
  std::uint32_t shared_;
  DecodeBlock at_;
  Range range_;
  std::int64_t cache_row_;
};

}  // namespace fleetmark::attention

// SPDX-License-Identifier: Apache-2.0
// Attention of many queries in bf16, on tensor cores by mma.sync.
//
// Idea: a warp keeps 16 rows of queries, their scores and their sums of values in registers and
//   goes over the positions 64 at a time (Dao and others 2022, "FlashAttention"); cp.async brings
//   the next tile meanwhile. Tiles that no row sees are left out. Weights go through in two bf16
//   parts, so that they keep 16 bits: the tolerance asks for sums as of f32, and rows that see few
//   positions would leave it with one part.
// Bytes and flops: attention_spec.h; the second part of the weights is work that is not counted.
// Launch: 256 threads for 128 rows of a cache, 70 to 86 KB of shared memory.
// Known limit: keys and values of 64 and 64, 128 and 128, or 192 and 128 elements; on parts with
// wgmma it does not reach what they can do.
#include <cmath>

#include "kernels/attention/decode_tiles.cuh"
#include "kernels/attention/prefill_plan.h"
#include "kernels/gpu/array_gpu.h"

namespace fleetmark::attention {
namespace {

using gpu::gpu_stream;

constexpr int kScoreTiles = kPrefillPositions / 8;

struct PrefillArguments {
  const unsigned char* queries;  // rows of kKey
  const unsigned char* keys;
  const unsigned char* values;
  std::uint16_t* out;
  PrefillPlan plan;
  float scale;  // with log2(e)
};

__device__ __forceinline__ int lane_id() { return static_cast<int>(threadIdx.x) % 32; }
__device__ __forceinline__ int warp_id() { return static_cast<int>(threadIdx.x) / 32; }

template <int kKey, int kValue>
struct WarpRows {
  static constexpr int kKeyRow = shared_pitch(2 * kKey);
  static constexpr int kValueRow = shared_pitch(2 * kValue);
  static constexpr int kSteps = kKey / 16;
  static constexpr int kValueTiles = kValue / 8;

  std::uint32_t query[kSteps][4];
  float score[kScoreTiles][4];
  float sum[kValueTiles][4] = {};
  float most[2] = {kNoScore, kNoScore};  // of rows lane / 4 and lane / 4 + 8, scaled
  float weight[2] = {0, 0};              // of this lane's positions
  int seen[2];

  __device__ __forceinline__ void take_queries(std::uint32_t shared) {
    const gpu::TileByte at = gpu::a_matrix_row(lane_id());
#pragma unroll
    for (int step = 0; step < kSteps; ++step) {
      gpu::load_matrices(query[step],
                         shared + static_cast<std::uint32_t>((16 * warp_id() + at.row) * kKeyRow +
                                                             at.byte + gpu::kStepBytes * step));
    }
  }

  __device__ __forceinline__ void multiply_keys(std::uint32_t keys) {
    const gpu::TileByte at = gpu::b_matrix_row(lane_id());
#pragma unroll
    for (int j = 0; j < kScoreTiles; ++j) {
#pragma unroll
      for (int r = 0; r < 4; ++r) score[j][r] = 0;
    }
#pragma unroll
    for (int step = 0; step < kSteps; ++step) {
#pragma unroll
      for (int j = 0; j < kScoreTiles; j += 2) {
        std::uint32_t b[4];
        gpu::load_matrices(b, keys + static_cast<std::uint32_t>((8 * j + at.row) * kKeyRow +
                                                                at.byte + gpu::kStepBytes * step));
        gpu::mma<DType::kBf16>(score[j], query[step], &b[0]);
        gpu::mma<DType::kBf16>(score[j + 1], query[step], &b[2]);
      }
    }
  }

  // Positions that a row does not see score as nothing.
  __device__ __forceinline__ void mask(int first_position) {
#pragma unroll
    for (int j = 0; j < kScoreTiles; ++j) {
#pragma unroll
      for (int r = 0; r < 4; ++r) {
        const int column = gpu::accumulator_element(0, lane_id(), r).column;
        if (first_position + 8 * j + column >= seen[r / 2]) score[j][r] = kNoScore;
      }
    }
  }

  // Scores become weights; sums so far shrink where a larger score has come.
  __device__ __forceinline__ void weigh(float scale) {
    float factor[2];
    bool has_risen = false;
#pragma unroll
    for (int half = 0; half < 2; ++half) {
      float largest = kNoScore;
#pragma unroll
      for (int j = 0; j < kScoreTiles; ++j) {
        largest = fmaxf(largest, fmaxf(score[j][2 * half], score[j][2 * half + 1]));
      }
      largest = fmaxf(most[half], gpu::fold_lanes<gpu::Largest, 4>(largest) * scale);
      factor[half] = power_of_two(most[half] - largest);
      has_risen = has_risen || largest > most[half];
      most[half] = largest;
      float total = 0;
#pragma unroll
      for (int j = 0; j < kScoreTiles; ++j) {
#pragma unroll
        for (int r = 2 * half; r < 2 * half + 2; ++r) {
          score[j][r] = power_of_two(fmaf(score[j][r], scale, -largest));
          total += score[j][r];
        }
      }
      weight[half] = weight[half] * factor[half] + total;
    }
    if (!__any_sync(0xFFFFFFFFU, has_risen)) return;
#pragma unroll
    for (int j = 0; j < kValueTiles; ++j) {
#pragma unroll
      for (int r = 0; r < 4; ++r) sum[j][r] *= factor[r / 2];
    }
  }

  __device__ __forceinline__ void add_values(std::uint32_t values) {
    const gpu::TileByte at = value_matrix_row(lane_id());
#pragma unroll
    for (int k = 0; k < kPrefillPositions / 16; ++k) {
      std::uint32_t high[4];
      std::uint32_t low[4];
#pragma unroll
      for (int r = 0; r < 4; ++r) {
        const ScorePair from = weight_register(r);
        const float first = score[2 * k + from.tile][from.first];
        const float second = score[2 * k + from.tile][from.first + 1];
        high[r] = gpu::pack_bf16(first, second);
        low[r] = gpu::pack_bf16(first - gpu::low_bf16(high[r]), second - gpu::high_bf16(high[r]));
      }
#pragma unroll
      for (int j = 0; j < kValueTiles; j += 2) {
        std::uint32_t b[4];
        gpu::load_matrices_transposed(
            b,
            values + static_cast<std::uint32_t>((16 * k + at.row) * kValueRow + at.byte + 16 * j));
        gpu::mma<DType::kBf16>(sum[j], high, &b[0]);
        gpu::mma<DType::kBf16>(sum[j + 1], high, &b[2]);
        gpu::mma<DType::kBf16>(sum[j], low, &b[0]);
        gpu::mma<DType::kBf16>(sum[j + 1], low, &b[2]);
      }
    }
  }

  // Rows from `first` on, those before `rows`.
  __device__ __forceinline__ void store(std::uint16_t* out, std::int64_t first,
                                        std::int64_t rows) const {
#pragma unroll
    for (int half = 0; half < 2; ++half) {
      const float factor = 1.0F / gpu::fold_lanes<gpu::Sum, 4>(weight[half]);
#pragma unroll
      for (int j = 0; j < kValueTiles; ++j) {
        const gpu::Element at = gpu::accumulator_element(0, lane_id(), 2 * half);
        const std::int64_t row = first + at.row;
        if (row >= rows) continue;
        *reinterpret_cast<std::uint32_t*>(out + row * kValue + 8 * j + at.column) =
            gpu::pack_bf16(sum[j][2 * half] * factor, sum[j][2 * half + 1] * factor);
      }
    }
  }
};

template <int kKey, int kValue>
__global__ void __launch_bounds__(kPrefillThreads, 1) prefill_kernel(const PrefillArguments args) {
  extern __shared__ __align__(128) unsigned char memory[];
  using Rows = WarpRows<kKey, kValue>;
  const auto shared = static_cast<std::uint32_t>(__cvta_generic_to_shared(memory));
  const PrefillPlan& plan = args.plan;
  const PrefillBlock block = prefill_block(plan, blockIdx.x, kPrefillRows);
  const std::int64_t cache_row = block.cache * plan.context;
  const auto stage_at = [&](int tile) {
    return shared +
           static_cast<std::uint32_t>(tile % kPrefillStages * prefill_stage_bytes(kKey, kValue));
  };
  const int tiles =
      (seen_by_rows(plan, block.first_row, kPrefillRows).most + kPrefillPositions - 1) /
      kPrefillPositions;
  const auto load = [&](int tile) {
    if (tile < tiles) {
      const std::int64_t first = static_cast<std::int64_t>(tile) * kPrefillPositions;
      copy_rows(stage_at(tile), Rows::kKeyRow, args.keys + (cache_row + first) * 2 * kKey,
                kPrefillPositions, kKey / 8, plan.context - first);
      copy_rows(stage_at(tile) + kPrefillPositions * Rows::kKeyRow, Rows::kValueRow,
                args.values + (cache_row + first) * 2 * kValue, kPrefillPositions, kValue / 8,
                plan.context - first);
    }
    gpu::copy_commit();
  };

  Rows mine;
  const std::int64_t query_row = block.cache * plan.rows + block.first_row;
  copy_rows(shared, Rows::kKeyRow, args.queries + query_row * 2 * kKey, kPrefillRows, kKey / 8,
            plan.rows - block.first_row);
  gpu::copy_commit();
  gpu::copy_wait<0>();
  __syncthreads();
  mine.take_queries(shared);
  __syncthreads();  // the stages lie where the queries lay
  load(0);
  const std::int64_t my_row = block.first_row + 16 * warp_id();
  const Seen seen = seen_by_rows(plan, my_row, 16);
  mine.seen[0] = seen_by(plan, my_row + lane_id() / 4);
  mine.seen[1] = seen_by(plan, my_row + lane_id() / 4 + 8);
#pragma unroll 1
  for (int tile = 0; tile < tiles; ++tile) {
    gpu::copy_wait<0>();
    __syncthreads();  // the tile has come, and everybody is done with the one before it
    load(tile + 1);
    const int first = tile * kPrefillPositions;
    if (first >= seen.most) continue;
    mine.multiply_keys(stage_at(tile));
    if (first + kPrefillPositions > seen.least) mine.mask(first);
    mine.weigh(args.scale);
    mine.add_values(stage_at(tile) + kPrefillPositions * Rows::kKeyRow);
  }
  mine.store(args.out + block.cache * plan.rows * kValue, my_row, plan.rows);
}

template <int kKey, int kValue>
class PrefillMma final : public gpu::ArrayKernel {
 public:
  PrefillMma(const Problem& problem, const PrefillPlan& plan)
      : ArrayKernel(input_plans(problem),
                    {{.storage = gpu::Storage::kBf16,
                      .elements = shape_of(problem).rows() * shape_of(problem).value}}),
        plan_(plan) {}

  Result<> allocate(int sets) override {
    FLEETMARK_GPU(gpuFuncSetAttribute(reinterpret_cast<const void*>(prefill_kernel<kKey, kValue>),
                                      gpuFuncAttributeMaxDynamicSharedMemorySize, kSharedBytes));
    return ArrayKernel::allocate(sets);
  }
  Result<> enqueue(gpu_stream stream, int set) override {
    const PrefillArguments args{in<unsigned char>(set, 0),
                                in<unsigned char>(set, 1),
                                in<unsigned char>(set, 2),
                                out<std::uint16_t>(set, 0),
                                plan_,
                                static_cast<float>(kLog2E / std::sqrt(static_cast<double>(kKey)))};
    prefill_kernel<kKey, kValue>
        <<<static_cast<unsigned>(plan_.blocks()), kPrefillThreads, kSharedBytes, stream>>>(args);
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  }

 private:
  static constexpr int kSharedBytes = prefill_shared_bytes(kKey, kValue);
  static_assert(kSharedBytes <= 99 * 1024, "what a block may have on sm_86 and sm_89");

  static std::vector<gpu::ArrayPlan> input_plans(const Problem& problem) {
    const Shape s = shape_of(problem);
    const std::int64_t cached = s.batch * s.kv_heads * s.context;
    return {{.storage = gpu::Storage::kBf16, .elements = s.rows() * s.key},
            {.storage = gpu::Storage::kBf16, .elements = cached * s.key, .operand = 1},
            {.storage = gpu::Storage::kBf16, .elements = cached * s.value, .operand = 2}};
  }
  PrefillPlan plan_;
};

}  // namespace

MakeGpuResult make_gpu_prefill_mma(const gpu::DeviceShape&, const Problem& problem, int sets) {
  FLEETMARK_TRY(const Shape s, checked_shape(problem));
  FLEETMARK_TRY(const PrefillPlan plan, plan_prefill(s, kPrefillRows));
  if (s.key == 64 && s.value == 64) {
    return gpu::ready(std::make_unique<PrefillMma<64, 64>>(problem, plan), sets);
  }
  if (s.key == 128 && s.value == 128) {
    return gpu::ready(std::make_unique<PrefillMma<128, 128>>(problem, plan), sets);
  }
  if (s.key == 192 && s.value == 128) {
    return gpu::ready(std::make_unique<PrefillMma<192, 128>>(problem, plan), sets);
  }
  return Error{ErrorCode::kNotSupported,
               "has kernels for keys and values of 64 and 64, 128 and 128, 192 and 128 elements; "
               "the variant plain takes others"};
}

}  // namespace fleetmark::attention

// SPDX-License-Identifier: Apache-2.0
// gather.pool on a GPU.
//
// Idea: a thread owns 16 bytes of a bag's sum and adds its rows eight at a time, so that eight
// packs of eight rows are in flight; indices and weights come from the first-level cache, since
// every thread of a bag reads the same.
// Bytes: pool_spec.h. Launch: blocks of 256 threads, 1 to 256 of them for a bag by its width.
// Known limit: rows that are no multiple of 16 bytes are taken an element at a time.
#include "kernels/gather/gather_spec.h"
#include "kernels/gather/pool_gpu.h"
#include "kernels/gather/pool_plan.h"
#include "kernels/gpu/array_gpu.h"
#include "kernels/gpu/packs.cuh"

namespace fleetmark::gather {
namespace {

using gpu::gpu_stream;

enum Input { kTable, kIndex, kWeight };
constexpr int kRowsInFlight = 8;

template <typename T>
struct PoolArrays {
  const T* table;
  const std::uint32_t* index;
  const float* weight;
  T* out;
};

// Adds rows first .. first + kRows of a bag to the sums.
template <typename T, int kElements, int kRows>
__device__ __forceinline__ void add_rows(float (&sums)[kElements], const PoolArrays<T>& arrays,
                                         std::int64_t first, std::int64_t width,
                                         std::int64_t column) {
  using P = gpu::Pack<T, kElements>;
  P pack[kRows];
  float weight[kRows];
#pragma unroll
  for (int j = 0; j < kRows; ++j) {
    const std::int64_t row = arrays.index[first + j];
    pack[j] = P::load(arrays.table + row * width + column);
  }
#pragma unroll
  for (int j = 0; j < kRows; ++j) weight[j] = arrays.weight[first + j];
#pragma unroll
  for (int j = 0; j < kRows; ++j) {
    float value[kElements];
    pack[j].widen(value);
#pragma unroll
    for (int i = 0; i < kElements; ++i) sums[i] = fmaf(weight[j], value[i], sums[i]);
  }
}

// Four blocks per SM: told nothing, the assembler keeps to 32 registers and takes the rows one
// after the other.
template <typename T, int kElements>
__global__ void __launch_bounds__(kPoolThreads, 4)
    pool_kernel(const PoolArrays<T> arrays, const PoolPlan plan, std::int64_t per_bag,
                std::int64_t width) {
  const int lane = static_cast<int>(threadIdx.x) % plan.bag_threads;
  const int mine = static_cast<int>(threadIdx.x) / plan.bag_threads;
  const std::int64_t per_block = plan.tasks_per_block();
#pragma unroll 1
  for (std::int64_t task = blockIdx.x * per_block + mine; task < plan.tasks;
       task += gridDim.x * per_block) {
    const PoolTask at = pool_task(plan, task, lane);
    if (at.pack >= plan.packs) continue;
    const std::int64_t column = at.pack * kElements;
    const std::int64_t begin = at.bag * per_bag;
    float sums[kElements] = {};
    std::int64_t j = 0;
#pragma unroll 1
    for (; j + kRowsInFlight <= per_bag; j += kRowsInFlight) {
      add_rows<T, kElements, kRowsInFlight>(sums, arrays, begin + j, width, column);
    }
#pragma unroll 1
    for (; j < per_bag; ++j) add_rows<T, kElements, 1>(sums, arrays, begin + j, width, column);
    gpu::Pack<T, kElements>::round(sums).store(arrays.out + at.bag * width + column);
  }
}

// Row numbers by formula; a block takes many. Not timed.
__global__ void __launch_bounds__(kPoolThreads)
    pool_index_kernel(std::uint32_t* to, std::int64_t count, InputRecipe recipe,
                      std::int64_t table_rows) {
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kPoolThreads;
  for (std::int64_t r = static_cast<std::int64_t>(blockIdx.x) * kPoolThreads + threadIdx.x;
       r < count; r += stride) {
    to[r] =
        row_index(recipe, static_cast<std::uint64_t>(r), static_cast<std::uint64_t>(table_rows));
  }
}

template <typename T>
class PoolGpu final : public gpu::ArrayKernel {
 public:
  PoolGpu(const Problem& problem, const PoolPlan& plan)
      : ArrayKernel(input_plans(problem), output_plans(problem)),
        shape_(pool_shape_of(problem)),
        plan_(plan) {}

  Result<> enqueue(gpu_stream stream, int set) override {
    const PoolArrays<T> arrays{in<T>(set, kTable), in<std::uint32_t>(set, kIndex),
                               in<float>(set, kWeight), out<T>(set, 0)};
    const auto blocks = static_cast<unsigned>(plan_.blocks);
    if (plan_.is_vector) {
      pool_kernel<T, gpu::kPackElements<T>>
          <<<blocks, kPoolThreads, 0, stream>>>(arrays, plan_, shape_.per_bag, shape_.width);
    } else {
      pool_kernel<T, 1>
          <<<blocks, kPoolThreads, 0, stream>>>(arrays, plan_, shape_.per_bag, shape_.width);
    }
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  }

 private:
  static std::vector<gpu::ArrayPlan> input_plans(const Problem& problem) {
    const PoolShape s = pool_shape_of(problem);
    return {{.storage = gpu::storage_of(problem.dtype), .elements = s.table_rows * s.width},
            {.storage = gpu::Storage::kU32, .elements = s.bags * s.per_bag},
            {.elements = s.bags * s.per_bag, .operand = kWeightOperand}};
  }
  static std::vector<gpu::ArrayPlan> output_plans(const Problem& problem) {
    const PoolShape s = pool_shape_of(problem);
    return {{.storage = gpu::storage_of(problem.dtype), .elements = s.bags * s.width}};
  }
  Result<bool> fill_own(gpu_stream stream, int input, void* data,
                        const InputRecipe& recipe) override {
    if (input != kIndex) return false;
    pool_index_kernel<<<2048, kPoolThreads, 0, stream>>>(
        static_cast<std::uint32_t*>(data), shape_.bags * shape_.per_bag, recipe, shape_.table_rows);
    FLEETMARK_GPU(gpuGetLastError());
    return true;
  }

  PoolShape shape_;
  PoolPlan plan_;
};

}  // namespace

Result<std::unique_ptr<gpu::GpuKernel>> make_gpu_pool(const gpu::DeviceShape&,
                                                      const Problem& problem, int sets) {
  FLEETMARK_TRY(const PoolPlan plan, plan_pool(problem));
  if (problem.dtype == DType::kBf16) {
    return gpu::ready(std::make_unique<PoolGpu<std::uint16_t>>(problem, plan), sets);
  }
  return gpu::ready(std::make_unique<PoolGpu<float>>(problem, plan), sets);
}

}  // namespace fleetmark::gather

// SPDX-License-Identifier: Apache-2.0
// The gather family on a GPU.
//
// Idea: the output is cut into 16-byte packs taken in order, so stores are whole lines; each thread
// has four of them in flight, first four indices, then four packs of four rows.
// Bytes: gather_spec.h. Launch: blocks of 256 threads, a block per tile of 1024 packs (rows) or
// elements (strided). Known limit: rows of a multiple of 16 bytes.
#include <limits>
#include <vector>

#include "kernels/gather/gather_spec.h"
#include "kernels/gather/pool_gpu.h"
#include "kernels/gpu/cache_hints.h"
#include "kernels/gpu/gpu_kernel.h"

namespace fleetmark {
namespace gather {
namespace {

using gpu::DeviceBuffer;
using gpu::DeviceShape;
using gpu::gpu_stream;
using gpu::Word16;

constexpr int kThreads = 256;
constexpr int kInFlight = 4;
constexpr std::int64_t kTile = kThreads * kInFlight;

template <bool kOnce>
__global__ void __launch_bounds__(kThreads, 5)
    rows_kernel(Word16* __restrict__ to, const Word16* __restrict__ table,
                const std::uint32_t* __restrict__ index, std::int64_t packs,
                unsigned packs_per_row) {
#pragma unroll 1
  for (std::int64_t tile = blockIdx.x; tile * kTile < packs; tile += gridDim.x) {
    // One long division per tile: within it 32 bits are enough.
    const std::int64_t first_row = tile * kTile / packs_per_row;
    const auto offset = static_cast<unsigned>(tile * kTile - first_row * packs_per_row);
    std::uint32_t row[kInFlight] = {};
    Word16 pack[kInFlight] = {};
#pragma unroll
    for (int part = 0; part < kInFlight; ++part) {
      const unsigned at = offset + part * kThreads + threadIdx.x;
      if (tile * kTile + part * kThreads + threadIdx.x < packs) {
        row[part] = index[first_row + at / packs_per_row];
      }
    }
#pragma unroll
    for (int part = 0; part < kInFlight; ++part) {
      const unsigned at = offset + part * kThreads + threadIdx.x;
      if (tile * kTile + part * kThreads + threadIdx.x < packs) {
        const std::int64_t from =
            static_cast<std::int64_t>(row[part]) * packs_per_row + at % packs_per_row;
        pack[part] = gpu::load16<false>(table + from);
      }
    }
#pragma unroll
    for (int part = 0; part < kInFlight; ++part) {
      const std::int64_t i = tile * kTile + part * kThreads + threadIdx.x;
      if (i < packs) gpu::store16<kOnce>(to + i, pack[part]);
    }
  }
}

template <typename T>
__global__ void __launch_bounds__(kThreads)
    strided_kernel(T* __restrict__ to, const T* __restrict__ table, std::int64_t n,
                   std::int64_t stride) {
#pragma unroll 1
  for (std::int64_t tile = blockIdx.x; tile * kTile < n; tile += gridDim.x) {
    T value[kInFlight] = {};
#pragma unroll
    for (int part = 0; part < kInFlight; ++part) {
      const std::int64_t i = tile * kTile + part * kThreads + threadIdx.x;
      if (i < n) value[part] = table[i * stride];
    }
#pragma unroll
    for (int part = 0; part < kInFlight; ++part) {
      const std::int64_t i = tile * kTile + part * kThreads + threadIdx.x;
      if (i < n) to[i] = value[part];
    }
  }
}

template <typename T>
__global__ void __launch_bounds__(kThreads) fill_kernel(T* to, std::int64_t n, InputRecipe recipe) {
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kThreads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x; i < n;
       i += stride) {
    to[i] = static_cast<T>(input_value(recipe, 0, static_cast<std::uint64_t>(i)));
  }
}

__global__ void __launch_bounds__(kThreads)
    index_kernel(std::uint32_t* to, std::int64_t rows, InputRecipe recipe,
                 std::int64_t table_rows) {
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kThreads;
  for (std::int64_t r = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x; r < rows;
       r += stride) {
    to[r] =
        row_index(recipe, static_cast<std::uint64_t>(r), static_cast<std::uint64_t>(table_rows));
  }
}

int blocks_for(std::int64_t items) {
  const gpu::StreamWork work{items, static_cast<int>(kTile), 0};
  return gpu::plan_block_per_tile(work, 1).blocks;
}

// What both kernels have: a table, an output, and the reading of it.
template <typename T>
class GatherGpu : public gpu::GpuKernel {
 public:
  GatherGpu(std::int64_t table_elements, std::int64_t output_elements)
      : table_elements_(table_elements), output_elements_(output_elements) {}

  Result<> allocate(int sets) {
    for (int set = 0; set < sets; ++set) {
      FLEETMARK_TRY(auto table, DeviceBuffer::allocate(bytes(table_elements_)));
      FLEETMARK_TRY(auto output, DeviceBuffer::allocate(bytes(output_elements_)));
      tables_.push_back(std::move(table));
      outputs_.push_back(std::move(output));
    }
    return {};
  }
  [[nodiscard]] int operand_sets() const override { return static_cast<int>(tables_.size()); }

  Result<> fill(gpu_stream stream, const InputRecipe& recipe) override {
    for (auto& table : tables_) {
      fill_kernel<<<blocks_for(table_elements_), kThreads, 0, stream>>>(table.template as<T>(),
                                                                        table_elements_, recipe);
      FLEETMARK_GPU(gpuGetLastError());
    }
    return {};
  }
  Result<> poison(gpu_stream stream) override {
    for (auto& output : outputs_) {  // every byte 0xFF is a quiet NaN
      FLEETMARK_GPU(
          gpuMemsetAsync(output.template as<void>(), 0xFF, bytes(output_elements_), stream));
    }
    return {};
  }
  [[nodiscard]] std::int64_t elements() const override { return output_elements_; }
  Result<> read(gpu_stream stream, int set, std::int64_t first, std::span<double> out) override {
    std::vector<T> values(out.size());
    FLEETMARK_GPU(gpuMemcpyAsync(values.data(), result(set) + first, values.size() * sizeof(T),
                                 gpuMemcpyDeviceToHost, stream));
    FLEETMARK_GPU(gpuStreamSynchronize(stream));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<double>(values[i]);
    return {};
  }

 protected:
  [[nodiscard]] T* table(int set) const {
    return tables_[static_cast<std::size_t>(set)].template as<T>();
  }
  [[nodiscard]] T* result(int set) const {
    return outputs_[static_cast<std::size_t>(set)].template as<T>();
  }

 private:
  static std::size_t bytes(std::int64_t elements) {
    return static_cast<std::size_t>(elements) * sizeof(T);
  }
  std::int64_t table_elements_;
  std::int64_t output_elements_;
  std::vector<DeviceBuffer> tables_, outputs_;
};

template <bool kOnce>
class RowsGpu final : public GatherGpu<float> {
 public:
  explicit RowsGpu(const RowShape& shape)
      : GatherGpu(shape.table_rows * shape.columns(), shape.rows * shape.columns()),
        shape_(shape) {}

  Result<> allocate(int sets) {
    FLEETMARK_TRY(index_, DeviceBuffer::allocate(static_cast<std::size_t>(shape_.rows) * 4));
    return GatherGpu::allocate(sets);
  }
  Result<> fill(gpu_stream stream, const InputRecipe& recipe) override {
    index_kernel<<<blocks_for(shape_.rows), kThreads, 0, stream>>>(
        index_.as<std::uint32_t>(), shape_.rows, recipe, shape_.table_rows);
    FLEETMARK_GPU(gpuGetLastError());
    return GatherGpu::fill(stream, recipe);
  }
  Result<> enqueue(gpu_stream stream, int set) override {
    const std::int64_t packs = shape_.rows * shape_.row_bytes / 16;
    rows_kernel<kOnce><<<blocks_for(packs), kThreads, 0, stream>>>(
        reinterpret_cast<Word16*>(result(set)), reinterpret_cast<const Word16*>(table(set)),
        index_.as<std::uint32_t>(), packs, static_cast<unsigned>(shape_.row_bytes / 16));
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  }

 private:
  RowShape shape_;
  DeviceBuffer index_;  // the same rows in every operand set; the tables differ in place
};

template <typename T>
class StridedGpu final : public GatherGpu<T> {
 public:
  StridedGpu(std::int64_t n, std::int64_t stride)
      : GatherGpu<T>((n - 1) * stride + 1, n), n_(n), stride_(stride) {}
  Result<> enqueue(gpu_stream stream, int set) override {
    strided_kernel<<<blocks_for(n_), kThreads, 0, stream>>>(
        this->result(set), static_cast<const T*>(this->table(set)), n_, stride_);
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  }

 private:
  std::int64_t n_;
  std::int64_t stride_;
};

template <typename Kernel>
Result<std::unique_ptr<gpu::GpuKernel>> ready(std::unique_ptr<Kernel> kernel, int sets) {
  FLEETMARK_CHECK(kernel->allocate(sets));
  return std::unique_ptr<gpu::GpuKernel>(std::move(kernel));
}

template <bool kOnce>
Result<std::unique_ptr<gpu::GpuKernel>> make_rows(const DeviceShape&, const Problem& problem,
                                                  int sets) {
  FLEETMARK_TRY(const RowShape shape, checked_row_shape(problem));
  if (shape.row_bytes % 16 != 0) {
    return Error{ErrorCode::kNotSupported, "needs rows of a multiple of 16 bytes"};
  }
  return ready(std::make_unique<RowsGpu<kOnce>>(shape), sets);
}

Result<std::unique_ptr<gpu::GpuKernel>> make_strided(const DeviceShape&, const Problem& problem,
                                                     int sets) {
  FLEETMARK_TRY(const StridedShape shape, checked_strided_shape(problem));
  const auto [n, stride] = shape;
  if (problem.dtype == DType::kF64)
    return ready(std::make_unique<StridedGpu<double>>(n, stride), sets);
  return ready(std::make_unique<StridedGpu<float>>(n, stride), sets);
}

bool runs_everywhere(const DeviceShape&) { return true; }

const std::array<gpu::GpuVariant, 4> kVariants{
    {{"gather.pool",
      "vector",
      "fleetmark, eight rows in flight, 16-byte accesses where rows allow them",
      {DType::kF32, DType::kBf16},
      false,
      runs_everywhere,
      make_gpu_pool},
     {"gather.rows",
      "vector",
      "fleetmark, 16-byte accesses",
      {DType::kF32},
      false,
      runs_everywhere,
      make_rows<false>},
     {"gather.rows",
      "vector-once",
      "fleetmark, 16-byte accesses, output marked as used once",
      {DType::kF32},
      false,
      runs_everywhere,
      make_rows<true>},
     {"gather.strided",
      "scalar",
      "fleetmark, one element per access",
      {DType::kF64, DType::kF32},
      false,
      runs_everywhere,
      make_strided}}};

}  // namespace
}  // namespace gather

std::span<const gpu::GpuVariant> gather_gpu_variants() { return gather::kVariants; }

}  // namespace fleetmark

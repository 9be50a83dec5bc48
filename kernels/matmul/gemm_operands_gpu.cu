// SPDX-License-Identifier: Apache-2.0
// See gemm_operands_gpu.h.
#include <algorithm>

#include "kernels/matmul/gemm_operands_gpu.h"
#include "kernels/matmul/gpu_elements.cuh"

namespace fleetmark::matmul {
namespace {

using gpu::DeviceBuffer;
using gpu::gpu_stream;

constexpr int kThreads = 256;
constexpr int kBlocks = 2048;  // enough for any device; each thread takes many elements

// Idea: every input by its formula. Bytes: one write of the operand. Launch: grid-stride, 256
// threads. Known limit: none, it is not timed.
template <DType kType>
__global__ void __launch_bounds__(kThreads)
    fill_kernel(typename StoredAs<kType>::Stored* to, StoredMatrix matrix, InputRecipe recipe,
                int operand) {
  const std::int64_t count = matrix.rows * matrix.pitch;
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kThreads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x; i < count;
       i += stride) {
    const std::int64_t row = i / matrix.pitch;
    const std::int64_t column = i % matrix.pitch;
    to[i] = column < matrix.columns
                ? StoredAs<kType>::make(
                      recipe, operand, static_cast<std::uint64_t>(input_index(matrix, row, column)))
                : typename StoredAs<kType>::Stored{};
  }
}

// Idea: one value everywhere. Bytes: one write of C. Launch: grid-stride, 256 threads. Known limit:
// none, it is not timed.
template <typename T>
__global__ void __launch_bounds__(kThreads) poison_kernel(T* to, std::int64_t count) {
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kThreads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x; i < count;
       i += stride) {
    to[i] = poison_value<T>();
  }
}

Result<> fill_operand(gpu_stream stream, DType dtype, const DeviceBuffer& to,
                      const StoredMatrix& matrix, const InputRecipe& recipe, int operand) {
  return with_dtype(dtype, [&]<DType kType>() -> Result<> {
    using T = typename StoredAs<kType>::Stored;
    fill_kernel<kType><<<kBlocks, kThreads, 0, stream>>>(to.as<T>(), matrix, recipe, operand);
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  });
}

}  // namespace

GpuGemm::GpuGemm(const Problem& problem, BLayout layout)
    : dtype_(problem.dtype),
      layout_(layout),
      shape_(shape_of(problem)),
      groups_(groups_of(problem)) {
  pitches_ = pitches_of(shape_, dtype_, layout);
}

Result<> GpuGemm::allocate(int sets) {
  const std::size_t in = bytes_of(dtype_);
  const std::int64_t b_rows = groups_ * (layout_ == BLayout::kKMajor ? shape_.n : shape_.k);
  const std::int64_t m = groups_ * shape_.m;
  const auto bytes = [](std::int64_t rows, std::int64_t pitch, std::size_t element) {
    return static_cast<std::size_t>(rows * pitch) * element;
  };
  for (int i = 0; i < sets; ++i) {
    GpuGemmSet& operands = sets_.emplace_back();
    FLEETMARK_TRY(operands.a, DeviceBuffer::allocate(bytes(m, pitches_.a, in)));
    FLEETMARK_TRY(operands.b, DeviceBuffer::allocate(bytes(b_rows, pitches_.b, in)));
    FLEETMARK_TRY(operands.c, DeviceBuffer::allocate(bytes(m, pitches_.c, output_bytes(dtype_))));
  }
  return {};
}

Result<> GpuGemm::fill(gpu_stream stream, const InputRecipe& recipe) {
  const bool is_k_major = layout_ == BLayout::kKMajor;
  const std::int64_t b_rows = is_k_major ? shape_.n : shape_.k;
  const StoredMatrix a{groups_ * shape_.m, shape_.k, pitches_.a, shape_.m, false};
  const StoredMatrix b{groups_ * b_rows, is_k_major ? shape_.k : shape_.n, pitches_.b, b_rows,
                       is_k_major};
  for (const auto& operands : sets_) {
    FLEETMARK_CHECK(fill_operand(stream, dtype_, operands.a, a, recipe, 0));
    FLEETMARK_CHECK(fill_operand(stream, dtype_, operands.b, b, recipe, 1));
  }
  return {};
}

Result<> GpuGemm::poison(gpu_stream stream) {
  const std::int64_t count = groups_ * shape_.m * pitches_.c;
  for (const auto& operands : sets_) {
    FLEETMARK_CHECK(with_dtype(dtype_, [&]<DType kType>() -> Result<> {
      using T = typename StoredAs<kType>::Sum;
      poison_kernel<T><<<kBlocks, kThreads, 0, stream>>>(operands.c.as<T>(), count);
      FLEETMARK_GPU(gpuGetLastError());
      return {};
    }));
  }
  return {};
}

// Whole rows at once, which may be stored longer than C's; what is left of the first and of the
// last apart.
Result<> GpuGemm::read(gpu_stream stream, int index, std::int64_t first, std::span<double> out) {
  return with_dtype(dtype_, [&]<DType kType>() -> Result<> {
    using T = typename StoredAs<kType>::Sum;
    const T* c = set(index).c.template as<T>();
    std::vector<T> values(out.size());
    for (std::int64_t done = 0; done < static_cast<std::int64_t>(out.size());) {
      const std::int64_t at = first + done;
      const std::int64_t column = at % shape_.n;
      const std::int64_t left = static_cast<std::int64_t>(out.size()) - done;
      const std::int64_t width = std::min(shape_.n - column, left);
      const std::int64_t rows = column == 0 ? std::max<std::int64_t>(left / shape_.n, 1) : 1;
      const auto bytes = [](std::int64_t elements) {
        return static_cast<std::size_t>(elements) * sizeof(T);
      };
      FLEETMARK_GPU(gpuMemcpy2DAsync(values.data() + done, bytes(width),
                                     c + at / shape_.n * pitches_.c + column, bytes(pitches_.c),
                                     bytes(width), static_cast<std::size_t>(rows),
                                     gpuMemcpyDeviceToHost, stream));
      done += rows * width;
    }
    FLEETMARK_GPU(gpuStreamSynchronize(stream));
    std::ranges::copy(values, out.begin());
    return {};
  });
}

}  // namespace fleetmark::matmul

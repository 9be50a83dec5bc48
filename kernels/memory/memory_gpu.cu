// SPDX-License-Identifier: Apache-2.0
// The memory family on a GPU: 16-byte accesses, several in flight per thread, a grid that just
// fills the device (planned on the host), scalar tail, 64-bit indices.
//
// Bytes and flops: memory_spec.h. Launch: blocks of 256 threads, see launch_plan.h. Reductions take
// a second launch of one block, so their order is fixed and the result repeats. Known limit:
// ordinary loads only; the bulk-copy engine of sm_90 is not used here.
#include <limits>
#include <type_traits>
#include <vector>

#include "kernels/gpu/gpu_kernel.h"
#include "kernels/memory/memory_spec.h"

namespace fleetmark {
namespace memory {
namespace {

using gpu::DeviceBuffer;
using gpu::DeviceShape;
using gpu::gpu_stream;
using gpu::StreamPlan;

constexpr int kThreads = 256;
constexpr int kPacksPerThread = 4;

// 16 bytes of elements: the widest access there is.
template <typename T>
struct alignas(16) Pack {
  static constexpr int kLanes = 16 / static_cast<int>(sizeof(T));
  T lane[kLanes];
};

template <Op kOp, typename T>
__device__ T element(T b, T c) {
  constexpr T kS = static_cast<T>(kScalar);
  if constexpr (kOp == Op::kWrite) return kS;
  if constexpr (kOp == Op::kCopy) return b;
  if constexpr (kOp == Op::kScale) return kS * b;
  if constexpr (kOp == Op::kAdd) return b + c;
  return b + kS * c;
}

template <Op kOp>
constexpr int inputs_of() {
  return kOpRows[static_cast<std::size_t>(kOp)].inputs;
}

// a[i] = element(b[i], c[i]); all loads of a round are issued before its first store.
template <Op kOp, typename T>
__global__ void __launch_bounds__(kThreads)
    map_kernel(T* a, const T* b, const T* c, std::int64_t n) {
  using P = Pack<T>;
  const std::int64_t packs = n / P::kLanes;
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kThreads;
  const std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  for (std::int64_t at = first; at < packs; at += stride * kPacksPerThread) {
    P left[kPacksPerThread];
    P right[kPacksPerThread];
#pragma unroll
    for (int part = 0; part < kPacksPerThread; ++part) {
      const std::int64_t i = at + part * stride;
      if (i >= packs) continue;
      if constexpr (inputs_of<kOp>() > 0) left[part] = reinterpret_cast<const P*>(b)[i];
      if constexpr (inputs_of<kOp>() > 1) right[part] = reinterpret_cast<const P*>(c)[i];
    }
#pragma unroll
    for (int part = 0; part < kPacksPerThread; ++part) {
      const std::int64_t i = at + part * stride;
      if (i >= packs) continue;
      P result;
#pragma unroll
      for (int lane = 0; lane < P::kLanes; ++lane) {
        result.lane[lane] = element<kOp, T>(left[part].lane[lane], right[part].lane[lane]);
      }
      reinterpret_cast<P*>(a)[i] = result;
    }
  }
  for (std::int64_t i = packs * P::kLanes + first; i < n; i += stride) {
    a[i] = element<kOp, T>(inputs_of<kOp>() > 0 ? b[i] : T{}, inputs_of<kOp>() > 1 ? c[i] : T{});
  }
}

// Sum over a block in shared memory, fixed order.
template <typename Sum>
__device__ Sum block_sum(Sum mine) {
  __shared__ Sum all[kThreads];
  all[threadIdx.x] = mine;
  __syncthreads();
  for (int half = kThreads / 2; half > 0; half /= 2) {
    if (static_cast<int>(threadIdx.x) < half) all[threadIdx.x] += all[threadIdx.x + half];
    __syncthreads();
  }
  return all[0];
}

// Wrapping sum of the 64-bit words of b; the odd f32 element at the end is a word of its own.
template <typename T>
__global__ void __launch_bounds__(kThreads)
    read_kernel(unsigned long long* partial, const T* b, std::int64_t n) {
  const std::int64_t bytes = n * static_cast<std::int64_t>(sizeof(T));
  const std::int64_t packs = bytes / 16;
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kThreads;
  const std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  const auto* wide = reinterpret_cast<const ulonglong2*>(b);
  unsigned long long sum = 0;
  for (std::int64_t at = first; at < packs; at += stride * kPacksPerThread) {
    ulonglong2 words[kPacksPerThread];
#pragma unroll
    for (int part = 0; part < kPacksPerThread; ++part) {
      const std::int64_t i = at + part * stride;
      words[part] = i < packs ? wide[i] : make_ulonglong2(0, 0);
    }
#pragma unroll
    for (int part = 0; part < kPacksPerThread; ++part) sum += words[part].x + words[part].y;
  }
  if (first == 0) {  // less than 16 bytes are left
    const std::int64_t words = bytes / 8;
    for (std::int64_t i = packs * 2; i < words; ++i) {
      sum += reinterpret_cast<const unsigned long long*>(b)[i];
    }
    if (bytes % 8 != 0) sum += reinterpret_cast<const unsigned int*>(b)[bytes / 4 - 1];
  }
  const unsigned long long total = block_sum(sum);
  if (threadIdx.x == 0) partial[blockIdx.x] = total;
}

// A thread folds its lanes into double after this many packs: memory_spec's tolerance allows 2048.
constexpr int kFold = 256;

template <typename T>
__global__ void __launch_bounds__(kThreads)
    dot_kernel(double* partial, const T* b, const T* c, std::int64_t n) {
  using P = Pack<T>;
  const std::int64_t packs = n / P::kLanes;
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kThreads;
  const std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  double sum = 0;
  std::int64_t at = first;
  while (at < packs) {
    T lanes[P::kLanes] = {};
    for (int fold = 0; fold < kFold && at < packs; ++fold, at += stride) {
      const P left = reinterpret_cast<const P*>(b)[at];
      const P right = reinterpret_cast<const P*>(c)[at];
#pragma unroll
      for (int lane = 0; lane < P::kLanes; ++lane)
        lanes[lane] += left.lane[lane] * right.lane[lane];
    }
#pragma unroll
    for (int lane = 0; lane < P::kLanes; ++lane) sum += static_cast<double>(lanes[lane]);
  }
  for (std::int64_t i = packs * P::kLanes + first; i < n; i += stride) {
    sum += static_cast<double>(b[i]) * static_cast<double>(c[i]);
  }
  const double total = block_sum(sum);
  if (threadIdx.x == 0) partial[blockIdx.x] = total;
}

// The second stage: one block adds the partial sums into partial[count].
template <typename Sum>
__global__ void __launch_bounds__(kThreads) finish_kernel(Sum* partial, int count) {
  Sum mine = 0;
  for (int i = static_cast<int>(threadIdx.x); i < count; i += kThreads) mine += partial[i];
  const Sum total = block_sum(mine);
  if (threadIdx.x == 0) partial[count] = total;
}

template <typename T>
__global__ void __launch_bounds__(kThreads)
    fill_kernel(T* to, std::int64_t n, InputRecipe recipe, int operand) {
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kThreads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x; i < n;
       i += stride) {
    to[i] = static_cast<T>(input_value(recipe, operand, static_cast<std::uint64_t>(i)));
  }
}

template <typename T>
__global__ void __launch_bounds__(kThreads) set_kernel(T* to, std::int64_t n, T value) {
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kThreads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x; i < n;
       i += stride) {
    to[i] = value;
  }
}

template <typename T>
class MemoryGpu final : public gpu::GpuKernel {
 public:
  MemoryGpu(const DeviceShape& device, const OpRow& row, std::int64_t n)
      : row_(&row),
        n_(n),
        plan_(gpu::plan_stream(device, n * static_cast<std::int64_t>(sizeof(T)) / 16, row.inputs,
                               kPacksPerThread)) {}

  Result<> allocate(int sets) {
    const auto bytes = static_cast<std::size_t>(n_) * sizeof(T);
    const std::size_t partials = (static_cast<std::size_t>(plan_.blocks) + 1) * 8;
    for (int set = 0; set < sets; ++set) {
      Operands& operands = sets_.emplace_back();
      FLEETMARK_TRY(operands.output, DeviceBuffer::allocate(row_->outputs > 0 ? bytes : partials));
      for (int input = 0; input < row_->inputs; ++input) {
        FLEETMARK_TRY(operands.input[input], DeviceBuffer::allocate(bytes));
      }
    }
    return {};
  }

  [[nodiscard]] int operand_sets() const override { return static_cast<int>(sets_.size()); }

  Result<> fill(gpu_stream stream, const InputRecipe& recipe) override {
    for (auto& operands : sets_) {
      for (int input = 0; input < row_->inputs; ++input) {
        fill_kernel<T><<<plan_.blocks, kThreads, 0, stream>>>(
            operands.input[input].template as<T>(), n_, recipe, input);
        FLEETMARK_GPU(gpuGetLastError());
      }
    }
    return {};
  }

  Result<> poison(gpu_stream stream) override {
    for (auto& operands : sets_) {
      if (row_->outputs > 0) {
        set_kernel<T><<<plan_.blocks, kThreads, 0, stream>>>(operands.output.template as<T>(), n_,
                                                             std::numeric_limits<T>::quiet_NaN());
      } else {
        set_kernel<double><<<1, kThreads, 0, stream>>>(operands.output.template as<double>(),
                                                       plan_.blocks + 1,
                                                       std::numeric_limits<double>::quiet_NaN());
      }
      FLEETMARK_GPU(gpuGetLastError());
    }
    return {};
  }

  Result<> enqueue(gpu_stream stream, int set) override {
    Operands& operands = sets_[static_cast<std::size_t>(set)];
    T* a = operands.output.template as<T>();
    const T* b = operands.input[0].template as<T>();
    const T* c = operands.input[1].template as<T>();
    const int blocks = plan_.blocks;
    switch (row_->op) {
      case Op::kRead: {
        auto* partial = operands.output.template as<unsigned long long>();
        read_kernel<T><<<blocks, kThreads, 0, stream>>>(partial, b, n_);
        finish_kernel<unsigned long long><<<1, kThreads, 0, stream>>>(partial, blocks);
        break;
      }
      case Op::kDot: {
        auto* partial = operands.output.template as<double>();
        dot_kernel<T><<<blocks, kThreads, 0, stream>>>(partial, b, c, n_);
        finish_kernel<double><<<1, kThreads, 0, stream>>>(partial, blocks);
        break;
      }
      case Op::kWrite:
        map_kernel<Op::kWrite, T><<<blocks, kThreads, 0, stream>>>(a, b, c, n_);
        break;
      case Op::kCopy:
        map_kernel<Op::kCopy, T><<<blocks, kThreads, 0, stream>>>(a, b, c, n_);
        break;
      case Op::kScale:
        map_kernel<Op::kScale, T><<<blocks, kThreads, 0, stream>>>(a, b, c, n_);
        break;
      case Op::kAdd:
        map_kernel<Op::kAdd, T><<<blocks, kThreads, 0, stream>>>(a, b, c, n_);
        break;
      case Op::kTriad:
        map_kernel<Op::kTriad, T><<<blocks, kThreads, 0, stream>>>(a, b, c, n_);
        break;
    }
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  }

  [[nodiscard]] std::int64_t elements() const override {
    if (row_->op == Op::kRead) return kChecksumPieces;
    return row_->op == Op::kDot ? 1 : n_;
  }

  Result<> read(gpu_stream stream, int set, std::int64_t first, std::span<double> out) override {
    const DeviceBuffer& output = sets_[static_cast<std::size_t>(set)].output;
    if (row_->outputs == 0) return read_reduction(stream, output, first, out);
    std::vector<T> values(out.size());
    FLEETMARK_GPU(gpuMemcpyAsync(values.data(), output.template as<T>() + first,
                                 values.size() * sizeof(T), gpuMemcpyDeviceToHost, stream));
    FLEETMARK_GPU(gpuStreamSynchronize(stream));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<double>(values[i]);
    return {};
  }

 private:
  struct Operands {
    DeviceBuffer output;
    DeviceBuffer input[2];
  };

  Result<> read_reduction(gpu_stream stream, const DeviceBuffer& output, std::int64_t first,
                          std::span<double> out) {
    unsigned long long word = 0;
    FLEETMARK_GPU(gpuMemcpyAsync(&word, output.as<unsigned long long>() + plan_.blocks, 8,
                                 gpuMemcpyDeviceToHost, stream));
    FLEETMARK_GPU(gpuStreamSynchronize(stream));
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = row_->op == Op::kDot
                   ? std::bit_cast<double>(word)
                   : static_cast<double>((word >> (16 * (first + static_cast<std::int64_t>(i)))) &
                                         0xFFFF);
    }
    return {};
  }

  const OpRow* row_;
  std::int64_t n_;
  StreamPlan plan_;
  std::vector<Operands> sets_;
};

template <typename T>
Result<std::unique_ptr<gpu::GpuKernel>> make_typed(const DeviceShape& device,
                                                   const Problem& problem, int sets) {
  auto kernel = std::make_unique<MemoryGpu<T>>(device, op_row(problem.kernel), problem.size("n"));
  FLEETMARK_CHECK(kernel->allocate(sets));
  return std::unique_ptr<gpu::GpuKernel>(std::move(kernel));
}

Result<std::unique_ptr<gpu::GpuKernel>> make(const DeviceShape& device, const Problem& problem,
                                             int sets) {
  return problem.dtype == DType::kF64 ? make_typed<double>(device, problem, sets)
                                      : make_typed<float>(device, problem, sets);
}

bool runs_anywhere(const DeviceShape&) { return true; }

std::vector<gpu::GpuVariant> table() {
  std::vector<gpu::GpuVariant> variants;
  for (const auto& row : kOpRows) {
    variants.push_back({row.id,
                        "vector",
                        "fleetmark, 16-byte accesses",
                        {DType::kF64, DType::kF32},
                        false,
                        runs_anywhere,
                        make});
  }
  return variants;
}

}  // namespace
}  // namespace memory

std::span<const gpu::GpuVariant> memory_gpu_variants() {
  static const std::vector<gpu::GpuVariant> variants = memory::table();
  return variants;
}

}  // namespace fleetmark

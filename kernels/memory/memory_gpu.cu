// SPDX-License-Identifier: Apache-2.0
// The memory family on a GPU: operands that all strategies share (allocated, filled, poisoned and
// read here) and the table of variants. How the data moves: memory_gpu_launch.h.
#include <cstring>
#include <vector>

#include "kernels/memory/memory_gpu_launch.h"

namespace fleetmark {
namespace memory {
namespace {

using gpu::DeviceBuffer;
using gpu::DeviceShape;
using gpu::gpu_stream;

template <typename T>
__global__ void __launch_bounds__(kThreads)
    fill_kernel(T* to, std::int64_t n, InputRecipe recipe, int operand) {
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kThreads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x; i < n;
       i += stride) {
    to[i] = static_cast<T>(input_value(recipe, operand, static_cast<std::uint64_t>(i)));
  }
}

// Every byte 0xFF: a quiet NaN in f64 and f32, and a sum that no checksum test expects.
constexpr int kPoison = 0xFF;

class MemoryGpu final : public gpu::GpuKernel {
 public:
  MemoryGpu(const DeviceShape& device, const MemoryTask& task, const MemoryStrategy& strategy,
            gpu::StreamPlan plan)
      : device_(device), row_(&op_row_of(task.op)), strategy_(&strategy) {
    call_.task = task;
    call_.plan = plan;
  }

  Result<> allocate(int sets) {
    const auto bytes = static_cast<std::size_t>(call_.task.bytes());
    if (strategy_->scratch != nullptr) {
      FLEETMARK_TRY(call_.scratch_bytes, strategy_->scratch(call_.task));
      FLEETMARK_TRY(scratch_, DeviceBuffer::allocate(call_.scratch_bytes));
      call_.scratch = scratch_.as<void>();
    }
    FLEETMARK_TRY(ticket_, DeviceBuffer::allocate(sizeof(unsigned)));
    call_.ticket = ticket_.as<unsigned>();
    FLEETMARK_GPU(gpuMemsetAsync(call_.ticket, 0, sizeof(unsigned), nullptr));
    FLEETMARK_GPU(gpuStreamSynchronize(nullptr));
    for (int set = 0; set < sets; ++set) {
      Operands& operands = sets_.emplace_back();
      FLEETMARK_TRY(operands.output, DeviceBuffer::allocate(output_bytes()));
      for (int input = 0; input < row_->inputs; ++input) {
        FLEETMARK_TRY(operands.input[input], DeviceBuffer::allocate(bytes));
      }
    }
    return {};
  }

  [[nodiscard]] int operand_sets() const override { return static_cast<int>(sets_.size()); }

  Result<> fill(gpu_stream stream, const InputRecipe& recipe) override {
    const int blocks = 8 * std::max(1, device_.sm_count);
    for (auto& operands : sets_) {
      for (int input = 0; input < row_->inputs; ++input) {
        const DeviceBuffer& to = operands.input[input];
        if (call_.task.dtype == DType::kF64) {
          fill_kernel<<<blocks, kThreads, 0, stream>>>(to.as<double>(), call_.task.n, recipe,
                                                       input);
        } else {
          fill_kernel<<<blocks, kThreads, 0, stream>>>(to.as<float>(), call_.task.n, recipe, input);
        }
        FLEETMARK_GPU(gpuGetLastError());
      }
    }
    return {};
  }

  Result<> poison(gpu_stream stream) override {
    for (auto& operands : sets_) {
      FLEETMARK_GPU(gpuMemsetAsync(operands.output.as<void>(), kPoison, output_bytes(), stream));
    }
    return {};
  }

  Result<> enqueue(gpu_stream stream, int set) override {
    const Operands& operands = sets_[static_cast<std::size_t>(set)];
    MemoryCall call = call_;
    call.stream = stream;
    call.a = operands.output.as<void>();
    call.partial = call.a;
    call.b = operands.input[0].as<void>();
    call.c = operands.input[1].as<void>();
    return strategy_->launch(call);
  }

  [[nodiscard]] std::int64_t elements() const override {
    if (is_checksum(row_->op)) return kChecksumPieces;
    return row_->op == Op::kDot ? 1 : call_.task.n;
  }

  Result<> read(gpu_stream stream, int set, std::int64_t first, std::span<double> out) override {
    const DeviceBuffer& output = sets_[static_cast<std::size_t>(set)].output;
    if (row_->outputs == 0) return read_reduction(stream, output, first, out);
    return call_.task.dtype == DType::kF64 ? read_array<double>(stream, output, first, out)
                                           : read_array<float>(stream, output, first, out);
  }

 private:
  struct Operands {
    DeviceBuffer output;  // the array, or partial sums and the sum
    DeviceBuffer input[2];
  };

  [[nodiscard]] std::size_t output_bytes() const {
    if (row_->outputs > 0) return static_cast<std::size_t>(call_.task.bytes());
    return (static_cast<std::size_t>(call_.plan.blocks) + 1) * 8;
  }

  template <typename T>
  Result<> read_array(gpu_stream stream, const DeviceBuffer& output, std::int64_t first,
                      std::span<double> out) {
    // f64 lands where it is wanted; f32 in the upper half of it, to be widened from the front.
    auto* landing =
        reinterpret_cast<T*>(out.data()) + (out.size() * sizeof(double) / sizeof(T) - out.size());
    FLEETMARK_GPU(gpuMemcpyAsync(landing, output.as<T>() + first, out.size() * sizeof(T),
                                 gpuMemcpyDeviceToHost, stream));
    FLEETMARK_GPU(gpuStreamSynchronize(stream));
    if constexpr (sizeof(T) < sizeof(double)) {
      for (std::size_t i = 0; i < out.size(); ++i) {
        T value;
        std::memcpy(&value, landing + i, sizeof value);
        out[i] = static_cast<double>(value);
      }
    }
    return {};
  }

  Result<> read_reduction(gpu_stream stream, const DeviceBuffer& output, std::int64_t first,
                          std::span<double> out) {
    std::uint64_t word = 0;
    FLEETMARK_GPU(gpuMemcpyAsync(&word, output.as<std::uint64_t>() + call_.plan.blocks, 8,
                                 gpuMemcpyDeviceToHost, stream));
    FLEETMARK_GPU(gpuStreamSynchronize(stream));
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::int64_t piece = first + static_cast<std::int64_t>(i);
      out[i] = row_->op == Op::kDot ? std::bit_cast<double>(word)
                                    : static_cast<double>((word >> (16 * piece)) & 0xFFFF);
    }
    return {};
  }

  DeviceShape device_;
  const OpRow* row_;
  const MemoryStrategy* strategy_;
  MemoryCall call_;  // all but the operands
  DeviceBuffer scratch_, ticket_;
  std::vector<Operands> sets_;
};

template <const MemoryStrategy& (*kStrategy)()>
Result<std::unique_ptr<gpu::GpuKernel>> make(const DeviceShape& device, const Problem& problem,
                                             int sets) {
  FLEETMARK_TRY(const std::int64_t passes, checked_passes(problem));
  const MemoryTask task{op_row(problem.kernel).op, problem.dtype, problem.size("n"), passes};
  FLEETMARK_TRY(const gpu::StreamPlan plan, kStrategy().plan(device, task));
  auto kernel = std::make_unique<MemoryGpu>(device, task, kStrategy(), plan);
  FLEETMARK_CHECK(kernel->allocate(sets));
  return std::unique_ptr<gpu::GpuKernel>(std::move(kernel));
}

template <const MemoryStrategy& (*kStrategy)()>
void add(std::vector<gpu::GpuVariant>& variants) {
  for (const auto& row : kOpRows) {
    if (!kStrategy().computes(row.op)) continue;
    variants.push_back({row.id,
                        kStrategy().name,
                        kStrategy().implementation,
                        {DType::kF64, DType::kF32},
                        kStrategy().is_library,
                        kStrategy().runs_on,
                        make<kStrategy>,
                        kStrategy().needs});
  }
}

std::vector<gpu::GpuVariant> table() {
  std::vector<gpu::GpuVariant> variants;
  add<persistent_map>(variants);
  add<tile_map>(variants);
  add<tile_once_map>(variants);
  add<reduce>(variants);
  add<reduce_once>(variants);
  add<reread>(variants);
  add<bulk_map>(variants);
  add<bulk_reduce>(variants);
  add<memcpy_rival>(variants);
  add<cub_rival>(variants);
  add<element_map>(variants);
  add<element_dot>(variants);
  return variants;
}

}  // namespace
}  // namespace memory

std::span<const gpu::GpuVariant> memory_gpu_variants() {
  static const std::vector<gpu::GpuVariant> variants = memory::table();
  return variants;
}

}  // namespace fleetmark

// SPDX-License-Identifier: Apache-2.0
// The pointer chase on a GPU: one thread, one load in flight, absolute addresses, so that nothing
// but the load lies between two hops.
// Operations: latency_spec.h. Launch: one block of one thread. Known limit: the first hops of a
// launch pay for starting it, so hops should be many.
#include <limits>
#include <vector>

#include "kernels/gpu/cache_hints.h"
#include "kernels/gpu/gpu_kernel.h"
#include "kernels/latency/latency_gpu.h"
#include "kernels/latency/latency_spec.h"

namespace fleetmark::latency {
namespace {

using gpu::DeviceBuffer;
using gpu::DeviceShape;
using gpu::gpu_stream;

struct ChaseState {
  std::uint64_t at;  // where the next launch goes on
  std::uint64_t start, end;
};

constexpr std::uint64_t kPoison = ~0ULL;
constexpr int kThreads = 256;

__global__ void __launch_bounds__(1) chase_kernel(ChaseState* state, std::int64_t hops) {
  std::uint64_t at = state->at;
  const std::uint64_t start = at;
  std::int64_t done = 0;
#pragma unroll 1
  for (; done + 8 <= hops; done += 8) {
#pragma unroll
    for (int hop = 0; hop < 8; ++hop) at = gpu::load_global(at);
  }
#pragma unroll 1
  for (; done < hops; ++done) at = gpu::load_global(at);
  state->start = start;
  state->end = at;
  state->at = at;
}

__global__ void __launch_bounds__(kThreads)
    link_kernel(std::uint64_t base, std::int64_t slot_bytes, Shuffle order) {
  const auto address = [&](std::uint64_t slot) {
    return base + slot * static_cast<std::uint64_t>(slot_bytes);
  };
  const std::uint64_t stride = static_cast<std::uint64_t>(gridDim.x) * kThreads;
  for (std::uint64_t k = static_cast<std::uint64_t>(blockIdx.x) * kThreads + threadIdx.x;
       k < order.size(); k += stride) {
    const std::uint64_t next = k + 1 < order.size() ? k + 1 : 0;
    *reinterpret_cast<std::uint64_t*>(address(order.slot(k))) = address(order.slot(next));
  }
}

__global__ void __launch_bounds__(1) place_kernel(ChaseState* state, std::uint64_t at) {
  state->at = at;
}

__global__ void __launch_bounds__(1) poison_kernel(ChaseState* state) {
  state->start = state->end = kPoison;
}

class ChaseGpu final : public gpu::GpuKernel {
 public:
  explicit ChaseGpu(const ChaseShape& shape) : shape_(shape) {}

  Result<> allocate(int sets) {
    for (int set = 0; set < sets; ++set) {
      Chase& chase = sets_.emplace_back();
      FLEETMARK_TRY(chase.memory, DeviceBuffer::allocate(static_cast<std::size_t>(shape_.bytes)));
      FLEETMARK_TRY(chase.state, DeviceBuffer::allocate(sizeof(ChaseState)));
    }
    return {};
  }
  [[nodiscard]] int operand_sets() const override { return static_cast<int>(sets_.size()); }

  Result<> fill(gpu_stream stream, const InputRecipe& recipe) override {
    const Shuffle order(static_cast<std::uint64_t>(shape_.slots()), recipe.seed);
    const gpu::StreamWork work{shape_.slots(), kThreads, 0};
    const int blocks = gpu::plan_block_per_tile(work, 1).blocks;
    for (const auto& chase : sets_) {
      link_kernel<<<blocks, kThreads, 0, stream>>>(base(chase), shape_.slot_bytes, order);
      FLEETMARK_GPU(gpuGetLastError());
      place_kernel<<<1, 1, 0, stream>>>(
          chase.state.as<ChaseState>(),
          base(chase) + order.slot(0) * static_cast<std::uint64_t>(shape_.slot_bytes));
      FLEETMARK_GPU(gpuGetLastError());
    }
    return {};
  }
  Result<> poison(gpu_stream stream) override {
    for (const auto& chase : sets_) {
      poison_kernel<<<1, 1, 0, stream>>>(chase.state.as<ChaseState>());
      FLEETMARK_GPU(gpuGetLastError());
    }
    return {};
  }
  Result<> enqueue(gpu_stream stream, int set) override {
    chase_kernel<<<1, 1, 0, stream>>>(sets_[static_cast<std::size_t>(set)].state.as<ChaseState>(),
                                      shape_.hops);
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  }

  [[nodiscard]] std::int64_t elements() const override { return kChaseOutputs; }
  Result<> read(gpu_stream stream, int set, std::int64_t first, std::span<double> out) override {
    const Chase& chase = sets_[static_cast<std::size_t>(set)];
    ChaseState state{};
    FLEETMARK_GPU(gpuMemcpyAsync(&state, chase.state.as<void>(), sizeof state,
                                 gpuMemcpyDeviceToHost, stream));
    FLEETMARK_GPU(gpuStreamSynchronize(stream));
    const std::array<std::uint64_t, kChaseOutputs> ends{state.start, state.end};
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::uint64_t end = ends[static_cast<std::size_t>(first) + i];
      out[i] = end == kPoison ? std::numeric_limits<double>::quiet_NaN()
                              : static_cast<double>(end - base(chase)) /
                                    static_cast<double>(shape_.slot_bytes);
    }
    return {};
  }

 private:
  struct Chase {
    DeviceBuffer memory, state;
  };
  static std::uint64_t base(const Chase& chase) {
    return reinterpret_cast<std::uint64_t>(chase.memory.as<void>());
  }

  ChaseShape shape_;
  std::vector<Chase> sets_;
};

}  // namespace

Result<std::unique_ptr<gpu::GpuKernel>> make_chase(const DeviceShape&, const Problem& problem,
                                                   int sets) {
  FLEETMARK_TRY(const ChaseShape shape, checked_chase_shape(problem));
  auto kernel = std::make_unique<ChaseGpu>(shape);
  FLEETMARK_CHECK(kernel->allocate(sets));
  return std::unique_ptr<gpu::GpuKernel>(std::move(kernel));
}

}  // namespace fleetmark::latency

// SPDX-License-Identifier: Apache-2.0
// The table of the transfer family on a GPU, and what its kernels share: see transfer_gpu.h.
#include <array>
#include <vector>

#include "kernels/transfer/transfer_gpu.h"
#include "kernels/transfer/transfer_spec.h"

namespace fleetmark {
namespace transfer {
namespace {

using gpu::DeviceShape;

__global__ void __launch_bounds__(kThreads)
    fill_kernel(float* to, std::int64_t n, InputRecipe recipe, int operand) {
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kThreads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x; i < n;
       i += stride) {
    to[i] = input_value(recipe, operand, static_cast<std::uint64_t>(i));
  }
}

template <HostMemory kMemory>
Result<std::unique_ptr<gpu::GpuKernel>> host(const DeviceShape&, const Problem& problem, int sets) {
  return make_host(problem, sets, kMemory);
}
template <Mover kMover>
Result<std::unique_ptr<gpu::GpuKernel>> peer(const DeviceShape&, const Problem& problem, int sets) {
  return make_peer(problem, sets, kMover);
}

bool runs_everywhere(const DeviceShape&) { return true; }

using Make = Result<std::unique_ptr<gpu::GpuKernel>> (*)(const DeviceShape&, const Problem&, int);

std::vector<gpu::GpuVariant> table() {
  std::vector<gpu::GpuVariant> variants;
  const auto add = [&](const LinkRow& row, std::string_view name, std::string_view implementation,
                       bool is_library, Make make) {
    variants.push_back(
        {row.id, name, implementation, {DType::kF32}, is_library, runs_everywhere, make});
  };
  for (const auto& row : kLinks) {
    if (row.is_peer) {
      add(row, "copy-engine", "the runtime's memcpyPeerAsync", true, peer<Mover::kCopyEngine>);
      add(row, "sm-write", "fleetmark, SMs that store to the other device", false,
          peer<Mover::kWriter>);
      add(row, "sm-read", "fleetmark, SMs that load from the other device", false,
          peer<Mover::kReader>);
      continue;
    }
    add(row, "pinned", "the runtime's memcpyAsync, pinned host memory", true,
        host<HostMemory::kPinned>);
    // From pageable memory the host itself does the copying, one direction after the other.
    if (row.directions == 1) {
      add(row, "pageable", "the runtime's memcpyAsync, pageable host memory", true,
          host<HostMemory::kPageable>);
    }
  }
  return variants;
}

}  // namespace

Result<> fill_device(float* to, std::int64_t n, const InputRecipe& recipe, int operand,
                     gpu::gpu_stream stream) {
  const int blocks = gpu::plan_block_per_tile({n, 4 * kThreads, 0}, 1).blocks;
  fill_kernel<<<blocks, kThreads, 0, stream>>>(to, n, recipe, operand);
  FLEETMARK_GPU(gpuGetLastError());
  return {};
}

Result<> poison_device(float* to, std::int64_t n, gpu::gpu_stream stream) {
  FLEETMARK_GPU(gpuMemsetAsync(to, 0xFF, static_cast<std::size_t>(n) * sizeof(float), stream));
  return {};
}

Result<> read_device(const float* from, std::span<double> out, gpu::gpu_stream stream) {
  std::vector<float> values(out.size());
  FLEETMARK_GPU(gpuMemcpyAsync(values.data(), from, values.size() * sizeof(float),
                               gpuMemcpyDeviceToHost, stream));
  FLEETMARK_GPU(gpuStreamSynchronize(stream));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<double>(values[i]);
  return {};
}

Result<SideStream> SideStream::create() {
  SideStream side;
  FLEETMARK_TRY(side.stream_, gpu::Stream::create());
  FLEETMARK_TRY(side.forked_, gpu::Event::create());
  FLEETMARK_TRY(side.joined_, gpu::Event::create());
  return side;
}

Result<> SideStream::fork(gpu::gpu_stream main) {
  FLEETMARK_GPU(gpuEventRecord(forked_.get(), main));
  FLEETMARK_GPU(gpuStreamWaitEvent(stream_.get(), forked_.get(), 0));
  return {};
}

Result<> SideStream::join(gpu::gpu_stream main) {
  FLEETMARK_GPU(gpuEventRecord(joined_.get(), stream_.get()));
  FLEETMARK_GPU(gpuStreamWaitEvent(main, joined_.get(), 0));
  return {};
}

}  // namespace transfer

std::span<const gpu::GpuVariant> transfer_gpu_variants() {
  static const std::vector<gpu::GpuVariant> variants = transfer::table();
  return variants;
}

}  // namespace fleetmark

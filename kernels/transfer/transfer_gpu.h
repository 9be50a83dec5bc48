// SPDX-License-Identifier: Apache-2.0
// What the transfers share: filling of device memory, two streams that run side by side, and the
// makers behind the table of transfer_gpu.cu.
#pragma once

#include "kernels/gpu/gpu_kernel.h"

namespace fleetmark::transfer {

inline constexpr int kThreads = 256;

// to[i] = input_value(recipe, operand, i), on the current device.
Result<> fill_device(float* to, std::int64_t n, const InputRecipe& recipe, int operand,
                     gpu::gpu_stream stream);
// NaN everywhere, on the current device.
Result<> poison_device(float* to, std::int64_t n, gpu::gpu_stream stream);
// Copies out of device memory and waits.
Result<> read_device(const float* from, std::span<double> out, gpu::gpu_stream stream);

// A second stream that starts where the first stands and that the first waits for: what is enqueued
// on both between fork() and join() overlaps, and counts as one piece of work on the first.
class SideStream {
 public:
  static Result<SideStream> create();
  Result<> fork(gpu::gpu_stream main);
  Result<> join(gpu::gpu_stream main);
  [[nodiscard]] gpu::gpu_stream get() const { return stream_.get(); }

 private:
  gpu::Stream stream_;
  gpu::Event forked_, joined_;
};

enum class HostMemory { kPinned, kPageable };
enum class Mover { kCopyEngine, kWriter, kReader };  // who moves: engine, or SMs that push or pull

Result<std::unique_ptr<gpu::GpuKernel>> make_host(const Problem& problem, int sets,
                                                  HostMemory memory);
Result<std::unique_ptr<gpu::GpuKernel>> make_peer(const Problem& problem, int sets, Mover mover);

}  // namespace fleetmark::transfer

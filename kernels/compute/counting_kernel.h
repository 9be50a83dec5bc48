// SPDX-License-Identifier: Apache-2.0
// The host side that all peak kernels of a GPU share: one count in f64 from each block, a worker.
#pragma once

#include "kernels/gpu/gpu_kernel.h"

namespace fleetmark::compute {

class CountingKernel : public gpu::GpuKernel {
 public:
  explicit CountingKernel(int workers) : workers_(workers) {}

  [[nodiscard]] int operand_sets() const override { return 1; }
  Result<> poison(gpu::gpu_stream stream) override {
    FLEETMARK_GPU(gpuMemsetAsync(counts_.as<void>(), 0xFF, count_bytes(), stream));  // NaN
    return {};
  }
  [[nodiscard]] std::int64_t elements() const override { return workers_; }
  Result<> read(gpu::gpu_stream stream, int, std::int64_t first, std::span<double> out) override {
    FLEETMARK_GPU(gpuMemcpyAsync(out.data(), counts() + first, out.size_bytes(),
                                 gpuMemcpyDeviceToHost, stream));
    FLEETMARK_GPU(gpuStreamSynchronize(stream));
    return {};
  }

 protected:
  Result<> allocate_counts() {
    FLEETMARK_TRY(counts_, gpu::DeviceBuffer::allocate(count_bytes()));
    return {};
  }
  [[nodiscard]] int workers() const { return workers_; }
  [[nodiscard]] double* counts() const { return counts_.as<double>(); }

 private:
  [[nodiscard]] std::size_t count_bytes() const {
    return static_cast<std::size_t>(workers_) * sizeof(double);
  }
  int workers_;
  gpu::DeviceBuffer counts_;
};

}  // namespace fleetmark::compute

// SPDX-License-Identifier: Apache-2.0
// The host side of the tensor-core peak: operands, launch, counts. The kernels: tensor_mma_gpu.cu,
// tensor_dmma_gpu.cu and tensor_wgmma_gpu_sm90a.cu.
#include <algorithm>

#include "kernels/compute/compute_spec.h"
#include "kernels/compute/counting_kernel.h"
#include "kernels/compute/tensor_gpu.h"

namespace fleetmark::compute {
namespace {

using gpu::DeviceBuffer;
using gpu::gpu_stream;

constexpr int kOwnShared = 4096;  // more than a kernel declares for itself

class TensorPeak final : public CountingKernel {
 public:
  TensorPeak(const TensorKernel& kernel, int workers, DType dtype, std::int64_t n)
      : CountingKernel(workers),
        kernel_(kernel),
        passes_(tensor_passes(n, kernel.accumulators, dtype)),
        host_image_(tensor_image(dtype)) {}

  Result<> allocate() {
    FLEETMARK_CHECK(allocate_counts());
    FLEETMARK_TRY(image_, DeviceBuffer::allocate(host_image_.size()));
    if (kernel_.shared_bytes > 0) {
      FLEETMARK_GPU(gpuFuncSetAttribute(
          kernel_.function, gpuFuncAttributeMaxDynamicSharedMemorySize, kernel_.shared_bytes));
    }
    return {};
  }
  // The same operands whatever the recipe: compute_spec.h.
  Result<> fill(gpu_stream stream, const InputRecipe&) override {
    FLEETMARK_GPU(gpuMemcpyAsync(image_.as<void>(), host_image_.data(), host_image_.size(),
                                 gpuMemcpyHostToDevice, stream));
    return {};
  }
  Result<> enqueue(gpu_stream stream, int) override {
    auto* to = counts();
    const auto* image = image_.as<uint4>();
    void* arguments[] = {&to, &image, &passes_};
    FLEETMARK_GPU(gpuLaunchKernel(kernel_.function, static_cast<unsigned>(workers()),
                                  static_cast<unsigned>(kernel_.threads), arguments,
                                  static_cast<std::size_t>(kernel_.shared_bytes), stream));
    return {};
  }

 private:
  TensorKernel kernel_;
  std::int64_t passes_;
  std::vector<unsigned char> host_image_;
  DeviceBuffer image_;
};

MakeTensorResult make(const gpu::DeviceShape& device, const Problem& problem,
                      const TensorKernel& kernel) {
  FLEETMARK_TRY(const std::int64_t n, checked_n(problem, device.sm_count));
  if (kernel.function == nullptr) {
    return Error{ErrorCode::kNotSupported,
                 "tensor cores have no " + std::string(name_of(problem.dtype)) + " instruction"};
  }
  // All the shared memory there is, so that no SM is given two blocks while another has none.
  TensorKernel alone = kernel;
  alone.shared_bytes = std::max(kernel.shared_bytes, device.shared_bytes_per_block - kOwnShared);
  auto made = std::make_unique<TensorPeak>(alone, device.sm_count, problem.dtype, n);
  FLEETMARK_CHECK(made->allocate());
  return std::unique_ptr<gpu::GpuKernel>(std::move(made));
}

}  // namespace

MakeTensorResult make_tensor_mma(const gpu::DeviceShape& device, const Problem& problem, int) {
  return make(device, problem, tensor_mma(problem.dtype));
}
MakeTensorResult make_tensor_wgmma(const gpu::DeviceShape& device, const Problem& problem, int) {
  return make(device, problem, tensor_wgmma(problem.dtype));
}
MakeTensorResult make_tensor_dmma(const gpu::DeviceShape& device, const Problem& problem, int) {
  return make(device, problem, problem.dtype == DType::kF64 ? tensor_dmma() : TensorKernel{});
}

}  // namespace fleetmark::compute

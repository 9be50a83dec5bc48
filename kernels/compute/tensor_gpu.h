// SPDX-License-Identifier: Apache-2.0
// Tensor-core peak: what the host and the kernels say to each other, and the two ways to make one.
#pragma once

#include "kernels/compute/tensor_plan.h"
#include "kernels/gpu/gpu_kernel.h"

namespace fleetmark::compute {

// A kernel takes (double* counts, const uint4* image, std::int64_t passes); one block is a worker.
struct TensorKernel {
  const void* function = nullptr;  // null: no such instruction
  int threads = 0;
  int shared_bytes = 0;
  std::int64_t accumulators = 0;  // elements of C that a block adds up
};

// `make` is a template over the type: make.operator()<DType::kF16>(). Empty for types that tensor
// cores do not multiply.
template <typename Make>
TensorKernel with_tensor_type(DType dtype, Make make) {
  switch (dtype) {
    case DType::kF16:
      return make.template operator()<DType::kF16>();
    case DType::kBf16:
      return make.template operator()<DType::kBf16>();
    case DType::kTf32:
      return make.template operator()<DType::kTf32>();
    case DType::kFp8E4m3:
      return make.template operator()<DType::kFp8E4m3>();
    case DType::kInt8:
      return make.template operator()<DType::kInt8>();
    default:
      return {};
  }
}

TensorKernel tensor_mma(DType dtype);    // any part since sm_80
TensorKernel tensor_wgmma(DType dtype);  // sm_90a alone
TensorKernel tensor_dmma();              // f64, any part since sm_80

using MakeTensorResult = Result<std::unique_ptr<gpu::GpuKernel>>;
MakeTensorResult make_tensor_mma(const gpu::DeviceShape&, const Problem&, int sets);
MakeTensorResult make_tensor_wgmma(const gpu::DeviceShape&, const Problem&, int sets);
MakeTensorResult make_tensor_dmma(const gpu::DeviceShape&, const Problem&, int sets);

}  // namespace fleetmark::compute

// SPDX-License-Identifier: Apache-2.0
// See tensor_map_gpu.h.
#include <string>

#include "kernels/gpu/gpu_check.h"
#include "kernels/matmul/tensor_map_gpu.h"

namespace fleetmark::matmul {
namespace {

using EncodeFunction = decltype(&cuTensorMapEncodeTiled);
constexpr unsigned kEncodeSince = 12000;  // driver interface that has it

Result<EncodeFunction> find_encode() {
  void* function = nullptr;
  gpu::gpu_entry_point_query found = gpu::kGpuEntryPointMissing;
  FLEETMARK_GPU(gpuGetDriverEntryPointByVersion("cuTensorMapEncodeTiled", &function, kEncodeSince,
                                                gpuEnableDefault, &found));
  if (function == nullptr || found != gpu::kGpuEntryPointFound) {
    return Error{ErrorCode::kNotSupported,
                 "the driver has no cuTensorMapEncodeTiled; it needs CUDA 12.0 or newer"};
  }
  return reinterpret_cast<EncodeFunction>(function);
}

}  // namespace

CUtensorMapDataType tensor_type(DType dtype) {
  switch (dtype) {
    case DType::kBf16:
      return CU_TENSOR_MAP_DATA_TYPE_BFLOAT16;
    case DType::kF16:
      return CU_TENSOR_MAP_DATA_TYPE_FLOAT16;
    case DType::kTf32:
      return CU_TENSOR_MAP_DATA_TYPE_FLOAT32;  // values are rounded already
    default:
      return CU_TENSOR_MAP_DATA_TYPE_UINT8;
  }
}

Result<CUtensorMap> make_tensor_map(const TensorBox& box) {
  FLEETMARK_TRY(const EncodeFunction encode, find_encode());
  alignas(64) CUtensorMap map;
  const cuuint64_t sizes[2] = {static_cast<cuuint64_t>(box.columns),
                               static_cast<cuuint64_t>(box.rows)};
  const cuuint64_t strides[1] = {static_cast<cuuint64_t>(box.pitch * box.element_bytes)};
  const cuuint32_t box_sizes[2] = {static_cast<cuuint32_t>(box.box_columns),
                                   static_cast<cuuint32_t>(box.box_rows)};
  const cuuint32_t steps[2] = {1, 1};
  const CUresult status =
      encode(&map, box.type, 2, box.data, sizes, strides, box_sizes, steps,
             CU_TENSOR_MAP_INTERLEAVE_NONE, CU_TENSOR_MAP_SWIZZLE_128B,
             CU_TENSOR_MAP_L2_PROMOTION_L2_256B, CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE);
  if (status != CUDA_SUCCESS) {
    return Error{ErrorCode::kNotSupported, "cuTensorMapEncodeTiled refuses a matrix of " +
                                               std::to_string(box.rows) + " x " +
                                               std::to_string(box.columns) + " (error " +
                                               std::to_string(static_cast<int>(status)) + ")"};
  }
  return map;
}

}  // namespace fleetmark::matmul

// SPDX-License-Identifier: Apache-2.0
// What the launches of the rowwise family take. Pointers into one operand set.
#pragma once

#include "kernels/gpu/gpu_check.h"
#include "kernels/rowwise/rowwise_plan.h"

namespace fleetmark::rowwise {

struct Arrays {
  const void* x = nullptr;
  const void* y = nullptr;     // gains, or the second array
  const void* bias = nullptr;  // layer_norm
  const float* cosines = nullptr;
  const float* sines = nullptr;
  const float* factors = nullptr;  // dequantise
  void* out = nullptr;
  float* scales = nullptr;  // quantise
};

struct ReduceLaunch {
  Arrays arrays;
  Shape shape;
  ReducePlan plan;
  bool is_bf16 = false;
};
Result<> launch_norm(gpu::gpu_stream stream, Op op, const ReduceLaunch& launch);
Result<> launch_softmax(gpu::gpu_stream stream, const ReduceLaunch& launch);
Result<> launch_quantise(gpu::gpu_stream stream, const ReduceLaunch& launch);

struct MapLaunch {
  Arrays arrays;
  Shape shape;
  MapPlan plan;
  bool is_bf16 = false;
};
Result<> launch_map(gpu::gpu_stream stream, Op op, const MapLaunch& launch);

}  // namespace fleetmark::rowwise

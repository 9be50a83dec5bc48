// SPDX-License-Identifier: Apache-2.0
// What the convolutions of a GPU share: operands as conv_plan.h has them, and how the table of
// variants gets the kernels.
#pragma once

#include "kernels/conv/conv_plan.h"
#include "kernels/gpu/array_gpu.h"

namespace fleetmark::conv {

class ConvGpu : public gpu::ArrayKernel {
 public:
  ConvGpu(DType dtype, const GpuConv& plan)
      : ArrayKernel(input_plans(gpu::storage_of(dtype), plan),
                    {{.storage = gpu::storage_of(dtype),
                      .elements = plan.pixels * plan.shape.channels_out}}),
        plan_(plan) {}

 protected:
  [[nodiscard]] const GpuConv& plan() const { return plan_; }

 private:
  static std::vector<gpu::ArrayPlan> input_plans(gpu::Storage storage, const GpuConv& c) {
    const Shape& s = c.shape;
    const std::int64_t images = s.batch * s.height * s.width * s.channels_in;
    return {
        {.storage = storage, .elements = images, .width = s.group_in(), .pitch = c.channel_pitch},
        {.storage = storage,
         .elements = s.channels_out * s.terms(),
         .operand = 1,
         .width = s.group_in(),
         .pitch = c.channel_pitch}};
  }
  GpuConv plan_;
};

using MakeGpuResult = Result<std::unique_ptr<gpu::GpuKernel>>;
MakeGpuResult make_gpu_tiled(const gpu::DeviceShape&, const Problem&, int sets);
MakeGpuResult make_gpu_mma(const gpu::DeviceShape&, const Problem&, int sets);

}  // namespace fleetmark::conv

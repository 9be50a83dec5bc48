// SPDX-License-Identifier: Apache-2.0
// attention.decode and mla_decode on a GPU: operands, and two launches.
#include <cmath>

#include "kernels/attention/attention_gpu.h"
#include "kernels/gpu/array_gpu.h"

namespace fleetmark::attention {
namespace {

using gpu::DeviceBuffer;
using gpu::gpu_stream;

enum Input { kQuery, kKey, kValue };

std::vector<gpu::ArrayPlan> input_plans(const Problem& problem, const DecodePlan& plan) {
  const Shape s = shape_of(problem);
  const auto storage = gpu::storage_of(problem.dtype);
  const std::int64_t cached = s.batch * s.kv_heads * s.context;
  std::vector<gpu::ArrayPlan> plans{
      {.storage = storage, .elements = s.rows() * s.key, .width = s.key, .pitch = plan.key_pitch},
      {.storage = storage,
       .elements = cached * s.key,
       .operand = 1,
       .width = s.key,
       .pitch = plan.key_pitch}};
  if (s.form != Form::kMlaDecode) {
    plans.push_back({.storage = storage,
                     .elements = cached * s.value,
                     .operand = 2,
                     .width = s.value,
                     .pitch = plan.value_pitch});
  }
  return plans;
}

class DecodeGpu final : public gpu::ArrayKernel {
 public:
  DecodeGpu(const Problem& problem, const DecodePlan& plan, const PrefillPlan& rows)
      : ArrayKernel(input_plans(problem, plan),
                    {{.storage = gpu::storage_of(problem.dtype),
                      .elements = shape_of(problem).rows() * shape_of(problem).value}}),
        shape_(shape_of(problem)),
        plan_(plan),
        rows_(rows) {}

  Result<> allocate(int sets) override {
    const auto parts = static_cast<std::size_t>(plan_.blocks() * plan_.rows);
    const bool is_split = plan_.splits > 1;
    FLEETMARK_TRY(sums_, DeviceBuffer::allocate(
                             is_split ? parts * static_cast<std::size_t>(shape_.value) * 4 : 0));
    FLEETMARK_TRY(figures_, DeviceBuffer::allocate(is_split ? parts * 8 : 0));
    return ArrayKernel::allocate(sets);
  }
  [[nodiscard]] std::string choice() const override {
    return std::to_string(plan_.splits) + " splits of " + std::to_string(plan_.tiles) + " tiles, " +
           std::to_string(plan_.stages) + " stages";
  }

  // Two launches each where there are splits.
  [[nodiscard]] int max_held_launches() const override { return 128; }
  Result<> enqueue(gpu_stream stream, int set) override {
    DecodeArguments args;
    args.queries = in<unsigned char>(set, kQuery);
    args.keys = in<unsigned char>(set, kKey);
    if (shape_.form != Form::kMlaDecode) args.values = in<unsigned char>(set, kValue);
    args.out = out<void>(set, 0);
    args.sums = sums_.as<float>();
    args.figures = figures_.as<float>();
    args.plan = plan_;
    args.rows = rows_;
    args.value = static_cast<int>(shape_.value);
    args.scale = static_cast<float>(kLog2E / std::sqrt(static_cast<double>(shape_.key)));
    FLEETMARK_CHECK(plan_.is_mma ? launch_decode_mma(stream, args)
                                 : launch_decode_fma(stream, args));
    if (plan_.splits == 1) return {};
    return launch_combine(stream, args, plan_.is_mma);
  }

 private:
  Shape shape_;
  DecodePlan plan_;
  PrefillPlan rows_;
  DeviceBuffer sums_, figures_;  // shared by the operand sets, as launches follow each other
};

}  // namespace

MakeGpuResult make_gpu_decode(const gpu::DeviceShape& device, const Problem& problem, int sets) {
  FLEETMARK_TRY(const Shape shape, checked_shape(problem));
  FLEETMARK_TRY(DecodePlan plan, plan_decode(shape, problem.dtype, device));
  FLEETMARK_TRY(const int resident,
                plan.is_mma ? resident_decode_mma(plan) : resident_decode_fma(plan));
  FLEETMARK_TRY(const PrefillPlan rows, plan_prefill(shape, plan.rows));
  plan_splits(plan, shape, device, resident);
  return gpu::ready(std::make_unique<DecodeGpu>(problem, plan, rows), sets);
}

}  // namespace fleetmark::attention

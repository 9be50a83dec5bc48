// SPDX-License-Identifier: Apache-2.0
// GPU variants of the rowwise family: operands and launches; the kernels are in the files named
// after what they do.
#include "kernels/api/parallel.h"
#include "kernels/gpu/array_gpu.h"
#include "kernels/rowwise/rowwise_gpu.h"

namespace fleetmark {
namespace rowwise {
namespace {

using gpu::gpu_stream;
using gpu::Storage;

std::vector<gpu::ArrayPlan> input_plans(const Problem& problem) {
  const OpRow& row = op_row(problem.kernel);
  const Shape s = shape_of(problem);
  const Storage storage = gpu::storage_of(problem.dtype);
  if (row.op == Op::kDequantise) {
    return {{.storage = Storage::kInt8, .elements = s.rows * s.width},
            {.elements = s.rows, .operand = 1}};
  }
  std::vector<gpu::ArrayPlan> plans;
  for (int i = 0; i < row.row_inputs; ++i) {
    plans.push_back({.storage = storage, .elements = s.rows * s.width, .operand = i});
  }
  for (int i = 0; i < row.vector_inputs; ++i) {
    plans.push_back({.storage = storage, .elements = s.width, .operand = row.row_inputs + i});
  }
  if (row.op == Op::kRotary) {
    plans.push_back({.elements = s.rows * (s.head_dim / 2)});  // cosines
    plans.push_back({.elements = s.rows * (s.head_dim / 2)});  // sines
  }
  return plans;
}

std::vector<gpu::ArrayPlan> output_plans(const Problem& problem) {
  const Shape s = shape_of(problem);
  const bool has_scales = op_row(problem.kernel).op == Op::kQuantise;
  std::vector<gpu::ArrayPlan> plans{
      {.storage = has_scales ? Storage::kInt8 : gpu::storage_of(problem.dtype),
       .elements = s.rows * s.width}};
  if (has_scales) plans.push_back({.elements = s.rows});
  return plans;
}

class RowwiseGpu final : public gpu::ArrayKernel {
 public:
  explicit RowwiseGpu(const Problem& problem)
      : ArrayKernel(input_plans(problem), output_plans(problem)),
        op_(op_row(problem.kernel).op),
        shape_(shape_of(problem)),
        is_bf16_(problem.dtype == DType::kBf16),
        reduce_(plan_reduce(shape_, bytes_of(problem.dtype))),
        map_(plan_map(op_, shape_, bytes_of(problem.dtype))) {}

  Result<> enqueue(gpu_stream stream, int set) override {
    const Arrays arrays = arrays_of(set);
    const ReduceLaunch reduce{arrays, shape_, reduce_, is_bf16_};
    switch (op_) {
      case Op::kRmsNorm:
      case Op::kLayerNorm:
        return launch_norm(stream, op_, reduce);
      case Op::kSoftmax:
        return launch_softmax(stream, reduce);
      case Op::kQuantise:
        return launch_quantise(stream, reduce);
      default:
        return launch_map(stream, op_, MapLaunch{arrays, shape_, map_, is_bf16_});
    }
  }

 private:
  [[nodiscard]] Arrays arrays_of(int set) const {
    Arrays arrays{.x = in<void>(set, 0), .out = out<void>(set, 0)};
    if (op_ == Op::kRotary) {
      arrays.cosines = in<float>(set, 1);
      arrays.sines = in<float>(set, 2);
    } else if (op_ == Op::kDequantise) {
      arrays.factors = in<float>(set, 1);
    } else if (op_ == Op::kQuantise) {
      arrays.scales = out<float>(set, 1);
    } else if (op_ != Op::kSoftmax && op_ != Op::kGelu) {
      arrays.y = in<void>(set, 1);
    }
    if (op_ == Op::kLayerNorm) arrays.bias = in<void>(set, 2);
    return arrays;
  }

  // Made on the host, in double, as the spec has it.
  Result<bool> fill_own(gpu_stream stream, int input, void* data, const InputRecipe&) override {
    if (op_ != Op::kRotary || input == 0) return false;
    const std::int64_t half = shape_.head_dim / 2;
    std::vector<float> table(static_cast<std::size_t>(shape_.rows * half));
    in_parts(shape_.rows, 64, [&](int, std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin * half; i < end * half; ++i) {
        const Turn turn = turn_of(i / half, i % half, shape_.head_dim);
        table[static_cast<std::size_t>(i)] = input == 1 ? turn.cosine : turn.sine;
      }
    });
    FLEETMARK_GPU(gpuMemcpyAsync(data, table.data(), table.size() * sizeof(float),
                                 gpuMemcpyHostToDevice, stream));
    FLEETMARK_GPU(gpuStreamSynchronize(stream));
    return true;
  }

  Op op_;
  Shape shape_;
  bool is_bf16_;
  ReducePlan reduce_;
  MapPlan map_;
};

Result<std::unique_ptr<gpu::GpuKernel>> make(const gpu::DeviceShape&, const Problem& problem,
                                             int sets) {
  FLEETMARK_TRY(const Shape shape, checked_shape(problem));
  FLEETMARK_CHECK(check_width(shape));
  return gpu::ready(std::make_unique<RowwiseGpu>(problem), sets);
}

bool anywhere(const gpu::DeviceShape&) { return true; }

std::vector<gpu::GpuVariant> all_variants() {
  std::vector<gpu::GpuVariant> variants;
  for (const auto& row : kOpRows) {
    variants.push_back({row.id,
                        "rows",
                        "fleetmark, 16-byte accesses where rows allow them",
                        {DType::kF32, DType::kBf16},
                        false,
                        anywhere,
                        make});
  }
  return variants;
}

}  // namespace
}  // namespace rowwise

std::span<const gpu::GpuVariant> rowwise_gpu_variants() {
  static const std::vector<gpu::GpuVariant> variants = rowwise::all_variants();
  return variants;
}

}  // namespace fleetmark

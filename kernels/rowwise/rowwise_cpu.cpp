// SPDX-License-Identifier: Apache-2.0
// CPU variants of the rowwise family: rows are split over the workers, each of which first-touches
// its rows of every array.
#include "kernels/cpu/array_kernel.h"
#include "kernels/rowwise/rowwise_loops.h"

namespace fleetmark {
namespace rowwise {
namespace {

using cpu::Storage;

const RowwiseLoops& loops_for(const cpu::CpuFeatures& features) {
  if (features.avx512) return rowwise_loops_avx512();
  return features.avx2 ? rowwise_loops_avx2() : rowwise_loops_baseline();
}

std::vector<cpu::ArrayPlan> input_plans(const Problem& problem) {
  const OpRow& row = op_row(problem.kernel);
  const Shape s = shape_of(problem);
  const auto rows = static_cast<std::size_t>(s.rows);
  const auto width = static_cast<std::size_t>(s.width);
  const auto storage = cpu::storage_of(problem.dtype);
  if (row.op == Op::kDequantise) {
    return {{.storage = Storage::kInt8, .elements = rows * width, .grain = width},
            {.elements = rows, .grain = 1, .operand = 1}};
  }
  std::vector<cpu::ArrayPlan> plans;
  for (int i = 0; i < row.row_inputs; ++i) {
    plans.push_back({.storage = storage, .elements = rows * width, .grain = width, .operand = i});
  }
  for (int i = 0; i < row.vector_inputs; ++i) {
    plans.push_back({.storage = storage, .elements = width, .operand = row.row_inputs + i});
  }
  if (row.op == Op::kRotary) {
    const auto half = static_cast<std::size_t>(s.head_dim / 2);
    plans.push_back({.elements = rows * half, .grain = half});
    plans.push_back({.elements = rows * half, .grain = half});
  }
  return plans;
}

std::vector<cpu::ArrayPlan> output_plans(const Problem& problem) {
  const Shape s = shape_of(problem);
  const auto rows = static_cast<std::size_t>(s.rows);
  const auto width = static_cast<std::size_t>(s.width);
  const bool has_scales = op_row(problem.kernel).op == Op::kQuantise;
  std::vector<cpu::ArrayPlan> plans{
      {.storage = has_scales ? Storage::kInt8 : cpu::storage_of(problem.dtype),
       .elements = rows * width,
       .grain = width}};
  if (has_scales) plans.push_back({.elements = rows, .grain = 1});
  return plans;
}

class RowwiseKernel final : public cpu::ArrayKernel {
 public:
  RowwiseKernel(cpu::CpuContext& context, const Problem& problem)
      : ArrayKernel(context.team, input_plans(problem), output_plans(problem)),
        op_(op_row(problem.kernel).op),
        shape_(shape_of(problem)),
        element_bytes_(bytes_of(problem.dtype)),
        run_(loops_for(context.features).run[static_cast<std::size_t>(op_)].of(problem.dtype)),
        scratch_(
            static_cast<std::size_t>(team().size()),
            std::vector<float>(op_ == Op::kSoftmax ? static_cast<std::size_t>(shape_.width) : 0)) {}

  void run_part(int worker, int set) override {
    const auto [begin, end] = share(static_cast<std::size_t>(shape_.rows), worker, 1);
    if (begin == end) return;
    const auto width = static_cast<std::size_t>(shape_.width);
    const auto head_dim = static_cast<std::size_t>(shape_.head_dim);
    RowPart part{.scratch = scratch_[static_cast<std::size_t>(worker)].data(),
                 .rows = end - begin,
                 .width = width,
                 .head_dim = head_dim};
    part.x = in<char>(set, 0) + begin * width * (op_ == Op::kDequantise ? 1 : element_bytes_);
    part.out = out<char>(set, 0) + begin * width * (op_ == Op::kQuantise ? 1 : element_bytes_);
    switch (op_) {
      case Op::kLayerNorm:
        part.bias = in<char>(set, 2);
        [[fallthrough]];
      case Op::kRmsNorm:
        part.y = in<char>(set, 1);
        break;
      case Op::kSiluMultiply:
      case Op::kResidualAdd:
        part.y = in<char>(set, 1) + begin * width * element_bytes_;
        break;
      case Op::kRotary:
        part.cosines = in<float>(set, 1) + begin * (head_dim / 2);
        part.sines = in<float>(set, 2) + begin * (head_dim / 2);
        break;
      case Op::kQuantise:
        part.scales = out<float>(set, 1) + begin;
        break;
      case Op::kDequantise:
        part.factors = in<float>(set, 1) + begin;
        break;
      case Op::kSoftmax:
      case Op::kGelu:
        break;
    }
    run_(part);
  }

 private:
  void fill_share(int input, void* data, cpu::IndexRange range,
                  const InputRecipe& recipe) const override {
    if (op_ != Op::kRotary || input == 0) {
      return ArrayKernel::fill_share(input, data, range, recipe);
    }
    const auto half = static_cast<std::size_t>(shape_.head_dim / 2);
    for (std::size_t i = range.begin; i < range.end; ++i) {
      const Turn turn = turn_of(static_cast<std::int64_t>(i / half),
                                static_cast<std::int64_t>(i % half), shape_.head_dim);
      static_cast<float*>(data)[i] = input == 1 ? turn.cosine : turn.sine;
    }
  }

  Op op_;
  Shape shape_;
  std::size_t element_bytes_;
  void (*run_)(const RowPart&);
  std::vector<std::vector<float>> scratch_;  // of each worker
};

Result<std::unique_ptr<PreparedKernel>> make(cpu::CpuContext& context, const Problem& problem,
                                             const PrepareOptions& options) {
  FLEETMARK_CHECK(checked_shape(problem));
  return cpu::ready(std::make_unique<RowwiseKernel>(context, problem), options);
}

std::string implementation(const cpu::CpuFeatures& features) {
  return "fleetmark " + features.best();
}
std::vector<DType> dtypes(const cpu::CpuFeatures&) {
  return {DType::kF32, DType::kF16, DType::kBf16};
}

std::vector<cpu::CpuVariant> all_variants() {
  std::vector<cpu::CpuVariant> variants;
  for (const auto& row : kOpRows) {
    variants.push_back({row.id, "rows", false, false, implementation, dtypes, make});
  }
  return variants;
}

}  // namespace
}  // namespace rowwise

std::span<const cpu::CpuVariant> rowwise_cpu_variants() {
  static const std::vector<cpu::CpuVariant> variants = rowwise::all_variants();
  return variants;
}

}  // namespace fleetmark

// SPDX-License-Identifier: Apache-2.0
// gather.pool on the CPU: bags are split over the workers, each of which first-touches its part of
// the table, of the indices and weights, and of the output.
#include "kernels/gather/pool.h"

#include "kernels/api/checked_sizes.h"
#include "kernels/cpu/array_kernel.h"
#include "kernels/gather/gather_spec.h"
#include "kernels/gather/pool_loops.h"
#include "kernels/gather/pool_spec.h"

namespace fleetmark::gather {
namespace {

enum Input { kTable, kIndex, kWeight };

const PoolLoops& loops_for(const cpu::CpuFeatures& features) {
  if (features.avx512) return pool_loops_avx512();
  return features.avx2 ? pool_loops_avx2() : pool_loops_baseline();
}

class PoolKernel final : public cpu::ArrayKernel {
 public:
  PoolKernel(cpu::CpuContext& context, const Problem& problem)
      : ArrayKernel(context.team, input_plans(problem), output_plans(problem)),
        shape_(pool_shape_of(problem)),
        element_bytes_(bytes_of(problem.dtype)),
        pool_(loops_for(context.features).of(problem.dtype)) {}

  void run_part(int worker, int set) override {
    const auto per_bag = static_cast<std::size_t>(shape_.per_bag);
    const auto width = static_cast<std::size_t>(shape_.width);
    const auto [begin, end] = share(static_cast<std::size_t>(shape_.bags), worker, 1);
    pool_({.table = in<void>(set, kTable),
           .index = in<std::uint32_t>(set, kIndex) + begin * per_bag,
           .weight = in<float>(set, kWeight) + begin * per_bag,
           .out = out<char>(set, 0) + begin * width * element_bytes_,
           .bags = end - begin,
           .per_bag = per_bag,
           .width = width});
  }

 private:
  static std::vector<cpu::ArrayPlan> input_plans(const Problem& problem) {
    const PoolShape s = pool_shape_of(problem);
    const auto rows = static_cast<std::size_t>(s.bags * s.per_bag);
    const auto per_bag = static_cast<std::size_t>(s.per_bag);
    return {{.storage = cpu::storage_of(problem.dtype),
             .elements = static_cast<std::size_t>(s.table_rows * s.width)},
            {.storage = cpu::Storage::kU32, .elements = rows, .grain = per_bag},
            {.elements = rows, .grain = per_bag, .operand = kWeightOperand}};
  }
  static std::vector<cpu::ArrayPlan> output_plans(const Problem& problem) {
    const PoolShape s = pool_shape_of(problem);
    return {{.storage = cpu::storage_of(problem.dtype),
             .elements = static_cast<std::size_t>(s.bags * s.width),
             .grain = static_cast<std::size_t>(s.width)}};
  }

  void fill_share(int input, void* data, cpu::IndexRange range,
                  const InputRecipe& recipe) const override {
    if (input != kIndex) return ArrayKernel::fill_share(input, data, range, recipe);
    for (std::size_t r = range.begin; r < range.end; ++r) {
      static_cast<std::uint32_t*>(data)[r] =
          row_index(recipe, r, static_cast<std::uint64_t>(shape_.table_rows));
    }
  }

  PoolShape shape_;
  std::size_t element_bytes_;
  void (*pool_)(const PoolPart&);
};

}  // namespace

Result<std::unique_ptr<PreparedKernel>> make_pool(cpu::CpuContext& context, const Problem& problem,
                                                  const PrepareOptions& options) {
  FLEETMARK_CHECK(check_sizes(problem, pool_spec()));
  if (problem.size("table_rows") >= (std::int64_t{1} << 32)) {
    return Error{ErrorCode::kNotSupported, problem.key() + ": indices of rows have 32 bits"};
  }
  return cpu::ready(std::make_unique<PoolKernel>(context, problem), options);
}

}  // namespace fleetmark::gather

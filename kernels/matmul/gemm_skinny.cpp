// SPDX-License-Identifier: Apache-2.0
// GEMM and grouped GEMM for few rows, f32 and narrower floats (widened on load, f32 arithmetic). B
// lies in panels of 32 columns, laid out once before timing; panels are split over the workers, so
// B streams from memory in order, once for each kRowsTogether rows. Meant for m up to a few dozen:
// with more rows the libraries' blocking wins, where a library takes the type.
#include <algorithm>

#include "kernels/api/checked_sizes.h"
#include "kernels/api/registry.h"
#include "kernels/cpu/array_kernel.h"
#include "kernels/cpu/input_fill.h"
#include "kernels/matmul/gemm_libraries.h"
#include "kernels/matmul/matmul_spec.h"
#include "kernels/matmul/skinny_loops.h"

namespace fleetmark::matmul {
namespace {

constexpr int kA = 0;
constexpr int kB = 1;
constexpr std::size_t kRowsTogether = 64;  // of A, widened at a time

const SkinnyLoops& loops_for(const cpu::CpuFeatures& features) {
  if (features.avx512) return skinny_loops_avx512();
  return features.avx2 ? skinny_loops_avx2() : skinny_loops_baseline();
}

struct Layout {
  std::size_t groups, m, n, k;
  DType dtype;

  explicit Layout(const Problem& problem)
      : groups(static_cast<std::size_t>(groups_of(problem))),
        m(static_cast<std::size_t>(shape_of(problem).m)),
        n(static_cast<std::size_t>(shape_of(problem).n)),
        k(static_cast<std::size_t>(shape_of(problem).k)),
        dtype(problem.dtype) {}
  [[nodiscard]] bool is_wide() const { return dtype == DType::kF32; }
  [[nodiscard]] std::size_t panels() const { return (n + kPanelColumns - 1) / kPanelColumns; }
  [[nodiscard]] std::size_t panel_elements() const { return k * kPanelColumns; }
};

class SkinnyGemm final : public cpu::ArrayKernel {
 public:
  SkinnyGemm(cpu::CpuContext& context, const Problem& problem)
      : ArrayKernel(context.team, input_plans(problem), output_plans(problem)),
        layout_(problem),
        loops_(&loops_for(context.features)) {
    const std::size_t rows = std::min(layout_.m, kRowsTogether);
    const std::size_t a_elements = layout_.is_wide() ? 0 : rows * layout_.k;
    for (int worker = 0; worker < team().size(); ++worker) {
      scratch_.push_back({std::vector<float>(a_elements),
                          std::vector<float>(rows * kPanelColumns + cpu::kLineFloats)});
    }
  }

  void run_part(int worker, int set) override {
    for (std::size_t first = 0; first < layout_.m; first += kRowsTogether) {
      multiply_rows(worker, set, {first, std::min(first + kRowsTogether, layout_.m)});
    }
  }

 private:
  struct Scratch {
    std::vector<float> a, c;
  };

  static std::vector<cpu::ArrayPlan> input_plans(const Problem& problem) {
    const Layout layout(problem);
    const auto storage = cpu::storage_of(problem.dtype);
    return {{.storage = storage, .elements = layout.groups * layout.m * layout.k, .operand = kA},
            {.storage = storage,
             .elements = layout.groups * layout.panels() * layout.panel_elements(),
             .grain = layout.panel_elements(),
             .operand = kB}};
  }
  static std::vector<cpu::ArrayPlan> output_plans(const Problem& problem) {
    const Layout layout(problem);
    return {{.elements = layout.groups * layout.m * layout.n}};
  }

  void fill_share(int input, void* data, cpu::IndexRange range,
                  const InputRecipe& recipe) const override {
    if (input == kA) return ArrayKernel::fill_share(input, data, range, recipe);
    // Whole rows of panels: a worker owns whole panels.
    for (std::size_t i = range.begin; i < range.end; i += kPanelColumns) {
      const std::size_t task = i / layout_.panel_elements();
      const std::size_t group = task / layout_.panels();
      const std::size_t l = i % layout_.panel_elements() / kPanelColumns;
      const std::size_t column = task % layout_.panels() * kPanelColumns;
      const cpu::InputRun run{recipe, kB, (group * layout_.k + l) * layout_.n + column,
                              std::min(kPanelColumns, layout_.n - column)};
      const std::size_t bytes = bytes_of(layout_.dtype);
      char* row = static_cast<char*>(data) + i * bytes;
      cpu::fill_inputs(layout_.dtype, run, row);
      // Columns beyond the last are zero.
      std::fill(row + run.count * bytes, row + kPanelColumns * bytes, '\0');
    }
  }

  // The worker's panels of B by some rows of A.
  void multiply_rows(int worker, int set, cpu::IndexRange rows) {
    const auto range = share(layout_.groups * layout_.panels(), worker, 1);  // as B was touched
    std::size_t group = layout_.groups;  // whose A is at hand: none yet
    const float* a = nullptr;
    for (std::size_t task = range.begin; task < range.end; ++task) {
      if (task / layout_.panels() != group) {
        group = task / layout_.panels();
        a = rows_of_a(worker, set, {group * layout_.m + rows.begin, group * layout_.m + rows.end});
      }
      multiply_panel(worker, set, task, a, rows);
    }
  }

  // Rows counted over all groups.
  const float* rows_of_a(int worker, int set, cpu::IndexRange rows) {
    const std::size_t first = rows.begin * layout_.k;
    if (layout_.is_wide()) return in<float>(set, kA) + first;
    auto& wide = scratch_[static_cast<std::size_t>(worker)].a;
    loops_->widen.of(layout_.dtype)(in<char>(set, kA) + first * bytes_of(layout_.dtype),
                                    wide.data(), (rows.end - rows.begin) * layout_.k);
    return wide.data();
  }

  void multiply_panel(int worker, int set, std::size_t task, const float* a, cpu::IndexRange rows) {
    float* c = cpu::aligned(scratch_[static_cast<std::size_t>(worker)].c);
    const std::size_t at = task * layout_.panel_elements() * bytes_of(layout_.dtype);
    loops_->panel.of(layout_.dtype)(
        {.a = a, .b = in<char>(set, kB) + at, .c = c, .m = rows.end - rows.begin, .k = layout_.k});
    const std::size_t group = task / layout_.panels();
    const std::size_t column = task % layout_.panels() * kPanelColumns;
    const std::size_t count = std::min(kPanelColumns, layout_.n - column);
    for (std::size_t row = rows.begin; row < rows.end; ++row) {
      std::copy_n(c + (row - rows.begin) * kPanelColumns, count,
                  out<float>(set, 0) + (group * layout_.m + row) * layout_.n + column);
    }
  }

  Layout layout_;
  const SkinnyLoops* loops_;
  std::vector<Scratch> scratch_;  // of each worker
};

// None takes groups.
bool is_for_libraries(const Problem& problem, const cpu::CpuFeatures& features) {
  if (problem.kernel != "matmul.gemm") return false;
  const std::vector<DType> taken = onednn_dtypes(features);
  return problem.dtype == DType::kF32 || std::ranges::find(taken, problem.dtype) != taken.end();
}

}  // namespace

MakeResult make_skinny(cpu::CpuContext& context, const Problem& problem,
                       const PrepareOptions& options) {
  FLEETMARK_CHECK(check_sizes(problem, *find_kernel_spec(problem.kernel)));
  if (shape_of(problem).m > kMostSkinnyRows && is_for_libraries(problem, context.features)) {
    return Error{ErrorCode::kNotSupported, problem.key() + ": the skinny GEMM takes m up to " +
                                               std::to_string(kMostSkinnyRows) +
                                               "; use a library for more rows"};
  }
  return cpu::ready(std::make_unique<SkinnyGemm>(context, problem), options);
}

std::string skinny_name(const cpu::CpuFeatures& features) {
  return "fleetmark " + features.best() + ", B in panels";
}

}  // namespace fleetmark::matmul

// SPDX-License-Identifier: Apache-2.0
// CPU variants of the memory family: arrays split over the team's workers, each worker's share
// first-touched by itself; the instruction set chosen at run time.
#include <limits>
#include <vector>

#include "kernels/cpu/cpu_kernel.h"
#include "kernels/cpu/host_buffer.h"
#include "kernels/cpu/input_fill.h"
#include "kernels/cpu/team_kernel.h"
#include "kernels/memory/memory_loops.h"
#include "kernels/memory/memory_spec.h"

namespace fleetmark {
namespace memory {
namespace {

using cpu::HostBuffer;
using cpu::IndexRange;

constexpr std::size_t kGrain = 1024;  // elements: whole pages of f32, whole cache lines of both

// The features that the loops use. Ordinary stores go in vectors of 32 bytes where cores are not
// AMD's: raced on Cascade Lake, copy gains a tenth over 64 bytes.
cpu::CpuFeatures used_of(cpu::CpuFeatures features, bool has_ordinary_stores) {
  if (has_ordinary_stores && !features.is_amd) features.avx512 = false;
  return features;
}

const LoopTable& table_for(const cpu::CpuFeatures& features) {
  if (features.avx512) return memory_loops_avx512();
  return features.avx2 ? memory_loops_avx2() : memory_loops_baseline();
}

template <typename T>
const Loops<T>& loops_for(const LoopTable& table) {
  if constexpr (sizeof(T) == 8) {
    return table.f64;
  } else {
    return table.f32;
  }
}

struct alignas(64) Partial {
  std::uint64_t checksum = 0;
  double dot = 0;
};

// One operand set: input arrays first, then the output array, or the partial results of a
// reduction.
struct OperandSet {
  std::vector<HostBuffer> inputs;
  HostBuffer output;
  std::vector<Partial> partials;
};

template <typename T>
class MemoryKernel final : public cpu::TeamKernel, public OutputReader {
 public:
  MemoryKernel(cpu::ThreadTeam& team, const OpRow& row, std::size_t n, const Loops<T>& loops,
               Store store, std::int64_t passes)
      : TeamKernel(team), row_(&row), n_(n), passes_(passes), loops_(&loops), store_(store) {}

  Result<> allocate(int sets) {
    for (int set = 0; set < sets; ++set) {
      OperandSet& operands = sets_.emplace_back();
      for (int input = 0; input < row_->inputs; ++input) {
        FLEETMARK_TRY(auto buffer, HostBuffer::allocate(n_ * sizeof(T)));
        operands.inputs.push_back(std::move(buffer));
      }
      if (row_->outputs > 0) {
        FLEETMARK_TRY(operands.output, HostBuffer::allocate(n_ * sizeof(T)));
      } else {
        operands.partials.resize(static_cast<std::size_t>(team().size()));
      }
    }
    return {};
  }

  [[nodiscard]] int operand_sets() const override { return static_cast<int>(sets_.size()); }

  Result<> fill(const InputRecipe& recipe) override {
    team().run([this, &recipe](int worker) {
      const IndexRange range = share(worker);
      for (auto& operands : sets_) {
        for (int input = 0; input < row_->inputs; ++input) {
          T* array = operands.inputs[static_cast<std::size_t>(input)].template as<T>();
          cpu::fill_inputs({recipe, input, range.begin, range.end - range.begin},
                           array + range.begin);
        }
      }
    });
    return {};
  }

  Result<> poison() override {
    team().run([this](int worker) {
      const IndexRange range = share(worker);
      const T nan = std::numeric_limits<T>::quiet_NaN();
      for (auto& operands : sets_) {
        if (row_->outputs == 0) {
          operands.partials[static_cast<std::size_t>(worker)] = Partial{~0ULL, nan};
          continue;
        }
        T* array = operands.output.template as<T>();
        for (std::size_t i = range.begin; i < range.end; ++i) array[i] = nan;
      }
    });
    return {};
  }

  void run_part(int worker, int set) override {
    OperandSet& operands = sets_[static_cast<std::size_t>(set)];
    const auto [begin, end] = share(worker);
    const std::size_t count = end - begin;
    T* a = row_->outputs > 0 ? operands.output.template as<T>() + begin : nullptr;
    const T* b = row_->inputs > 0 ? operands.inputs[0].template as<T>() + begin : nullptr;
    const T* c = row_->inputs > 1 ? operands.inputs[1].template as<T>() + begin : nullptr;
    switch (row_->op) {
      case Op::kRead:
        operands.partials[static_cast<std::size_t>(worker)].checksum = loops_->read(b, count);
        return;
      case Op::kReread:
        operands.partials[static_cast<std::size_t>(worker)].checksum = reread(b, count);
        return;
      case Op::kDot:
        operands.partials[static_cast<std::size_t>(worker)].dot = loops_->dot(b, c, count);
        return;
      case Op::kWrite:
        return loops_->write[store_](a, count);
      case Op::kCopy:
        return loops_->copy[store_](a, b, count);
      case Op::kScale:
        return loops_->scale[store_](a, b, count);
      case Op::kAdd:
        return loops_->add[store_](a, b, c, count);
      case Op::kTriad:
        return loops_->triad[store_](a, b, c, count);
    }
  }

  OutputReader& output(int set) override {
    read_set_ = static_cast<std::size_t>(set);
    return *this;
  }

  [[nodiscard]] std::int64_t elements() const override {
    if (is_checksum(row_->op)) return kChecksumPieces;
    return row_->op == Op::kDot ? 1 : static_cast<std::int64_t>(n_);
  }

  Result<> read(std::int64_t first, std::span<double> out) override {
    const OperandSet& operands = sets_[read_set_];
    if (row_->outputs == 0) {
      Partial sum;
      for (const auto& partial : operands.partials) {
        sum.checksum += partial.checksum;
        sum.dot += partial.dot;
      }
      for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] =
            row_->op == Op::kDot
                ? sum.dot
                : static_cast<double>(
                      (sum.checksum >> (16 * (first + static_cast<std::int64_t>(i)))) & 0xFFFF);
      }
      return {};
    }
    const T* array = operands.output.template as<T>() + first;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<double>(array[i]);
    return {};
  }

 private:
  [[nodiscard]] std::uint64_t reread(const T* b, std::size_t count) const {
    std::uint64_t sum = 0;
    for (std::int64_t pass = 0; pass < passes_; ++pass) sum += loops_->read(b, count);
    return sum;
  }
  [[nodiscard]] IndexRange share(int worker) const {
    return cpu::split(n_, worker, team().size(), kGrain);
  }

  const OpRow* row_;
  std::size_t n_;
  std::int64_t passes_;
  const Loops<T>* loops_;
  Store store_;
  std::vector<OperandSet> sets_;
  std::size_t read_set_ = 0;
};

template <typename T>
Result<std::unique_ptr<PreparedKernel>> make_typed(cpu::CpuContext& context, const Problem& problem,
                                                   const PrepareOptions& options, Store store) {
  FLEETMARK_TRY(const std::int64_t passes, checked_passes(problem));
  const OpRow& row = op_row(problem.kernel);
  const auto features = used_of(context.features, row.outputs > 0 && store == kTemporal);
  auto kernel = std::make_unique<MemoryKernel<T>>(context.team, row,
                                                  static_cast<std::size_t>(problem.size("n")),
                                                  loops_for<T>(table_for(features)), store, passes);
  FLEETMARK_CHECK(kernel->allocate(options.operand_sets));
  FLEETMARK_CHECK(kernel->fill(options.recipe));
  FLEETMARK_CHECK(kernel->poison());
  return std::unique_ptr<PreparedKernel>(std::move(kernel));
}

template <bool kIsNontemporal>
Result<std::unique_ptr<PreparedKernel>> make(cpu::CpuContext& context, const Problem& problem,
                                             const PrepareOptions& options) {
  const Store store = !kIsNontemporal           ? kTemporal
                      : context.features.is_amd ? kNontemporalBypass
                                                : kNontemporal;
  if (problem.dtype == DType::kF64) {
    return make_typed<double>(context, problem, options, store);
  }
  return make_typed<float>(context, problem, options, store);
}

std::string implementation(const cpu::CpuFeatures& features) {
  return "fleetmark " + features.best();
}
std::string with_ordinary_stores(const cpu::CpuFeatures& features) {
  return implementation(used_of(features, true));
}
std::vector<DType> dtypes(const cpu::CpuFeatures&) { return {DType::kF64, DType::kF32}; }

std::vector<cpu::CpuVariant> all_variants() {
  std::vector<cpu::CpuVariant> variants;
  for (const auto& row : kOpRows) {
    if (row.outputs == 0) {
      variants.push_back({row.id, "streams", false, false, implementation, dtypes, make<false>});
      continue;
    }
    variants.push_back({row.id, "nontemporal", false, false, implementation, dtypes, make<true>});
    variants.push_back(
        {row.id, "temporal", false, false, with_ordinary_stores, dtypes, make<false>});
  }
  return variants;
}

}  // namespace
}  // namespace memory

std::span<const cpu::CpuVariant> memory_cpu_variants() {
  static const std::vector<cpu::CpuVariant> variants = memory::all_variants();
  return variants;
}

}  // namespace fleetmark

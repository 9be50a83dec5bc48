// SPDX-License-Identifier: Apache-2.0
// CPU variants of the gather family. Rows are split over the workers; each first-touches its part
// of the table, of the indices and of the output.
#include <algorithm>
#include <limits>
#include <vector>

#include "kernels/cpu/array_kernel.h"
#include "kernels/cpu/cpu_kernel.h"
#include "kernels/cpu/host_buffer.h"
#include "kernels/cpu/input_fill.h"
#include "kernels/cpu/team_kernel.h"
#include "kernels/gather/gather_spec.h"
#include "kernels/gather/pool.h"
#include "kernels/gather/rows_loops.h"

namespace fleetmark {
namespace gather {
namespace {

using cpu::HostBuffer;
using cpu::IndexRange;

enum class Store { kOrdinary, kNontemporal };

const RowsLoops& rows_loops_for(const cpu::CpuFeatures& features) {
  if (features.avx512) return rows_loops_avx512();
  return features.avx2 ? rows_loops_avx2() : rows_loops_baseline();
}

// What both kernels have: a table, an output, and the reading of it.
template <typename T>
class GatherKernel : public cpu::TeamKernel, public OutputReader {
 public:
  GatherKernel(cpu::ThreadTeam& team, std::size_t table_elements, std::size_t output_elements)
      : TeamKernel(team), table_elements_(table_elements), output_elements_(output_elements) {}

  [[nodiscard]] int operand_sets() const override { return static_cast<int>(tables_.size()); }

  Result<> allocate(int sets) {
    for (int set = 0; set < sets; ++set) {
      FLEETMARK_TRY(auto table, HostBuffer::allocate(table_elements_ * sizeof(T)));
      FLEETMARK_TRY(auto output, HostBuffer::allocate(output_elements_ * sizeof(T)));
      tables_.push_back(std::move(table));
      outputs_.push_back(std::move(output));
    }
    return {};
  }

  Result<> fill(const InputRecipe& recipe) override {
    team().run([this, &recipe](int worker) {
      for (auto& table : tables_) {
        const auto [begin, end] = cpu::split(table_elements_, worker, team().size(), 1024);
        cpu::fill_inputs({recipe, 0, begin, end - begin}, table.template as<T>() + begin);
      }
    });
    return {};
  }

  Result<> poison() override {
    team().run([this](int worker) {
      const auto [begin, end] = output_share(worker);
      for (auto& output : outputs_) {
        std::fill(output.template as<T>() + begin, output.template as<T>() + end,
                  std::numeric_limits<T>::quiet_NaN());
      }
    });
    return {};
  }

  OutputReader& output(int set) override {
    read_set_ = static_cast<std::size_t>(set);
    return *this;
  }
  [[nodiscard]] std::int64_t elements() const override {
    return static_cast<std::int64_t>(output_elements_);
  }
  Result<> read(std::int64_t first, std::span<double> out) override {
    const T* from = outputs_[read_set_].template as<T>() + first;
    std::copy_n(from, out.size(), out.begin());
    return {};
  }

 protected:
  [[nodiscard]] virtual IndexRange output_share(int worker) const = 0;  // in elements
  [[nodiscard]] T* table(int set) const {
    return tables_[static_cast<std::size_t>(set)].template as<T>();
  }
  [[nodiscard]] T* result(int set) const {
    return outputs_[static_cast<std::size_t>(set)].template as<T>();
  }

 private:
  std::size_t table_elements_;
  std::size_t output_elements_;
  std::vector<HostBuffer> tables_, outputs_;
  std::size_t read_set_ = 0;
};

class RowsKernel final : public GatherKernel<float> {
 public:
  RowsKernel(cpu::ThreadTeam& team, const RowShape& shape, RowsLoop loop)
      : GatherKernel(team, static_cast<std::size_t>(shape.table_rows * shape.columns()),
                     static_cast<std::size_t>(shape.rows * shape.columns())),
        shape_(shape),
        loop_(loop) {}

  Result<> allocate(int sets) {
    FLEETMARK_CHECK(GatherKernel::allocate(sets));
    FLEETMARK_TRY(index_, HostBuffer::allocate(static_cast<std::size_t>(shape_.rows) * 4));
    return {};
  }

  Result<> fill(const InputRecipe& recipe) override {
    team().run([this, &recipe](int worker) {
      const auto [begin, end] = rows_of(worker);
      for (std::size_t r = begin; r < end; ++r) {
        index_.as<std::uint32_t>()[r] =
            row_index(recipe, r, static_cast<std::uint64_t>(shape_.table_rows));
      }
    });
    return GatherKernel::fill(recipe);
  }

  void run_part(int worker, int set) override {
    const auto [begin, end] = rows_of(worker);
    const auto columns = static_cast<std::size_t>(shape_.columns());
    loop_({.table = table(set),
           .index = index_.as<std::uint32_t>() + begin,
           .out = result(set) + begin * columns,
           .rows = end - begin,
           .width = columns});
  }

 private:
  [[nodiscard]] IndexRange rows_of(int worker) const {
    return cpu::split(static_cast<std::size_t>(shape_.rows), worker, team().size(), 64);
  }
  [[nodiscard]] IndexRange output_share(int worker) const override {
    const auto columns = static_cast<std::size_t>(shape_.columns());
    const auto [begin, end] = rows_of(worker);
    return {begin * columns, end * columns};
  }

  RowShape shape_;
  RowsLoop loop_;
  HostBuffer index_;  // the same rows in every operand set; the tables differ in place
};

template <typename T>
class StridedKernel final : public GatherKernel<T> {
 public:
  StridedKernel(cpu::ThreadTeam& team, std::size_t n, std::size_t stride)
      : GatherKernel<T>(team, (n - 1) * stride + 1, n), n_(n), stride_(stride) {}

  void run_part(int worker, int set) override {
    const auto [begin, end] = output_share(worker);
    const T* table = this->table(set);
    T* to = this->result(set);
    for (std::size_t i = begin; i < end; ++i) to[i] = table[i * stride_];
  }

 private:
  [[nodiscard]] IndexRange output_share(int worker) const override {
    return cpu::split(n_, worker, this->team().size(), 1024);
  }

  std::size_t n_;
  std::size_t stride_;
};

template <Store kStore>
Result<std::unique_ptr<PreparedKernel>> make_rows(cpu::CpuContext& context, const Problem& problem,
                                                  const PrepareOptions& options) {
  FLEETMARK_TRY(const RowShape shape, checked_row_shape(problem));
  if (kStore == Store::kNontemporal && shape.row_bytes % 16 != 0) {
    return Error{ErrorCode::kNotSupported,
                 "non-temporal stores need rows of a multiple of 16 bytes"};
  }
  const RowsLoops& loops = rows_loops_for(context.features);
  return cpu::ready(
      std::make_unique<RowsKernel>(context.team, shape,
                                   kStore == Store::kOrdinary ? loops.ordinary : loops.nontemporal),
      options);
}

Result<std::unique_ptr<PreparedKernel>> make_strided(cpu::CpuContext& context,
                                                     const Problem& problem,
                                                     const PrepareOptions& options) {
  FLEETMARK_TRY(const StridedShape shape, checked_strided_shape(problem));
  const auto n = static_cast<std::size_t>(shape.n);
  const auto stride = static_cast<std::size_t>(shape.stride);
  if (problem.dtype == DType::kF64) {
    return cpu::ready(std::make_unique<StridedKernel<double>>(context.team, n, stride), options);
  }
  return cpu::ready(std::make_unique<StridedKernel<float>>(context.team, n, stride), options);
}

std::string plain_loop(const cpu::CpuFeatures&) { return "fleetmark, one loop"; }
std::vector<DType> rows_types(const cpu::CpuFeatures&) { return {DType::kF32}; }
std::vector<DType> strided_types(const cpu::CpuFeatures&) { return {DType::kF64, DType::kF32}; }

std::string prefetching(const cpu::CpuFeatures& features) {
  return "fleetmark " + features.best() + ", software prefetch";
}
std::vector<DType> pool_types(const cpu::CpuFeatures&) {
  return {DType::kF32, DType::kF16, DType::kBf16};
}

const std::array<cpu::CpuVariant, 4> kVariants{
    {{"gather.rows", "nontemporal", false, false, prefetching, rows_types,
      make_rows<Store::kNontemporal>},
     {"gather.rows", "temporal", false, false, prefetching, rows_types,
      make_rows<Store::kOrdinary>},
     {"gather.pool", "prefetch", false, false, prefetching, pool_types, make_pool},
     {"gather.strided", "loop", false, false, plain_loop, strided_types, make_strided}}};

}  // namespace
}  // namespace gather

std::span<const cpu::CpuVariant> gather_cpu_variants() { return gather::kVariants; }

}  // namespace fleetmark

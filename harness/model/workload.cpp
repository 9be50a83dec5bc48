// SPDX-License-Identifier: Apache-2.0
// See workload.h. One table of kernels; every sum and product is checked against 2^63.
#include "harness/model/workload.h"

#include <array>
#include <initializer_list>

namespace fleetmark::model {
namespace {

struct ElementwiseRow {
  std::string_view kernel;
  int arrays_read;
  int arrays_written;
  int flops_per_element;
};

constexpr std::array<ElementwiseRow, 7> kElementwise{{
    {"memory.read", 1, 0, 0},
    {"memory.write", 0, 1, 0},
    {"memory.copy", 1, 1, 0},
    {"memory.scale", 1, 1, 1},
    {"memory.add", 2, 1, 1},
    {"memory.triad", 2, 1, 2},
    {"memory.dot", 2, 0, 2},
}};
constexpr std::string_view kGemm = "matmul.gemm";

const ElementwiseRow* elementwise(std::string_view kernel) {
  for (const auto& row : kElementwise) {
    if (row.kernel == kernel) return &row;
  }
  return nullptr;
}

// Sum and product that remember that they left the range of int64.
class Checked {
 public:
  std::int64_t product(std::initializer_list<std::int64_t> factors) {
    std::int64_t result = 1;
    for (const auto factor : factors) overflow_ |= __builtin_mul_overflow(result, factor, &result);
    return result;
  }
  std::int64_t sum(std::int64_t a, std::int64_t b) {
    std::int64_t result = 0;
    overflow_ |= __builtin_add_overflow(a, b, &result);
    return result;
  }
  [[nodiscard]] bool overflowed() const { return overflow_; }

 private:
  bool overflow_ = false;
};

WorkTotal elementwise_work(const ElementwiseRow& row, const Problem& problem, Checked& math) {
  const std::int64_t n = problem.size("n");
  const auto width = static_cast<std::int64_t>(bytes_of(problem.dtype));
  return WorkTotal{.bytes_read = math.product({n, width, row.arrays_read}),
                   .bytes_written = math.product({n, width, row.arrays_written}),
                   .flops = math.product({n, row.flops_per_element})};
}

WorkTotal gemm_work(const Problem& problem, Checked& math) {
  const std::int64_t m = problem.size("m");
  const std::int64_t n = problem.size("n");
  const std::int64_t k = problem.size("k");
  const auto width = static_cast<std::int64_t>(bytes_of(problem.dtype));
  const std::int64_t result_width = problem.dtype == DType::kF64 ? 8 : 4;
  return WorkTotal{.bytes_read = math.sum(math.product({m, k, width}), math.product({k, n, width})),
                   .bytes_written = math.product({m, n, result_width}),
                   .flops = math.product({2, m, n, k})};
}

Error bad(const std::string& message) { return Error{ErrorCode::kBadData, message}; }

Result<> check_sizes(const Problem& problem) {
  const auto names = size_names(problem.kernel);
  if (names.empty()) {
    return bad("kernel: found '" + problem.kernel + "'; allowed: " + known_kernels());
  }
  std::string wanted;
  bool same = names.size() == problem.sizes.size();
  for (std::size_t i = 0; i < names.size(); ++i) {
    wanted += (i == 0 ? "" : ", ") + std::string(names[i]);
    same = same && problem.sizes[i].first == names[i];
  }
  if (!same) return bad("sizes: " + problem.kernel + " takes exactly " + wanted);
  for (const auto& [name, value] : problem.sizes) {
    if (value < 1) {
      return bad("sizes." + name + ": found " + std::to_string(value) + "; allowed: 1 or more");
    }
  }
  return {};
}

}  // namespace

std::vector<std::string_view> size_names(std::string_view kernel) {
  if (elementwise(kernel) != nullptr) return {"n"};
  if (kernel == kGemm) return {"m", "n", "k"};
  return {};
}

std::string known_kernels() {
  std::string list;
  for (const auto& row : kElementwise) list += std::string(row.kernel) + ", ";
  return list + std::string(kGemm);
}

Result<WorkTotal> operator_work(const Problem& problem) {
  FLEETMARK_CHECK(check_sizes(problem));
  Checked math;
  const ElementwiseRow* row = elementwise(problem.kernel);
  const WorkTotal work =
      row != nullptr ? elementwise_work(*row, problem, math) : gemm_work(problem, math);
  math.sum(work.bytes_read, work.bytes_written);
  if (math.overflowed()) return bad("sizes: the work of one launch passes 2^63; use smaller sizes");
  return work;
}

Result<WorkTotal> total_work(const std::vector<Phase>& phases) {
  Checked math;
  WorkTotal total;
  for (const auto& phase : phases) {
    for (const auto& op : phase.operators) {
      total.bytes_read = math.sum(total.bytes_read, math.product({op.each.bytes_read, op.count}));
      total.bytes_written =
          math.sum(total.bytes_written, math.product({op.each.bytes_written, op.count}));
      total.flops = math.sum(total.flops, math.product({op.each.flops, op.count}));
    }
  }
  math.sum(total.bytes_read, total.bytes_written);
  if (math.overflowed()) return bad("phases: the total work passes 2^63; make the task smaller");
  return total;
}

}  // namespace fleetmark::model

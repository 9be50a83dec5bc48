// SPDX-License-Identifier: Apache-2.0
// Bytes and operations of one launch of each kernel that a workload may name, by the convention of
// kernels/: what the algorithm must move, every operand once, no write-allocate, no intermediate
// values. The model may not see the kernels; a test holds the two tables together.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/api/problem.h"
#include "kernels/api/result.h"

namespace fleetmark::model {

struct WorkTotal {
  std::int64_t bytes_read = 0;
  std::int64_t bytes_written = 0;
  std::int64_t flops = 0;

  [[nodiscard]] std::int64_t bytes() const { return bytes_read + bytes_written; }
  auto operator<=>(const WorkTotal&) const = default;
};

// kBadData: unknown kernel, wrong size names, a size below 1, beyond 2^63.
Result<WorkTotal> operator_work(const Problem& problem);

// A kernel found once for many problems: no name is compared when their work is counted.
struct KernelRow;
inline constexpr std::size_t kMostSizes = 8;            // that a kernel takes
const KernelRow* find_kernel(std::string_view kernel);  // null: the model does not know it
// `sizes` in the order of size_names(), all of them. Errors as operator_work.
Result<WorkTotal> kernel_work(const KernelRow& kernel, DType dtype,
                              std::span<const std::int64_t> sizes);

// Elements of the second operand of a matrix product: the weights, where it multiplies by weights.
// 0 for kernels that multiply no matrices. The problem must have passed operator_work.
std::int64_t matrix_elements(const Problem& problem);

// Size names of a kernel in their order ("m", "n", "k"); empty for a kernel the model does not
// know.
std::vector<std::string_view> size_names(std::string_view kernel);

// Kernel ids the model can count, comma separated, for messages.
std::string known_kernels();

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// A workload: the task that is priced, and the operators it consists of, with sizes already
// evaluated to whole numbers. Work is counted in whole bytes and operations, so totals are exact.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/api/problem.h"
#include "kernels/api/result.h"

namespace fleetmark::model {

// What one task is: 1e15 bytes moved, 1e18 operations.
enum class TaskMeasure { kBytes, kFlops };

struct TaskUnit {
  std::string name;    // "PB", as in "USD per PB"
  std::string phrase;  // "1 PB moved at triad mix"
  TaskMeasure measure = TaskMeasure::kBytes;
  std::int64_t amount = 0;  // of the measure in one task: 10^15, 10^18
};

struct WorkTotal {
  std::int64_t bytes_read = 0;
  std::int64_t bytes_written = 0;
  std::int64_t flops = 0;

  [[nodiscard]] std::int64_t bytes() const { return bytes_read + bytes_written; }
  auto operator<=>(const WorkTotal&) const = default;
};

struct Operator {
  Problem problem;         // kernel id, element type, sizes
  std::int64_t count = 1;  // how often per task
  WorkTotal each;          // of one launch, by the specification of the kernel
};

struct Phase {
  std::string name;
  std::vector<Operator> operators;
};

struct Workload {
  std::string id;
  std::string name;
  TaskUnit unit;
  std::vector<Phase> phases;
  WorkTotal total;  // recomputed from the operators
  std::string notes;
};

// Bytes and operations of one launch. The same convention as kernels/: what the algorithm must
// move, every operand once, no write-allocate; a matrix product writes its result in its own dtype.
// kBadData: unknown kernel, wrong size names, a size below 1, beyond 2^63.
Result<WorkTotal> operator_work(const Problem& problem);

// Sum over phases and counts; kBadData when it passes 2^63.
Result<WorkTotal> total_work(const std::vector<Phase>& phases);

// Size names of a kernel in their order ("m", "n", "k"); empty for a kernel the model does not
// know.
std::vector<std::string_view> size_names(std::string_view kernel);

// Kernel ids the model can count, comma separated, for messages.
std::string known_kernels();

// How far the operators' total may be from the task's amount: whole elements and whole launches do
// not divide every round number (10^15 bytes are no whole number of f32 triad elements).
inline constexpr double kTaskAmountTolerance = 1e-9;

}  // namespace fleetmark::model

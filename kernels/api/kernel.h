// SPDX-License-Identifier: Apache-2.0
// The contract of a kernel: what it computes and how much work that is (the spec, which no
// implementation may bend), and what an implementation must offer to be timed and verified.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kernels/api/inputs.h"
#include "kernels/api/problem.h"
#include "kernels/api/result.h"
#include "kernels/api/units.h"

namespace fleetmark {

// From the specification, never from the kernel. Bytes by the STREAM convention: what the algorithm
// must move, without write-allocate traffic.
struct Work {
  Bytes read;
  Bytes written;
  Flops flops;
  double operations = 0;  // of kernels quoted per operation: hops of a chase, launches
};

struct SizeParam {
  std::string_view name;
  std::string_view meaning;
};

// What a kernel is quoted in.
enum class Metric { kBytesPerSecond, kFlopPerSecond, kSecondsPerOperation };

struct MetricRow {
  Metric metric;
  std::string_view name;  // as written in records
  std::string_view unit;  // of the quoted figure
};
inline constexpr std::array<MetricRow, 3> kMetrics{{
    {Metric::kBytesPerSecond, "bytes_per_s", "B/s"},
    {Metric::kFlopPerSecond, "flop_per_s", "FLOP/s"},
    {Metric::kSecondsPerOperation, "s_per_operation", "s"},
}};
constexpr const MetricRow& metric_row(Metric metric) {
  for (const auto& row : kMetrics) {
    if (row.metric == metric) return row;
  }
  return kMetrics[0];
}
constexpr std::string_view name_of(Metric metric) { return metric_row(metric).name; }
constexpr std::optional<Metric> metric_from_name(std::string_view name) {
  for (const auto& row : kMetrics) {
    if (row.name == name) return row.metric;
  }
  return std::nullopt;
}

// How much of what the metric counts one launch does: bytes moved, operations.
constexpr double amount_of(const Work& work, Metric metric) {
  switch (metric) {
    case Metric::kBytesPerSecond:
      return (work.read + work.written).value;
    case Metric::kFlopPerSecond:
      return work.flops.value;
    case Metric::kSecondsPerOperation:
      return work.operations;
  }
  return 0;
}

// Read access to the outputs of one operand set, in the element order of the spec.
class OutputReader {
 public:
  virtual ~OutputReader() = default;
  [[nodiscard]] virtual std::int64_t elements() const = 0;
  // Fills `out` from element `first` on, converted to double. The whole range must exist.
  virtual Result<> read(std::int64_t first, std::span<double> out) = 0;
};

struct Verification {
  bool passed = false;
  std::string method;  // "every element, bit-exact", "integer pass + 64 sampled rows"
  std::int64_t elements_checked = 0;
  double max_error = 0;  // in units of the tolerance: <= 1 passes; NaN counts as infinite
  std::string detail;    // on failure: the first wrong element, found and expected
};

struct KernelSpec {
  std::string_view id;       // "memory.triad"
  std::string_view summary;  // "a[i] = b[i] + s c[i]"
  std::span<const SizeParam> sizes;
  std::span<const DType> dtypes;
  Metric metric;
  Work (*work)(const Problem&);
  // Bytes of one operand set (inputs and outputs), for memory checks and rotation.
  Bytes (*footprint)(const Problem&);
  // Compares an output with the oracle for inputs made by `recipe`. Pure but for `output`.
  // NaN-safe: a NaN never passes. An Error means that the output could not be read.
  Result<Verification> (*verify)(const Problem&, const InputRecipe&, OutputReader& output);
};

// One implementation, allocated, filled and ready. Operand sets rotate so that caches stay cold.
class PreparedKernel {
 public:
  virtual ~PreparedKernel() = default;
  [[nodiscard]] virtual int operand_sets() const = 0;
  // (Re)fills the inputs of every set; what verify() will assume.
  virtual Result<> fill(const InputRecipe& recipe) = 0;
  // Overwrites the outputs of every set with a pattern that no right answer has (quiet NaN, or the
  // most negative integer).
  virtual Result<> poison() = 0;
  // One launch on one set: no allocation, and no synchronisation on devices with a queue.
  virtual Result<> enqueue(int set) = 0;
  virtual OutputReader& output(int set) = 0;
  // What was chosen for this problem, where that is not the same for all of the variant's problems:
  // "algorithm 66, third of 32 results". One line, recorded beside the implementation.
  [[nodiscard]] virtual std::string choice() const { return {}; }
};

}  // namespace fleetmark

// SPDX-License-Identifier: Apache-2.0
// Compares an output of rows with an oracle that gives a value and a tolerance for every element.
// Where an oracle costs too much for every row, it is asked for every `step`-th and the last; all
// other elements must still be finite and within a bound that right answers cannot leave.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/api/check_elements.h"

namespace fleetmark {

struct RowPlan {
  std::int64_t first = 0;  // element of the output where the rows begin
  std::int64_t rows = 0;
  std::int64_t width = 0;
  std::int64_t step = 1;
  double bound = std::numeric_limits<double>::max();  // of |element| in rows that are not compared
};

// A step so that about `budget` is spent; odd, so that it falls on every kind of row.
inline std::int64_t row_step(double cost_of_all, double budget) {
  if (!(cost_of_all > budget)) return 1;
  return static_cast<std::int64_t>(std::min(0x1p60, std::ceil(cost_of_all / budget))) | 1;
}

inline std::string rows_text(std::int64_t step) {
  if (step == 1) return "every element";
  return "every element finite and bounded, every " + std::to_string(step) +
         "th row and the last against the oracle";
}

namespace detail {

struct RowFault {
  std::int64_t element = std::numeric_limits<std::int64_t>::max();
  double found = 0, expected = 0;
};

struct alignas(64) RowPart {
  RowFault fault;
  double max_error = 0;
  std::int64_t compared = 0;
};

inline bool note(RowPart& part, std::int64_t element, double found, double expected) {
  part.fault = RowFault{element, found, expected};
  return false;
}

// Both comparisons are false for NaN, which is what makes this NaN-safe.
inline bool check_row(RowPart& part, std::int64_t first, std::span<const double> found,
                      std::span<const double> value, std::span<const double> tolerance) {
  for (std::size_t j = 0; j < found.size(); ++j) {
    const double error = std::fabs(found[j] - value[j]);
    if (!(error <= tolerance[j])) {
      return note(part, first + static_cast<std::int64_t>(j), found[j], value[j]);
    }
    if (tolerance[j] > 0) part.max_error = std::max(part.max_error, error / tolerance[j]);
  }
  part.compared += static_cast<std::int64_t>(found.size());
  return true;
}

inline bool check_bound(RowPart& part, std::int64_t first, std::span<const double> found,
                        double bound) {
  for (std::size_t j = 0; j < found.size(); ++j) {
    if (!(std::fabs(found[j]) <= bound)) {
      return note(part, first + static_cast<std::int64_t>(j), found[j], 0);
    }
  }
  return true;
}

}  // namespace detail

// `refer(row, value, tolerance)` fills what the row should hold; it is called from several threads.
template <typename Refer>
Result<Verification> check_rows(const RowPlan& plan, OutputReader& output,
                                const std::string& method, Refer refer) {
  Verification v;
  v.method = method;
  const std::int64_t rows_at_once = std::max<std::int64_t>(1, (1 << 20) / plan.width);
  const auto width = static_cast<std::size_t>(plan.width);
  std::vector<double> chunk(static_cast<std::size_t>(std::min(rows_at_once, plan.rows)) * width);
  for (std::int64_t first = 0; first < plan.rows; first += rows_at_once) {
    const std::int64_t count = std::min(rows_at_once, plan.rows - first);
    const std::span found = std::span(chunk).first(static_cast<std::size_t>(count) * width);
    FLEETMARK_CHECK(output.read(plan.first + first * plan.width, found));
    std::array<detail::RowPart, kMaxParts> parts{};
    in_parts(count, std::max<std::int64_t>(1, 4096 / plan.width),
             [&](int index, std::int64_t begin, std::int64_t end) {
               detail::RowPart& part = parts[static_cast<std::size_t>(index)];
               std::vector<double> value(width);
               std::vector<double> tolerance(width);
               for (std::int64_t r = begin; r < end; ++r) {
                 const std::int64_t row = first + r;
                 const std::int64_t at = plan.first + row * plan.width;
                 const auto here = found.subspan(static_cast<std::size_t>(r) * width, width);
                 const bool is_compared = row % plan.step == 0 || row == plan.rows - 1;
                 if (is_compared) refer(row, std::span(value), std::span(tolerance));
                 const bool is_right = is_compared
                                           ? detail::check_row(part, at, here, value, tolerance)
                                           : detail::check_bound(part, at, here, plan.bound);
                 if (!is_right) return;
               }
             });
    for (const auto& part : parts) {  // in ascending order: the first fault is the first element
      v.elements_checked += part.compared;
      v.max_error = std::max(v.max_error, part.max_error);
      if (part.fault.element != std::numeric_limits<std::int64_t>::max()) {
        return refused(v, mismatch(part.fault.element, part.fault.found, part.fault.expected));
      }
    }
  }
  v.passed = true;
  return v;
}

// The values of an operand as they lie in memory, exact in a double.
double input_stored(DType dtype, const InputRecipe& recipe, int operand, std::uint64_t index);

// The largest error of rounding `value` to the nearest number of a type that reaches so far.
double rounding_error(DType dtype, double value);

// The largest magnitude that an operand of this pattern can have.
double largest_input(DataPattern pattern);

}  // namespace fleetmark

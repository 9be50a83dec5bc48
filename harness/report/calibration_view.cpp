// SPDX-License-Identifier: Apache-2.0
// See calibration_view.h.
#include "harness/report/calibration_view.h"

#include "harness/report/numbers.h"

namespace fleetmark::report {

Table calibration_table(const model::Calibration& calibration, const std::string& device) {
  Table table{"calibration",
              "Efficiencies of " + device,
              {{"operator_class", "operators"},
               {"shape_class", "shapes"},
               {"dtype", "dtype"},
               {"value", "ideal / measured", Align::kRight},
               {"interval_95", "95 %"},
               {"cases", "cases", Align::kRight},
               {"says", "says"},
               {"implementation", "implementation"}},
              {},
              {}};
  bool has_own = false;
  for (const auto& entry : calibration.entries) {
    has_own = has_own || !entry.is_library;
    table.rows.push_back(
        {Cell(entry.operator_class.name), Cell(entry.operator_class.shape), Cell(entry.dtype),
         Cell(plain(entry.value), entry.value),
         Cell(plain(entry.interval_95.low) + " .. " + plain(entry.interval_95.high)),
         Cell(std::to_string(entry.cases), entry.cases),
         Cell(entry.is_library ? "library" : "own_kernel_lower_bound"),
         Cell(entry.implementation)});
  }
  table.notes.push_back(
      "Origin: measured here. Ideal: the longer of operations over peak and bytes over bandwidth; "
      "the "
      "interval is that of the medians within a launch.");
  if (has_own) {
    table.notes.push_back(
        "own_kernel_lower_bound: a kernel of ours, which stands for no library. Where no library "
        "ran, "
        "what they reach stays UNKNOWN, and is at least this.");
  }
  for (const auto& line : calibration.left_out) table.notes.push_back("left out: " + line);
  return table;
}

}  // namespace fleetmark::report

// SPDX-License-Identifier: Apache-2.0
// What makes two measurements the same case: only such rows are compared.
#pragma once

#include <compare>
#include <string>

#include "harness/record/measurement.h"

namespace fleetmark::compare {

struct RowKey {
  Problem problem;  // kernel, dtype, sizes
  std::string variant;
  std::string data;    // "uniform"
  std::string cache;   // "cold"
  std::string regime;  // "fixed-power"
  std::string block;   // of a workload, by name, in place of problem and variant; else empty

  auto operator<=>(const RowKey&) const = default;

  // "memory.triad/plain f32 n=1048576", and those labels that are not the usual ones.
  [[nodiscard]] std::string label() const;
};

RowKey key_of(const record::Measurement& measurement);

// "memory.triad/plain f32 n=1048576".
std::string case_name(const Problem& problem, const std::string& variant);

}  // namespace fleetmark::compare

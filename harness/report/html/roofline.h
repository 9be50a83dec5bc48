// SPDX-License-Identifier: Apache-2.0
// Roofs that a run measured and where its kernels stand below them: what binds each kernel. Not the
// roofs of a data sheet, which nothing reaches.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/record/run_record.h"

namespace fleetmark::report::html {

struct Roof {
  std::string name;  // "bf16", or "memory"
  double rate_per_s = 0;
  std::optional<record::Interval> rate_95;
  const record::Measurement* by = nullptr;
};

struct RoofPoint {
  const record::Measurement* of = nullptr;
  double flop_per_byte = 0;
  double flop_per_s = 0;
  std::optional<record::Interval> flop_per_s_95;
  double roof_per_s = 0;  // above it; 0: no roof was measured for its type
  bool is_above =
      false;  // beyond both intervals, which are known: something is wrong, nothing was won
};

struct Roofline {
  std::optional<Roof> memory;  // the fastest kernel of the memory family, caches cold
  std::vector<Roof> compute;   // the fastest of the compute family by type, fastest first
  std::vector<RoofPoint> points;
};

// Intervals are those of the medians. A kernel whose operands stay in the cache stands under the
// roof of its type alone.
Roofline roofline_of(const record::RunRecord& run);

}  // namespace fleetmark::report::html

// SPDX-License-Identifier: Apache-2.0
// Load a device with one kernel for a given time and check its answers all along: what a burn-in
// tool does, with the oracle in place of a comparison of two runs.
#pragma once

#include <functional>
#include <optional>
#include <variant>

#include "harness/measure/clock.h"
#include "harness/record/soak.h"
#include "kernels/api/backend.h"

namespace fleetmark::measure {

struct SoakOptions {
  InputRecipe recipe;
  bool is_cold = true;
  double duration_s = 60;
  std::function<bool()> is_interrupted = [] { return false; };
};

struct SoakOutcome {
  std::variant<record::SoakStretch, record::Skipped> result;
  std::optional<Error> lost;  // the device is gone: nothing more can run on it
};

// Bursts of load, each followed by a check of every output element on the buffers that were loaded,
// poisoned before. A burst lasts one second, or four times the last check where that is longer, so
// that the device is loaded for most of the time whatever the check costs; the last check may end
// after the time asked for. A wrong answer is counted and the load goes on; slowdown by heat or
// hardware is told at the end. An interruption is seen between batches and within checks, which get
// a moment after load. Not supported here, or out of memory: a Skipped.
SoakOutcome soak_case(Session& session, const KernelVariant& variant, const Problem& problem,
                      const SoakOptions& options, Clock& clock);

// How long a stretch of each of `cases` lasts, so that every one has its turn within `total_s`: a
// minute at most. kUsage below a second for each.
Result<double> stretch_seconds(double total_s, std::size_t cases);

}  // namespace fleetmark::measure

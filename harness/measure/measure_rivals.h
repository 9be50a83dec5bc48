// SPDX-License-Identifier: Apache-2.0
// Rivals in one run: all prepared and verified, then sampled in turn, each by its own rules, then
// verified again; and the ratio of each of our kernels to each library.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/measure/case_stages.h"
#include "harness/record/rival.h"

namespace fleetmark::measure {

struct RivalsResult {
  std::vector<CaseResult> cases;  // in the order asked
  std::vector<record::RivalPair> pairs;
};

// Cases that do not fit into memory together are measured one after the other, with a warning in
// each and the reason in each pair. One that cannot be run, or is wrong, leaves the others alone.
// Errors end the session, as those of measure_case do.
Result<RivalsResult> measure_rivals(Session& session, const std::vector<CaseToRun>& cases,
                                    std::uint64_t order_seed, Clock& clock);

}  // namespace fleetmark::measure

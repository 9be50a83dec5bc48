// SPDX-License-Identifier: Apache-2.0
// Our own error rates beside what others published or were seen to do on the same kind of draws.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/compare/error_rates.h"
#include "harness/report/document.h"

namespace fleetmark::report {

Document selftest_document(const std::vector<compare::PairRates>& pairs,
                           const std::vector<compare::GateRates>& gates, std::uint64_t seed,
                           int pair_count, int suite_count);

}  // namespace fleetmark::report

// SPDX-License-Identifier: Apache-2.0
// One case from preparation to record: prepare, verify, warm up, sample until the stopping rule is
// content, verify again. A wrong answer is never timed.
#pragma once

#include <string>
#include <variant>

#include "harness/measure/clock.h"
#include "harness/measure/settle_rule.h"
#include "harness/measure/stopping_rule.h"
#include "harness/record/measurement.h"
#include "kernels/api/backend.h"

namespace fleetmark::measure {

struct CaseOptions {
  InputRecipe recipe;
  bool is_cold = true;
  double operand_bytes_max = 0;        // of all operand sets; 0: no limit but the memory
  std::string regime = "fixed-power";  // "fixed-frequency" requires a clock that drifts <= 0.5 %
  StopPolicy stop;
  SettlePolicy settle;
};

using CaseResult = std::variant<record::Measurement, record::Skipped>;

// Errors end the session (device lost, read-back failed); everything that concerns this case alone
// is a Skipped: not supported, out of memory, wrong answer, thermal slowdown (is_failure says
// which).
Result<CaseResult> measure_case(Session& session, const KernelVariant& variant,
                                const Problem& problem, const CaseOptions& options, Clock& clock);

// A measurement of this case with everything filled in that is known before it is timed.
record::Measurement describe_case(const KernelVariant& variant, const Problem& problem,
                                  const CaseOptions& options, int operand_sets,
                                  const std::string& cache, const std::string& choice);

}  // namespace fleetmark::measure

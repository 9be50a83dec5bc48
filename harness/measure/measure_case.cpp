// SPDX-License-Identifier: Apache-2.0
// See measure_case.h.
#include "harness/measure/measure_case.h"

#include "harness/measure/case_stages.h"

namespace fleetmark::measure {
namespace {

Result<CaseResult> run_case(Session& session, const CaseToRun& what, Clock& clock) {
  FLEETMARK_TRY(PreparedCase ready, prepare_case(session, what, 1));
  const Contender alone{ready.kernel.get(), &what.options, &ready.measurement,
                        ready.counters_first};
  FLEETMARK_TRY(const auto seen, take_samples(session, {alone}, 0, clock));
  return finish_case(session, ready, seen.front());
}

}  // namespace

record::Measurement describe_case(const KernelVariant& variant, const Problem& problem,
                                  const CaseOptions& options, int operand_sets,
                                  const std::string& cache, const std::string& choice) {
  record::Measurement m;
  m.problem = problem;
  m.variant = variant.name;
  m.implementation = variant.implementation + (choice.empty() ? "" : "; " + choice);
  m.metric = variant.spec->metric;
  m.work = variant.spec->work(problem);
  m.operand_sets = operand_sets;
  m.data = name_of(options.recipe.pattern);
  m.cache = cache;
  m.regime = options.regime;
  return m;
}

Result<CaseResult> measure_case(Session& session, const KernelVariant& variant,
                                const Problem& problem, const CaseOptions& options, Clock& clock) {
  const CaseToRun what{&variant, problem, options};
  return as_case_result(what, run_case(session, what, clock));
}

}  // namespace fleetmark::measure

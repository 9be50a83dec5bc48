// SPDX-License-Identifier: Apache-2.0
// See verify_work.h.
#include "harness/model/predict/verify_work.h"

namespace fleetmark::model {
namespace {

bool reads_cache(const OperatorLoad& load) {
  return load.work_class == WorkClass::kCache || load.work_class == WorkClass::kLatentCache;
}

// More queries over the same cache: only queries and results come on top of its bytes.
OperatorLoad with_queries(OperatorLoad load, double queries) {
  load.queries = queries;
  load.flops *= queries;
  load.bytes += (queries - 1) * load.query_bytes;
  return load;
}

}  // namespace

Result<StepWork> verify_work(const Workload& workload, const Precision* precision,
                             const Parallel& parallel, std::int64_t batch, std::int64_t context,
                             std::int64_t drafts) {
  FLEETMARK_ASSERT(drafts >= 0);
  const std::int64_t queries = 1 + drafts;
  FLEETMARK_TRY(const StepWork each,
                step_work(workload, "decode", precision, parallel, batch, context));
  if (drafts == 0) return each;
  // As if every token were a sequence: right for all but what reads a cache.
  FLEETMARK_TRY(StepWork all,
                step_work(workload, "decode", precision, parallel, batch * queries, context));
  std::erase_if(all.operators, reads_cache);
  for (const auto& load : each.operators) {
    if (reads_cache(load)) {
      all.operators.push_back(with_queries(load, static_cast<double>(queries)));
    }
  }
  all.sequences = each.sequences;
  return all;
}

}  // namespace fleetmark::model

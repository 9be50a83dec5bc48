// SPDX-License-Identifier: Apache-2.0
// See pipeline.h.
#include "harness/model/predict/pipeline.h"

#include <string>

namespace fleetmark::model {

double pipeline_bubble_ratio(std::int64_t stages, std::int64_t chunks, double microbatches) {
  FLEETMARK_ASSERT(stages >= 1 && chunks >= 1 && microbatches > 0);
  return static_cast<double>(stages - 1) / (static_cast<double>(chunks) * microbatches);
}

Result<double> pipeline_time_factor(const Pipeline& pipeline) {
  const auto& [stages, chunks, microbatches] = pipeline;
  FLEETMARK_ASSERT(stages >= 1 && chunks >= 1 && microbatches >= 1);
  if (chunks > 1 && stages > 1 && microbatches % stages != 0) {
    return Error{ErrorCode::kNotSupported,
                 "pipeline: found " + std::to_string(microbatches) + " microbatches on " +
                     std::to_string(stages) + " stages of " + std::to_string(chunks) +
                     " chunks each; allowed: a multiple of the stages, or one chunk"};
  }
  return 1 + pipeline_bubble_ratio(stages, chunks, static_cast<double>(microbatches));
}

Result<double> pipeline_bubble_share(const Pipeline& pipeline) {
  FLEETMARK_TRY(const double factor, pipeline_time_factor(pipeline));
  return 1 - 1 / factor;
}

}  // namespace fleetmark::model

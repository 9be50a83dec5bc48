// SPDX-License-Identifier: Apache-2.0
// See speculative.h.
#include "harness/model/predict/speculative.h"

#include <sstream>

namespace fleetmark::model {

Result<double> tokens_per_step_from_length(double acceptance_length, LengthCounts counts,
                                           std::int64_t drafts) {
  FLEETMARK_ASSERT(drafts >= 0);
  const double own = counts == LengthCounts::kEveryToken ? 1 : 0;
  const double most = static_cast<double>(drafts) + own;
  if (!(acceptance_length >= own && acceptance_length <= most)) {
    std::ostringstream text;
    text << "acceptance length: found " << acceptance_length << " with " << drafts
         << " proposed tokens; allowed: " << own << " to " << most
         << (own > 0 ? ", the model's own token included" : ", the model's own token left out");
    return Error{ErrorCode::kBadData, text.str()};
  }
  return acceptance_length + 1 - own;
}

double tokens_per_step_from_rate(double acceptance_rate, std::int64_t drafts) {
  FLEETMARK_ASSERT(acceptance_rate >= 0 && acceptance_rate <= 1 && drafts >= 0);
  // The sum and not the quotient: that cancels near 1 and is 0 / 0 there.
  double tokens = 1;
  for (std::int64_t i = 0; i < drafts; ++i) tokens = 1 + acceptance_rate * tokens;
  return tokens;
}

double speculative_tpot_s(const SpeculativeStep& step) {
  FLEETMARK_ASSERT(step.verify_s >= 0 && step.draft_s >= 0 && step.drafts >= 0);
  FLEETMARK_ASSERT(step.tokens_per_step >= 1);
  return (step.verify_s + static_cast<double>(step.drafts) * step.draft_s) / step.tokens_per_step;
}

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// What the options of predict ask of a model that is served, in the model's own terms.
#pragma once

#include <vector>

#include "harness/cli/options.h"
#include "harness/cli/prediction_data.h"

namespace fleetmark::cli {

// Of options that CLI11 cannot check alone: an acceptance for drafts, how many workers, a draft
// that decodes. kUsage.
Result<> check_asked(const PredictOptions& options, const Catalogue& catalogue,
                     const model::Library& library);

Result<record::ServingPoint> point_asked(const PredictOptions& options);

std::vector<model::Arrivals> arrivals_asked(const PredictOptions& options);

// Prefill and decode on workers of their own.
inline bool is_apart(const PredictOptions& options) { return options.prefill_tp.has_value(); }
model::Disaggregation workers_asked(const PredictOptions& options);

}  // namespace fleetmark::cli

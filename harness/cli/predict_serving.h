// SPDX-License-Identifier: Apache-2.0
// What predict answers of a model that is served: operating points under a closed loop or under
// arrivals, with or without drafts.
#pragma once

#include <string>

#include "harness/cli/context.h"
#include "harness/cli/options.h"
#include "harness/cli/prediction_data.h"

namespace fleetmark::cli {

// "Origin: estimate; fit published of 2026-11-26. ..."
std::string origin_note(const io::FitFile& fitted);

Result<int> predict_serving(Context& context, const CommonOptions& common,
                            const PredictOptions& options, const Catalogue& catalogue,
                            const model::Library& library, const io::FitFile& fitted);

}  // namespace fleetmark::cli

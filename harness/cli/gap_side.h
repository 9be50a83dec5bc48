// SPDX-License-Identifier: Apache-2.0
// One of the two devices of a gap, with the case that it runs: what gap and report share.
#pragma once

#include <string>

#include "harness/cli/prediction_data.h"
#include "harness/model/gap/waterfall.h"
#include "harness/report/gap_view.h"

namespace fleetmark::cli {

struct GapSide {
  std::string id;
  model::Case what;
  model::SustainedShares shares;
};

// kBadData where the device's rates or the workload on it are not known.
Result<GapSide> gap_side(const Catalogue& catalogue, const model::Question& question,
                         const std::string& device, const model::Predictor& predictor);

// How it runs its case.
report::GapRun run_of(const GapSide& side);

}  // namespace fleetmark::cli

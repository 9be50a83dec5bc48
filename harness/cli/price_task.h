// SPDX-License-Identifier: Apache-2.0
// Placing and pricing one micro task over profiles, at the rates that `predict` and `gap` tell,
// and, where there is one, this machine's own run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/cli/catalogue.h"
#include "harness/cli/price_rated.h"
#include "harness/model/device_profile.h"
#include "harness/model/predict/fitted.h"
#include "harness/record/run_record.h"

namespace fleetmark::cli {

// What rates are predicted from.
struct Predictions {
  model::Library library;
  model::Fit fit;
};

// By a fit that is named, or by the default one where the folder of profiles has it: without one
// rates are peaks times what the profile says of them.
Result<std::optional<Predictions>> predictions_by(const Catalogue& catalogue,
                                                  const std::string& fit);

// What a profile measured with this program counts as it is. `run` may be null: nothing is known of
// this machine then. kUsage when the workload is no micro task.
Result<report::TaskRows> price_task(const model::Workload& workload,
                                    const std::vector<model::DeviceProfile>& profiles,
                                    const std::optional<Predictions>& by, const Terms& terms,
                                    const std::string& reference, const record::RunRecord* run,
                                    const PricingOptions& options = {});

}  // namespace fleetmark::cli

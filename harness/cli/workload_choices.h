// SPDX-License-Identifier: Apache-2.0
// What a user may choose of a workload, by name: a slip is answered with what there is.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/options.h"
#include "harness/model/predict/fitted.h"
#include "harness/model/workload.h"
#include "kernels/api/result.h"

namespace fleetmark::cli {

// `asks` is the flag or the key that a name was read from. Empty: the first. Null where the
// workload has no choice of precision.
Result<const model::PhaseRule*> phase_named(const model::Workload& workload,
                                            const std::string& name,
                                            const std::string& asks = "--phase");
Result<const model::Precision*> precision_named(const model::Workload& workload,
                                                const std::string& name,
                                                const std::string& asks = "--precision");

// Engines that the records of `fit` name, sorted; in lower case, as records have them. Libraries of
// one operator are none.
std::vector<std::string> engines_of(const model::Fit& fit);

// `options` with the engine as records call it. kUsage where --phase and --precision are not among
// the workload's, or --engine not among those of the records that `fit` was made from: of another
// nothing is known.
Result<RunOptions> with_known_names(RunOptions options, const model::Workload& workload,
                                    const model::Fit& fit);

}  // namespace fleetmark::cli

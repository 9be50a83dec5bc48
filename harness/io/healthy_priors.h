// SPDX-License-Identifier: Apache-2.0
// Healthy priors in a device profile: out of it for acceptance, and into it when they were learnt.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "harness/compare/acceptance.h"
#include "harness/model/device_profile.h"

namespace fleetmark::io {

// Levels that a profile quotes as the time of one operation become rates.
compare::Priors priors_of(const model::DeviceProfile& profile);

// Replaces those of the same metric; `runs` are what they were learnt from, at least one.
void add_priors(nlohmann::ordered_json& profile, const std::vector<compare::LearntPrior>& learnt,
                const std::vector<compare::RunResult>& runs);

}  // namespace fleetmark::io

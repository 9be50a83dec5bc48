// SPDX-License-Identifier: Apache-2.0
// Policies as documents: the facts, or the rules of a scenario with every figure's origin.
#pragma once

#include "harness/fleet/policy.h"
#include "harness/report/document.h"

namespace fleetmark::report {

Document policy_view(const fleet::Policy& policy);

// "tie 1 domestic device/device imported, assumption": the rules in one line.
std::string policy_summary(const fleet::Policy& policy);

}  // namespace fleetmark::report

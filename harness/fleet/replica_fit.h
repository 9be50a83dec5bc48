// SPDX-License-Identifier: Apache-2.0
// How replicas lie in scale-up domains: devices that share one model are joined by the fast link of
// a domain, so a replica fits inside one or takes whole ones.
#pragma once

#include <optional>
#include <vector>

#include "harness/fleet/plan_problem.h"

namespace fleetmark::fleet {

// Devices that a replica of `group` takes from domains of `domain_devices` (0: not known, so that
// any fits): its own, or where it does not divide its domain an even share of that. None where it
// neither fits in one nor fills whole ones.
std::optional<double> devices_taken(int group, int domain_devices);

// Points of a pair that a best plan may use, by index: those that fit, without those beside which
// another is as fast on each device and divides the group.
std::vector<std::size_t> useful_points(const PlanPair& pair, int domain_devices);

}  // namespace fleetmark::fleet

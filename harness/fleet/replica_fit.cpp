// SPDX-License-Identifier: Apache-2.0
// See replica_fit.h.
#include "harness/fleet/replica_fit.h"

#include <algorithm>

namespace fleetmark::fleet {
namespace {

// Whole replicas at `other` can stand wherever those at `point` do, and serve as much.
bool replaces(const PlanPoint& other, const PlanPoint& point, int domain_devices) {
  if (point.group_devices % other.group_devices != 0 || other.per_s < point.per_s) return false;
  const int replicas = point.group_devices / other.group_devices;
  return replicas * *devices_taken(other.group_devices, domain_devices) <=
         *devices_taken(point.group_devices, domain_devices);
}

}  // namespace

std::optional<double> devices_taken(int group, int domain_devices) {
  if (domain_devices <= 0) return group;
  if (group > domain_devices) {
    return group % domain_devices == 0 ? std::optional<double>(group) : std::nullopt;
  }
  const int replicas = domain_devices / group;
  return static_cast<double>(domain_devices) / replicas;
}

std::vector<std::size_t> useful_points(const PlanPair& pair, int domain_devices) {
  std::vector<std::size_t> useful;
  for (std::size_t o = 0; o < pair.points.size(); ++o) {
    if (!devices_taken(pair.points[o].group_devices, domain_devices)) continue;
    const auto is_behind = [&](std::size_t other) {
      const PlanPoint& a = pair.points[other];
      const PlanPoint& b = pair.points[o];
      if (other == o || !devices_taken(a.group_devices, domain_devices)) return false;
      const bool is_alike = a.group_devices == b.group_devices && a.per_s == b.per_s;
      return is_alike ? other < o : replaces(a, b, domain_devices);
    };
    bool is_useful = true;
    for (std::size_t other = 0; other < pair.points.size() && is_useful; ++other) {
      is_useful = !is_behind(other);
    }
    if (is_useful) useful.push_back(o);
  }
  return useful;
}

}  // namespace fleetmark::fleet

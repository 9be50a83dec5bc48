// SPDX-License-Identifier: Apache-2.0
// See coordinate_search.h.
#include "harness/model/fit/coordinate_search.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::model {

std::vector<double> coordinate_search(const std::function<double(const std::vector<double>&)>& cost,
                                      std::vector<double> point, const std::vector<Bounds>& bounds,
                                      const SearchPlan& plan) {
  double best = cost(point);
  // Each coordinate has a step of its own, so that one that still moves is not held up by others.
  std::vector<double> steps(point.size(), plan.first_step);
  for (int sweep = 0; sweep < plan.most_sweeps; ++sweep) {
    bool any_step_left = false;
    for (std::size_t i = 0; i < point.size(); ++i) {
      if (steps[i] < plan.last_step || bounds[i].low >= bounds[i].high) continue;
      any_step_left = true;
      const double here = point[i];
      bool moved = false;
      for (const double direction : {1.0, -1.0}) {
        point[i] = std::clamp(here * std::exp(direction * steps[i]), bounds[i].low, bounds[i].high);
        if (point[i] == here) continue;
        const double found = cost(point);
        if (found < best) {
          best = found;
          moved = true;
          break;
        }
      }
      if (moved) {
        steps[i] *= 1.3;
      } else {
        point[i] = here;
        steps[i] *= 0.5;
      }
    }
    if (!any_step_left) break;
  }
  return point;
}

}  // namespace fleetmark::model

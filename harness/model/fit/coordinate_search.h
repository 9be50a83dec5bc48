// SPDX-License-Identifier: Apache-2.0
// Minimum of a function of several bounded numbers, without derivatives: one coordinate after
// another, up or down by a step that shrinks when no coordinate improves (Hooke and Jeeves 1961,
// exploratory moves). Deterministic.
#pragma once

#include <functional>
#include <vector>

namespace fleetmark::model {

struct Bounds {
  double low = 0, high = 0;  // both above 0
};

struct SearchPlan {
  double first_step = 0.4;   // in ln of a coordinate
  double last_step = 0.005;  // the search ends when steps are smaller
  int most_sweeps = 60;
};

// Coordinates are positive and are moved by factors. A coordinate whose bounds meet stays.
std::vector<double> coordinate_search(const std::function<double(const std::vector<double>&)>& cost,
                                      std::vector<double> start, const std::vector<Bounds>& bounds,
                                      const SearchPlan& plan = {});

}  // namespace fleetmark::model

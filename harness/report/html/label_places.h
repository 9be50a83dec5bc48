// SPDX-License-Identifier: Apache-2.0
// Where the names of points stand so that they cover neither each other nor other points.
#pragma once

#include <string>
#include <vector>

#include "harness/report/html/axis.h"

namespace fleetmark::report::html {

struct PlacedLabel {
  std::size_t of = 0;  // point
  Point at;            // of the text's base line
  Anchor anchor = Anchor::kStart;
};
// In the order of the points. A name for which there is no free place is left out: its point still
// tells it.
std::vector<PlacedLabel> placed_labels(const std::vector<Point>& points,
                                       const std::vector<std::string>& names, const PlotArea& area);

// Heights at least `apart` from each other, as near as that allows to where they should be, in the
// same order; for names at the ends of lines.
std::vector<double> spread_heights(std::vector<double> wanted, double apart);

}  // namespace fleetmark::report::html

// SPDX-License-Identifier: Apache-2.0
// Axes: a title that names the unit, round values with SI prefixes, thin lines across the plot.
#pragma once

#include <string>

#include "harness/report/html/scale.h"
#include "harness/report/html/svg.h"

namespace fleetmark::report::html {

struct AxisText {
  Phrase title;
  std::string unit;  // "B/s"; of a share "%", where 1 is written "100 %"; empty: plain numbers
  int ticks = 5;     // about
};

// Where the plot lies within its frame.
struct PlotArea {
  double left = 0, right = 0, top = 0, bottom = 0;
};

// `scale` maps onto x (from the area's left to its right); the values stand below the area.
Markup x_axis(const Scale& scale, const PlotArea& area, const AxisText& words);
// `scale` maps onto y (from the area's bottom to its top); the values stand left of the area and
// the title above it.
Markup y_axis(const Scale& scale, const PlotArea& area, const AxisText& words);

// "200 GB/s", "5 %", "1,000".
std::string tick_text(double value, const std::string& unit);

}  // namespace fleetmark::report::html

// SPDX-License-Identifier: Apache-2.0
// A series drawn with characters.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace fleetmark::report {

// One block per value, the lowest and the highest of the series at the ends: "▁▃█". Longer series
// show the median of neighbours.
std::string sparkline(std::span<const double> values, std::size_t width);

struct PlotMark {
  std::size_t at = 0;  // point that it stands under
  char sign = '^';
};

// `height` lines with their values at the left, newest at the right, then a line of marks where
// there are some. `unit` as of si(). Longer series show the median of neighbours.
std::vector<std::string> plot_lines(std::span<const double> values, const std::string& unit,
                                    const std::vector<PlotMark>& marks, std::size_t width,
                                    std::size_t height);

}  // namespace fleetmark::report

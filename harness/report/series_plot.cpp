// SPDX-License-Identifier: Apache-2.0
// See series_plot.h.
#include "harness/report/series_plot.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

// Of at most `width` bins, each with as many points as the others or one more.
std::size_t bin_of(std::size_t point, std::size_t points, std::size_t bins) {
  return point * bins / points;
}

std::vector<double> binned(std::span<const double> values, std::size_t width) {
  const std::size_t bins = std::min(width, values.size());
  std::vector<std::vector<double>> members(bins);
  for (std::size_t i = 0; i < values.size(); ++i) {
    members[bin_of(i, values.size(), bins)].push_back(values[i]);
  }
  std::vector<double> medians;
  for (auto& bin : members) {
    const auto middle = bin.begin() + static_cast<std::ptrdiff_t>(bin.size() / 2);
    std::nth_element(bin.begin(), middle, bin.end());
    medians.push_back(*middle);
  }
  return medians;
}

// 0 to steps - 1; the middle where nothing varies.
std::size_t step_of(double value, double low, double high, std::size_t steps) {
  if (!(high > low)) return steps / 2;
  return static_cast<std::size_t>(
      std::lround((value - low) / (high - low) * static_cast<double>(steps - 1)));
}

}  // namespace

std::string sparkline(std::span<const double> values, std::size_t width) {
  static constexpr std::array<const char*, 8> kBlocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (values.empty()) return {};
  const auto bins = binned(values, width);
  const auto [low, high] = std::ranges::minmax(bins);
  std::string text;
  for (const double value : bins) text += kBlocks[step_of(value, low, high, kBlocks.size())];
  return text;
}

std::vector<std::string> plot_lines(std::span<const double> values, const std::string& unit,
                                    const std::vector<PlotMark>& marks, std::size_t width,
                                    std::size_t height) {
  if (values.empty()) return {};
  const auto bins = binned(values, width);
  const auto [low, high] = std::ranges::minmax(bins);
  std::vector<std::string> lines(height, std::string(bins.size(), ' '));
  for (std::size_t i = 0; i < bins.size(); ++i) {
    lines[height - 1 - step_of(bins[i], low, high, height)][i] = '*';
  }
  std::size_t widest = 0;
  std::vector<std::string> labels;
  for (std::size_t row = 0; row < height; ++row) {
    const double share = static_cast<double>(height - 1 - row) / static_cast<double>(height - 1);
    labels.push_back(si(low + share * (high - low), unit, 4));
    widest = std::max(widest, labels.back().size());
  }
  for (std::size_t row = 0; row < height; ++row) {
    lines[row] = std::string(widest - labels[row].size(), ' ') + labels[row] + " | " + lines[row];
    lines[row].erase(lines[row].find_last_not_of(' ') + 1);
  }
  if (!marks.empty()) {
    std::string under(bins.size(), ' ');
    for (const auto& mark : marks) under[bin_of(mark.at, values.size(), bins.size())] = mark.sign;
    under.erase(under.find_last_not_of(' ') + 1);
    lines.push_back(std::string(widest + 3, ' ') + under);
  }
  return lines;
}

}  // namespace fleetmark::report

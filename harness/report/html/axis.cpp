// SPDX-License-Identifier: Apache-2.0
// See axis.h.
#include "harness/report/html/axis.h"

#include <cmath>

#include "harness/report/numbers.h"

namespace fleetmark::report::html {
namespace {

// "2.00 GB/s" and "0.500" without the noughts that say nothing on an axis.
std::string without_noughts(std::string words) {
  const std::size_t point = words.find('.');
  if (point == std::string::npos) return words;
  std::size_t end = words.find(' ', point);
  if (end == std::string::npos) end = words.size();
  std::size_t keep = end;
  while (words[keep - 1] == '0') --keep;
  if (words[keep - 1] == '.') --keep;
  return words.erase(keep, end - keep);
}

}  // namespace

std::string tick_text(double value, const std::string& unit) {
  if (unit == "%") return without_noughts(value == 0 ? "0 %" : percent(value));
  if (unit == "s") return value == 0 ? "0" : without_noughts(duration(value));
  if (unit.empty()) return value == 0 ? "0" : without_noughts(plain(value));
  return value == 0 ? "0" : without_noughts(si(value, unit));
}

Markup x_axis(const Scale& scale, const PlotArea& area, const AxisText& words) {
  Markup drawn;
  for (const double value : ticks(scale, words.ticks)) {
    const double x = scale.at(value);
    drawn += line({x, area.top}, {x, area.bottom}, "grid");
    drawn += label({x, area.bottom + 16}, Phrase::same(tick_text(value, words.unit)),
                   Anchor::kMiddle, "tick");
  }
  drawn += line({area.left, area.bottom}, {area.right, area.bottom}, "axis");
  return drawn + label({area.right, area.bottom + 34}, words.title, Anchor::kEnd, "axis-title");
}

Markup y_axis(const Scale& scale, const PlotArea& area, const AxisText& words) {
  Markup drawn;
  for (const double value : ticks(scale, words.ticks)) {
    const double y = scale.at(value);
    drawn += line({area.left, y}, {area.right, y}, "grid");
    drawn += label({area.left - 8, y + 4}, Phrase::same(tick_text(value, words.unit)), Anchor::kEnd,
                   "tick");
  }
  return drawn + label({0, area.top - 12}, words.title, Anchor::kStart, "axis-title");
}

}  // namespace fleetmark::report::html

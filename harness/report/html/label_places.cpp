// SPDX-License-Identifier: Apache-2.0
// See label_places.h.
#include "harness/report/html/label_places.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace fleetmark::report::html {
namespace {

constexpr double kLetter = 6.6;  // width of one at 12 px
constexpr double kHeight = 13;
constexpr double kPointRadius = 6;

struct Box {
  double left, right, top, bottom;
  [[nodiscard]] bool meets(const Box& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

struct Choice {
  double dx, dy;
  Anchor anchor;
};
// Right, left, above, below, and the corners.
constexpr std::array<Choice, 8> kChoices{{{10, 4, Anchor::kStart},
                                          {10, -8, Anchor::kStart},
                                          {10, 16, Anchor::kStart},
                                          {-10, 4, Anchor::kEnd},
                                          {-10, -8, Anchor::kEnd},
                                          {-10, 16, Anchor::kEnd},
                                          {0, -12, Anchor::kMiddle},
                                          {0, 22, Anchor::kMiddle}}};

Box box_of(Point at, Anchor anchor, double width) {
  const double left = anchor == Anchor::kStart ? at.x
                      : anchor == Anchor::kEnd ? at.x - width
                                               : at.x - width / 2;
  return {left, left + width, at.y - kHeight + 3, at.y + 3};
}

}  // namespace

std::vector<PlacedLabel> placed_labels(const std::vector<Point>& points,
                                       const std::vector<std::string>& names,
                                       const PlotArea& area) {
  std::vector<Box> taken;
  for (const auto& [x, y] : points) {
    taken.push_back({x - kPointRadius, x + kPointRadius, y - kPointRadius, y + kPointRadius});
  }
  std::vector<PlacedLabel> placed;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double width = kLetter * static_cast<double>(names[i].size());
    for (const auto& [dx, dy, anchor] : kChoices) {
      const Point at{points[i].x + dx, points[i].y + dy};
      const Box box = box_of(at, anchor, width);
      const bool is_inside = box.left >= area.left && box.right <= area.right + 10 &&
                             box.top >= area.top - 10 && box.bottom <= area.bottom;
      const auto covers = [&](const Box& other) { return box.meets(other); };
      if (!is_inside || std::ranges::any_of(taken, covers)) continue;
      taken.push_back(box);
      placed.push_back({i, at, anchor});
      break;
    }
  }
  return placed;
}

std::vector<double> spread_heights(std::vector<double> wanted, double apart) {
  std::vector<std::size_t> order(wanted.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return wanted[i]; });
  // Groups that touch move together about the middle of what they want.
  struct Group {
    double sum = 0, first = 0;  // of (wanted - place in the group); where it begins
    std::size_t count = 0;
  };
  std::vector<Group> groups;
  for (const std::size_t i : order) {
    groups.push_back({wanted[i], wanted[i], 1});
    while (groups.size() > 1) {
      Group& last = groups.back();
      Group& before = groups[groups.size() - 2];
      if (before.first + apart * static_cast<double>(before.count) <= last.first) break;
      before.sum += last.sum - apart * static_cast<double>(before.count * last.count);
      before.count += last.count;
      before.first = before.sum / static_cast<double>(before.count);
      groups.pop_back();
    }
  }
  std::size_t next = 0;
  for (const auto& group : groups) {
    for (std::size_t k = 0; k < group.count; ++k) {
      wanted[order[next++]] = group.first + apart * static_cast<double>(k);
    }
  }
  return wanted;
}

}  // namespace fleetmark::report::html

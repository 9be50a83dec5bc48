// SPDX-License-Identifier: Apache-2.0
// See fleet_chart.h.
#include "harness/report/html/fleet_chart.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/report/html/axis.h"
#include "harness/report/html/label_places.h"
#include "harness/report/numbers.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kFleetTitle{"Devices in service at {}", "{} 的在役设备"};
constexpr Words kFleetHow{
    "Stacked by device; the full colour is the part that serves, the pale part idles.",
    "按设备堆叠；深色为在服务部分，浅色为空闲部分。"};
constexpr Words kFleetDevices{"devices", "设备数"};
constexpr Words kPeriod{"period", "时期"};

constexpr std::array<const char*, 8> kFleetStyles{"s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"};

std::size_t at(int i) { return static_cast<std::size_t>(i); }

struct Stack {
  std::vector<double> count, busy;  // by device
};

// [period]
std::vector<Stack> stacks_of(const fleet::PlanProblem& problem, const fleet::Plan& plan, int site) {
  const Stack none{std::vector<double>(problem.devices.size()),
                   std::vector<double>(problem.devices.size())};
  std::vector<Stack> stacks(at(problem.periods), none);
  for (const auto& stock : plan.stock) {
    if (stock.site != site) continue;
    stacks[at(stock.period)].count[at(stock.device)] += stock.count;
    stacks[at(stock.period)].busy[at(stock.device)] += stock.busy;
  }
  return stacks;
}

double sum(const std::vector<double>& values) {
  double total = 0;
  for (const double value : values) total += value;
  return total;
}

class Chart {
 public:
  Chart(const fleet::PlanProblem& problem, const fleet::Plan& plan, const PlanTitle& title,
        const Origin& origin, int site)
      : p_(problem),
        title_(title),
        origin_(origin),
        site_(site),
        stacks_(stacks_of(problem, plan, site)) {
    double most = 0;
    for (const auto& stack : stacks_) most = std::max(most, sum(stack.count));
    y_ = linear_scale_from_zero(most, area_.bottom, area_.top);
  }

  [[nodiscard]] bool is_empty() const {
    return std::ranges::all_of(stacks_, [](const Stack& s) { return sum(s.count) < 0.5; });
  }

  [[nodiscard]] Markup draw() const {
    Markup drawn = y_axis(y_, area_, {kFleetDevices, "", 5});
    for (int t = 0; t < p_.periods; ++t) drawn += bar_of(t);
    drawn += line({area_.left, area_.bottom}, {area_.right, area_.bottom}, "axis");
    drawn += label({area_.right, area_.bottom + 34}, kPeriod, Anchor::kEnd, "axis-title");
    const std::string& name = p_.sites[at(site_)].id;
    const Frame frame{"fleet-" + std::to_string(site_ + 1), fill(kFleetTitle, {Phrase::same(name)}),
                      kFleetHow, kWidth, kHeight};
    return element("figure", {},
                   element("h3", {}, said(frame.title)) + svg_frame(frame, drawn + names()));
  }

 private:
  [[nodiscard]] double step() const { return (area_.right - area_.left) / p_.periods; }

  [[nodiscard]] Markup bar_of(int period) const {
    const Stack& stack = stacks_[at(period)];
    const double left = area_.left + step() * (period + 0.14);
    const double width = step() * 0.72;
    Markup drawn;
    double below = 0;
    for (std::size_t i = 0; i < stack.count.size(); ++i) {
      if (stack.count[i] < 0.5) continue;
      const double top = y_.at(below + stack.count[i]);
      const double height = y_.at(below) - top;
      const double share = std::clamp(stack.busy[i] / stack.count[i], 0.0, 1.0);
      const std::string style = kFleetStyles[i % kFleetStyles.size()];
      const Markup shapes =
          rectangle({left, top}, width, height, style + " half") +
          rectangle({left, y_.at(below) - height * share}, width, height * share, style);
      drawn +=
          mark({p_.devices[i].id + ", " + title_.periods[at(period)],
                exact(std::round(stack.count[i])) + " (" + percent(share, 2) + " busy)", origin_},
               shapes);
      below += stack.count[i];
    }
    if (period % every() == 0) {
      drawn += label({left + width / 2, area_.bottom + 16},
                     Phrase::same(title_.periods[at(period)]), Anchor::kMiddle, "tick");
    }
    return drawn;
  }

  // Beside the last bar, at the height of its part there; of a device that is gone by then, below
  // the others.
  [[nodiscard]] Markup names() const {
    std::vector<std::size_t> shown;
    std::vector<double> heights;
    double below = 0;
    for (std::size_t i = 0; i < p_.devices.size(); ++i) {
      const auto is_used = [&](const Stack& s) { return s.count[i] >= 0.5; };
      if (std::ranges::none_of(stacks_, is_used)) continue;
      const double count = stacks_.back().count[i];
      shown.push_back(i);
      heights.push_back(y_.at(below + count / 2));
      below += count;
    }
    heights = spread_heights(heights, 14);
    Markup drawn;
    for (std::size_t k = 0; k < shown.size(); ++k) {
      drawn += label({area_.right + 8, heights[k] + 4}, Phrase::same(p_.devices[shown[k]].id),
                     Anchor::kStart, kFleetStyles[shown[k] % kFleetStyles.size()]);
    }
    return drawn;
  }

  [[nodiscard]] int every() const { return 1 + (p_.periods - 1) / 12; }

  static constexpr double kWidth = 940, kHeight = 300;

  const fleet::PlanProblem& p_;
  const PlanTitle& title_;
  const Origin& origin_;
  int site_;
  std::vector<Stack> stacks_;
  PlotArea area_{56, kWidth - 160, 34, kHeight - 48};
  Scale y_;
};

}  // namespace

Markup fleet_charts(const fleet::PlanProblem& problem, const fleet::Plan& plan,
                    const PlanTitle& title, const Origin& origin) {
  Markup charts;
  for (int site = 0; site < static_cast<int>(problem.sites.size()); ++site) {
    const Chart chart(problem, plan, title, origin, site);
    if (!chart.is_empty()) charts += chart.draw();
  }
  return charts + element("p", {{"class", "note"}}, said(kFleetHow));
}

}  // namespace fleetmark::report::html

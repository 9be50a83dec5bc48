// SPDX-License-Identifier: Apache-2.0
// See cost_answer.h.
#include "harness/report/html/cost_answer.h"

#include <algorithm>

#include "harness/report/html/words_views.h"
#include "harness/report/numbers.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kCostAnswerCheapest{"Cheapest for {}: {}", "{}成本最低：{}"};
constexpr Words kOneIn{" (P10 to P90: {} to {}).", "（P10 至 P90：{} 至 {}）。"};
constexpr Words kSure{
    "How sure: it costs least of the {} priced devices in {} of {} draws over prices, speeds and "
    "terms.",
    "把握：在价格、速率与条件的抽样中，它于 {} 种有价设备里成本最低的占 {}（共 {} 次）。"};
constexpr Words kNext{"Next is {} at {}, {} dearer; it costs least in {} of the draws.",
                      "其次为 {}：{}，贵 {}；其成本最低的占抽样的 {}。"};
constexpr Words kFlip{
    "What would change it: {} costs the same with a purchase price of {} (now {}), with software "
    "{} times as fast, or once {} costs {} (now {}).",
    "什么会改变结论：{} 的采购价降到 {}（现 {}），或其软件快到 {} 倍，或 {} "
    "的采购价升到 {}（现 {}）时，两者成本相同。"};
constexpr Words kFlipSoftware{
    "What would change it: {} costs the same with software {} times as fast; no purchase price "
    "makes it so.",
    "什么会改变结论：{} 的软件快到 {} 倍时两者成本相同；任何采购价都做不到。"};
constexpr Words kFlipRate{"What would change it: {} costs the same once {} times as fast.",
                          "什么会改变结论：{} 快到 {} 倍时两者成本相同。"};
constexpr Words kCostAnswerDoubt{"Most of the doubt about {} comes from: {}.",
                                 "{} 的不确定性主要来自：{}。"};
constexpr Words kCostAnswerUnpriced{
    "Not in this answer, for a price or a figure is not known: {}. Their break-even prices are "
    "below.",
    "因价格或数据未知而不在此结论内：{}。其盈亏平衡价见下。"};
constexpr Words kBound{
    "{}: a lower bound, since part of its cost is not known: it may not be the cheapest.",
    "{} 为下限，其部分成本未知，未必是最低。"};
constexpr Words kUsage{"Costs are as if busy all the time: utilisation is not known.",
                       "成本按满负荷计：利用率未知。"};

constexpr std::size_t kMostNamed = 6;

Markup paragraph(const Phrase& words) { return element("p", {}, said(words)); }

Phrase same(const std::string& text) { return Phrase::same(text); }

std::string share_text(const std::optional<double>& share) {
  return share ? percent(*share, 2) : "-";
}

Markup flip_of(const PricedDevice& best, const PricedDevice& next, const TaskRows& task) {
  const double factor = next.cost.typical / best.cost.typical;
  const std::string faster = plain(factor);
  if (best.model().terms.tenure == cost::Tenure::kRented) {
    return paragraph(fill(kFlipRate, {same(next.id()), same(faster)}));
  }
  const double falls_to = cost::price_for(next.model(), best.cost.typical);
  const double rises_to = cost::price_for(best.model(), next.cost.typical);
  if (falls_to <= 0) return paragraph(fill(kFlipSoftware, {same(next.id()), same(faster)}));
  const auto amount = [&](double value) { return same(money(value, task.currency)); };
  return paragraph(fill(
      kFlip, {same(next.id()), amount(falls_to), amount(next.model().terms.price()), same(faster),
              same(best.id()), amount(rises_to), amount(best.model().terms.price())}));
}

Markup doubt_of(const PricedDevice& best, const TaskRows& task) {
  const auto* drawn = task.simulated(best.id());
  if (drawn == nullptr || drawn->drivers.empty()) return {};
  Phrase list;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, drawn->drivers.size()); ++i) {
    const auto& driver = drawn->drivers[i];
    const Phrase name = input_phrase(driver.key);
    const std::string share = " " + percent(driver.share, 2);
    list.en += (i == 0 ? "" : ", ") + name.en + share;
    list.zh += (i == 0 ? "" : "，") + name.zh + share;
  }
  return paragraph(fill(kCostAnswerDoubt, {same(best.id()), list}));
}

Markup unpriced_of(const TaskRows& task) {
  const auto rows = unpriced_rows(task);
  if (rows.empty()) return {};
  std::string names;
  for (std::size_t i = 0; i < std::min(kMostNamed, rows.size()); ++i) {
    names += (i == 0 ? "" : ", ") + rows[i]->placement.entry.id;
  }
  if (rows.size() > kMostNamed) names += " + " + std::to_string(rows.size() - kMostNamed);
  return paragraph(fill(kCostAnswerUnpriced, {same(names)}));
}

}  // namespace

Markup cost_answer(const TaskRows& task, const std::string& terms) {
  const auto devices = priced_devices(task);
  if (devices.empty()) return unpriced_of(task);
  const PricedDevice& best = devices.front();
  const Phrase heading =
      fill(kCostAnswerCheapest, {known_phrase(task.unit.phrase), same(best.id())});
  Markup answer = element("h2", {}, said(heading));
  answer += element("p", {{"class", "figure"}},
                    number(cost_text(best, task.currency), best.origin) +
                        said(fill(kOneIn, {same(plain(best.cost.p10)),
                                           same(money(best.cost.p90, task.currency))})));
  if (best.cheapest) {
    answer += paragraph(
        fill(kSure, {same(std::to_string(devices.size())), same(share_text(best.cheapest)),
                     same(exact(static_cast<double>(task.draws.samples)))}));
  }
  if (devices.size() > 1) {
    const PricedDevice& next = devices[1];
    answer += paragraph(fill(kNext, {same(next.id()), same(cost_text(next, task.currency)),
                                     same(percent(next.cost.typical / best.cost.typical - 1, 2)),
                                     same(share_text(next.cheapest))}));
    answer += flip_of(best, next, task);
  }
  answer += doubt_of(best, task);
  if (best.is_lower_bound) answer += paragraph(fill(kBound, {same(best.id())}));
  if (!compares_allocation(task)) answer += paragraph(kUsage);
  answer += unpriced_of(task);
  return answer + element("p", {{"class", "note"}}, said(known_phrase(terms)));
}

}  // namespace fleetmark::report::html

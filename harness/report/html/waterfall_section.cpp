// SPDX-License-Identifier: Apache-2.0
// See waterfall_section.h.
#include "harness/report/html/waterfall_section.h"

#include <algorithm>
#include <cmath>

#include "harness/report/html/axis.h"
#include "harness/report/html/table.h"
#include "harness/report/html/words_views.h"
#include "harness/report/numbers.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kWaterfallTitle{"Why slower: {}", "为何更慢：{}"};
constexpr Words kWaterfallLead{
    "From the reference at 1 down to the device: each step multiplies. Silicon (blue) is what the "
    "data sheets allow this workload; software (orange) is what is lost on the way to it.",
    "从参考设备的 1 逐级乘到本设备。硬件（蓝）为数据手册对此负载的上限；软件（橙）为途中的损失。"};
constexpr Words kWaterfallChart{"{} against {} at {}", "{} 相对 {}，负载 {}"};
constexpr Words kWaterfallHow{
    "A step to the left holds the device back; the last bar is the whole.",
    "向左的一步表示拖慢；最后一条为总体。"};
constexpr Words kWaterfallRatio{"rate over that of the reference", "相对参考设备的速率"};
constexpr Words kAll{"all", "总体"};
constexpr Words kSummary{"{} against {}: {} ({} .. {}); silicon {}, software {}, not attributed {}",
                         "{} 相对 {}：{}（{} .. {}）；硬件 {}，软件 {}，未归因 {}"};
constexpr Words kSummaryUntold{
    "{} against {}: {} ({} .. {}); silicon {}, the rest {}, not attributed {}",
    "{} 相对 {}：{}（{} .. {}）；硬件 {}，其余 {}，未归因 {}"};
constexpr Words kDataSheet{"data sheet", "数据手册"};
constexpr Words kWaterfallEstimate{"estimate of the model", "模型估计"};
constexpr Words kWaterfallUnknown{"{}: UNKNOWN, {}", "{}：未知，{}"};
constexpr Words kArithmetic{"The arithmetic: {}", "计算过程：{}"};

constexpr double kWaterfallRowHeight = 22;

bool is_silicon(model::Cause cause, bool is_sustained_known) {
  return cause <= model::Cause::kLink || (cause == model::Cause::kSustained && is_sustained_known);
}

std::string style_of(model::Cause cause, bool is_sustained_known) {
  if (!is_attributed(cause)) return "s3";
  return is_silicon(cause, is_sustained_known) ? "s1" : "s2";
}

struct Step {
  Phrase name;
  double from_ln = 0, to_ln = 0, sigma = 0;
  std::string style;
  Origin origin;
};

std::vector<Step> steps_of(const model::Waterfall& w) {
  std::vector<Step> steps;
  double at = 0;
  for (const auto& row : w.rows) {
    const bool is_sheet = row.sigma <= 0;
    Origin origin;
    origin.kind = is_sheet ? Phrase(kDataSheet) : Phrase(kWaterfallEstimate);
    origin.tier = is_sheet ? "" : std::string(letter_of(row.evidence));
    origin.note = row.note;
    steps.push_back({known_phrase(name_of(row.cause)), at, at + row.ln, row.sigma,
                     style_of(row.cause, w.is_sustained_known), origin});
    at += row.ln;
  }
  Origin all;
  all.kind = kWaterfallEstimate;
  all.tier = std::string(letter_of(w.device.evidence));
  all.note = "product of the causes";
  steps.push_back({kAll, 0, w.ln, w.sigma(), "ink", all});
  return steps;
}

Scale scale_of(const std::vector<Step>& steps, const PlotArea& area) {
  double low = 0, high = 0;
  for (const auto& step : steps) {
    low = std::min(low, step.to_ln);
    high = std::max(high, step.to_ln);
  }
  return log_scale(std::exp(low) / 1.15, std::exp(high) * 1.15, area.left, area.right);
}

Markup drawn_step(const Step& step, const Scale& x, double top) {
  const double from = x.at(std::exp(step.from_ln));
  const double to = x.at(std::exp(step.to_ln));
  const double middle = top + kWaterfallRowHeight / 2;
  const double factor = std::exp(step.to_ln - step.from_ln);
  std::string shown = "×" + plain(std::fabs(step.to_ln - step.from_ln) < 1e-9 ? 1 : factor);
  Markup bar = rectangle({std::min(from, to), top + 5}, std::max(std::fabs(to - from), 1.5),
                         kWaterfallRowHeight - 10, step.style);
  std::string value = shown;
  if (step.sigma > 0) {
    const double width = model::p90_factor(step.sigma);
    value += " (P10 " + plain(factor / width) + " .. P90 " + plain(factor * width) + ")";
    bar += interval_along_x(std::clamp(x.at(std::exp(step.to_ln) / width), x.from, x.to),
                            std::clamp(x.at(std::exp(step.to_ln) * width), x.from, x.to), middle,
                            "muted");
  }
  return label({x.from - 10, middle + 4}, step.name, Anchor::kEnd,
               step.style == "ink" ? "strong" : "") +
         mark({step.name.en, value, step.origin}, bar) +
         label({x.to + 10, middle + 4}, Phrase::same(shown), Anchor::kStart);
}

Phrase summary_of(const GapAnswer& gap) {
  const model::Waterfall& w = *gap.waterfall;
  const double width = model::p90_factor(w.sigma());
  const auto same = [](const std::string& words) { return Phrase::same(words); };
  return fill(
      w.is_sustained_known ? kSummary : kSummaryUntold,
      {same(gap.title.device), same(gap.title.reference), same(percent(w.ratio)),
       same(percent(w.ratio / width)), same(percent(w.ratio * width)),
       same("×" + plain(std::exp(w.ln_silicon))), same("×" + plain(std::exp(w.ln_software))),
       same("×" + plain(std::exp(w.ln_records)))});
}

Markup drawn_gap(const GapAnswer& gap, const std::string& id) {
  const auto steps = steps_of(*gap.waterfall);
  const PlotArea area{120, 560, 10, 10 + kWaterfallRowHeight * static_cast<double>(steps.size())};
  const Scale x = scale_of(steps, area);
  Markup drawn = x_axis(x, area, {kWaterfallRatio, "", 5});
  drawn += line({x.at(1), area.top}, {x.at(1), area.bottom}, "axis");
  double top = area.top;
  for (const auto& step : steps) {
    drawn += drawn_step(step, x, top);
    top += kWaterfallRowHeight;
  }
  const Phrase title =
      fill(kWaterfallChart, {Phrase::same(gap.title.device), Phrase::same(gap.title.reference),
                             Phrase::same(gap.title.workload)});
  Markup tables;
  for (Table& table : gap_document(*gap.waterfall, gap.title).tables) {
    table.id += "-" + id;
    tables += html_table(table);
  }
  return element("h3", {}, said(summary_of(gap))) +
         element("figure", {},
                 svg_frame({id, title, kWaterfallHow, 640, area.bottom + 42}, drawn)) +
         folded(fill(kArithmetic, {Phrase::same(gap.title.device)}), tables);
}

}  // namespace

Section waterfall_section(const std::vector<GapAnswer>& gaps, std::size_t index) {
  const std::string workload = gaps.empty() ? "" : gaps.front().title.workload;
  const std::string id = "gap-" + std::to_string(index);
  Section section{id, fill(kWaterfallTitle, {Phrase::same(workload)}), kWaterfallLead, {}, {}};
  std::size_t count = 0;
  for (const auto& gap : gaps) {
    if (!gap.waterfall) {
      section.missing.push_back(
          fill(kWaterfallUnknown,
               {Phrase::same(gap.title.device), Phrase::same(gap.waterfall.missing().front())}));
      continue;
    }
    section.body += drawn_gap(gap, id + "-" + std::to_string(count++));
  }
  return section;
}

}  // namespace fleetmark::report::html

// SPDX-License-Identifier: Apache-2.0
// See regret_map.h.
#include "harness/report/html/regret_map.h"

#include <algorithm>
#include <cmath>

#include "harness/report/html/words_views.h"
#include "harness/report/numbers.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kRegretMapTitle{"Regret of each plan in each world", "各方案在各情景中的后悔值"};
constexpr Words kRegretMapHow{
    "Row: the first orders that were made; column: the world that came. The darker, the more is "
    "regretted: what the plan costs there beyond that world's own plan, in {}, as far as proven.",
    "行：先行下单的方案；列：实际出现的情景。颜色越深后悔越大：较该情景自身方案多出的成本（{}"
    "，已证界）。"};
constexpr Words kWorst{"at worst", "最坏"};
constexpr Words kRegretMapNoPlan{"no plan", "无方案"};

constexpr double kRegretMapRow = 42;
constexpr double kLeft = 190;
constexpr int kShades = 5;

std::string amount(double value) { return value == 0 ? "0" : si(value, ""); }

// 0 to 5.
int shade_of(double value, double most) {
  if (most <= 0) return 0;
  return static_cast<int>(std::ceil(kShades * std::clamp(value / most, 0.0, 1.0)));
}

struct Cells {
  const fleet::Regrets& regrets;
  const std::string& currency;
  const Origin& origin;
  double width = 0;
  double most = 0;
};

Markup cell_at(const Cells& all, std::size_t plan, std::size_t world, const std::string& name,
               Point corner) {
  const auto& cell = all.regrets.cells[plan][world];
  const Point middle{corner.x + all.width / 2, corner.y + kRegretMapRow / 2 + 4};
  if (!cell.is_known) {
    return rectangle(corner, all.width - 3, kRegretMapRow - 3, "muted band") +
           label(middle, kRegretMapNoPlan, Anchor::kMiddle, "soft");
  }
  const bool is_own = plan == world;
  const int shade = is_own ? 0 : shade_of(cell.high, all.most);
  const std::string range = amount(std::max(cell.low, 0.0)) + " .. " + amount(cell.high);
  const std::string shown = is_own ? "-" : range;
  return mark(
      {name + " in " + all.regrets.names[world],
       range + " " + all.currency + ", cost " + money(cell.cost, all.currency), all.origin},
      rectangle(corner, all.width - 3, kRegretMapRow - 3, "heat h" + std::to_string(shade)) +
          label(middle, Phrase::same(shown), Anchor::kMiddle));
}

double largest(const fleet::Regrets& regrets) {
  double most = 0;
  for (std::size_t a = 0; a < regrets.cells.size(); ++a) {
    for (std::size_t b = 0; b < regrets.cells[a].size(); ++b) {
      const auto& cell = regrets.cells[a][b];
      if (a != b && cell.is_known) most = std::max(most, cell.high);
    }
  }
  return most;
}

}  // namespace

Markup regret_map(const fleet::Regrets& regrets, const std::string& currency,
                  const Origin& origin) {
  const std::size_t worlds = regrets.names.size();
  constexpr double kWidth = 940;
  const Cells all{regrets, currency, origin,
                  std::min(160.0, (kWidth - kLeft) / static_cast<double>(worlds + 1)),
                  largest(regrets)};
  const auto x_of = [&](std::size_t b) { return kLeft + all.width * static_cast<double>(b); };
  Markup drawn;
  for (std::size_t b = 0; b < worlds; ++b) {
    drawn += label({x_of(b) + all.width / 2, 20}, known_phrase(regrets.names[b]), Anchor::kMiddle,
                   "tick");
  }
  drawn += label({x_of(worlds) + all.width / 2, 20}, kWorst, Anchor::kMiddle, "tick");
  double top = 30;
  for (std::size_t a = 0; a < regrets.cells.size(); ++a, top += kRegretMapRow) {
    const Phrase name = known_phrase(regrets.plans[a]);
    drawn += label({kLeft - 10, top + kRegretMapRow / 2 + 4}, name, Anchor::kEnd,
                   a < worlds ? "" : "strong");
    for (std::size_t b = 0; b < worlds; ++b) {
      drawn += cell_at(all, a, b, name.en, {x_of(b), top});
    }
    const auto& worst = regrets.worst[a];
    drawn += label({x_of(worlds) + all.width / 2, top + kRegretMapRow / 2 + 4},
                   worst ? Phrase::same(amount(*worst)) : Phrase(kRegretMapNoPlan), Anchor::kMiddle,
                   "strong");
  }
  const Phrase how = fill(kRegretMapHow, {Phrase::same(currency)});
  const Frame frame{"regret-map", kRegretMapTitle, how, kWidth, top + 8};
  return element("figure", {},
                 element("h3", {}, said(kRegretMapTitle)) + svg_frame(frame, drawn) +
                     element("figcaption", {}, said(how)));
}

}  // namespace fleetmark::report::html

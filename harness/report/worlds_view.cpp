// SPDX-License-Identifier: Apache-2.0
// See worlds_view.h.
#include "harness/report/worlds_view.h"

#include "harness/report/keys.h"
#include "harness/report/numbers.h"

namespace fleetmark::report {

Table regret_table(const fleet::Regrets& regrets, const std::string& currency) {
  Table table{"regret",
              "Regret of the plan of a row in the world of a column, " + currency,
              {{"plan", "plan made for"}},
              {},
              {}};
  for (std::size_t b = 0; b < regrets.names.size(); ++b) {
    table.columns.push_back({"world_" + std::to_string(b + 1) + "_" + in_key(currency),
                             regrets.names[b], Align::kRight});
  }
  table.columns.push_back({"worst_" + in_key(currency), "at worst", Align::kRight});
  for (std::size_t a = 0; a < regrets.cells.size(); ++a) {
    std::vector<Cell> cells{regrets.plans[a]};
    for (std::size_t b = 0; b < regrets.names.size(); ++b) {
      const auto& cell = regrets.cells[a][b];
      if (a == b) {
        cells.push_back(cell.is_known ? Cell("-", 0.0) : unknown_cell("no plan"));
      } else {
        cells.push_back(cell.is_known ? Cell(plain(cell.low) + " .. " + plain(cell.high), cell.high)
                                      : unknown_cell("no plan"));
      }
    }
    const auto& worst = regrets.worst[a];
    cells.push_back(worst ? Cell(plain(*worst), *worst) : unknown_cell("no plan in some world"));
    table.rows.push_back(std::move(cells));
  }
  table.notes = {
      "The first period's orders stand, all else is decided anew in that world; imports "
      "that it forbids are not delivered and lose their prepayment. From and to are what "
      "the proven bounds of both searches allow."};
  if (regrets.least_worst) {
    table.notes.push_back("Proven: no first orders are regretted by less than " +
                          money(*regrets.least_worst, currency) +
                          " at worst. 'least regret' is a search of its own over them; another row "
                          "may be as good, and "
                          "may seem better where the gaps of the searches are wider than the "
                          "regrets: a narrower --gap "
                          "shows which.");
  }
  return table;
}

Table expected_cost_table(const fleet::Regrets& regrets, const std::string& currency) {
  const fleet::Expectation& expectation = *regrets.expectation;
  Table table{"expected_cost",
              "Cost of the plan of a row over all worlds, " + currency,
              {{"plan", "plan"},
               {"mean_" + in_key(currency), "mean", Align::kRight},
               {"tail_" + in_key(currency),
                "mean of the worst " + percent(expectation.chances.tail_share, 2), Align::kRight}},
              {},
              {}};
  const auto cell = [](const std::optional<double>& value) {
    return value ? Cell(plain(*value, 6), *value) : unknown_cell("no plan in some world");
  };
  for (std::size_t a = 0; a < regrets.plans.size(); ++a) {
    table.rows.push_back({regrets.plans[a], cell(expectation.mean[a]), cell(expectation.tail[a])});
  }
  std::string chances;
  for (std::size_t b = 0; b < regrets.names.size(); ++b) {
    chances +=
        (b == 0 ? "" : ", ") + regrets.names[b] + " " + percent(expectation.chances.weights[b], 3);
  }
  table.notes.push_back("Chances, as given: " + chances + ".");
  const auto add_span = [&](const std::optional<fleet::Span>& span, const std::string& what) {
    if (!span) return;
    table.notes.push_back(what + money(span->low, currency) + " .. " + money(span->high, currency) +
                          ", as the searches' bounds allow.");
  };
  add_span(expectation.perfect_information,
           "Price of not knowing which world holds (expected value of perfect information): ");
  add_span(expectation.hedging,
           "Worth of having thought of the other worlds (value of the stochastic solution, over "
           "the scenario's own plan): ");
  return table;
}

}  // namespace fleetmark::report

// SPDX-License-Identifier: Apache-2.0
// See worlds_view.h.
#include "harness/report/worlds_view.h"

#include <algorithm>
#include <cmath>

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

Table first_orders_table(const fleet::Regrets& regrets, const fleet::PlanProblem& problem) {
  Table table{"first_orders",
              "What the plan of a row orders in the first period, devices",
              {{"plan", "plan made for"}},
              {},
              {}};
  for (const auto& plan : regrets.plans) table.rows.push_back({plan});
  for (std::size_t i = 0; i < problem.devices.size(); ++i) {
    const fleet::PlanDevice& device = problem.devices[i];
    for (std::size_t z = 0; z < problem.sites.size(); ++z) {
      const auto is_ordered = [&](const fleet::FirstLots& lots) {
        return !lots.empty() && lots[i][z] > 0;
      };
      if (std::ranges::none_of(regrets.orders, is_ordered)) continue;
      const std::string& site = problem.sites[z].id;
      table.columns.push_back({column_key(device.id) + "_" + column_key(site) + "_devices",
                               device.id + " at " + site, Align::kRight});
      for (std::size_t a = 0; a < regrets.orders.size(); ++a) {
        const auto& lots = regrets.orders[a];
        if (lots.empty()) {
          table.rows[a].push_back(unknown_cell("no plan"));
          continue;
        }
        const double count = std::round(lots[i][z] * device.devices_per_lot);
        table.rows[a].push_back(count > 0 ? Cell(exact(count), count) : Cell("-", 0.0));
      }
    }
  }
  if (table.columns.size() == 1) table.notes.push_back("No plan orders anything at first.");
  return table;
}

std::vector<Table> world_tables(const fleet::Regrets& regrets, const fleet::PlanProblem& problem) {
  std::vector<Table> tables{first_orders_table(regrets, problem),
                            regret_table(regrets, problem.currency)};
  if (regrets.expectation) tables.push_back(expected_cost_table(regrets, problem.currency));
  return tables;
}

}  // namespace fleetmark::report

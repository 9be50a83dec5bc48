// SPDX-License-Identifier: Apache-2.0
// See doubt_view.h.
#include "harness/report/doubt_view.h"

#include <algorithm>

#include "harness/report/keys.h"
#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

constexpr std::size_t kShownDrivers = 3;
constexpr std::size_t kTornadoRows = 8;

std::string driver_text(const cost::SimulatedCost& cost) {
  std::string text;
  for (std::size_t i = 0; i < std::min(kShownDrivers, cost.drivers.size()); ++i) {
    const auto& driver = cost.drivers[i];
    text += (text.empty() ? "" : ", ") + driver.key + " " + percent(driver.share, 2);
  }
  return text;
}

}  // namespace

Table doubt_table(const TaskRows& task) {
  Table table{"doubt",
              "How sure it is",
              {{"device", "device"},
               {"typical_" + in_key(task.currency), "typical", Align::kRight},
               {"p10_" + in_key(task.currency), "P10", Align::kRight},
               {"p50_" + in_key(task.currency), "P50", Align::kRight},
               {"p90_" + in_key(task.currency), "P90", Align::kRight},
               {"cheaper_than_reference_ratio", "P(cheaper than reference)", Align::kRight},
               {"drivers", "where the doubt comes from"}},
              {},
              {}};
  if (!task.simulation) return table;
  for (const auto& row : task.rows) {
    const auto* drawn = task.simulated(row.placement.entry.id);
    if (drawn == nullptr) continue;
    const bool is_allocation = task.simulation->compares_allocation;
    const auto& q = is_allocation ? drawn->allocation : drawn->usage;
    const double typical = is_allocation ? row.cost->allocation->typical : row.cost->usage.typical;
    const auto cheaper = task.cheaper_than_reference(drawn->id);
    table.rows.push_back({drawn->id, Cell(plain(typical), typical), Cell(plain(q.p10), q.p10),
                          Cell(plain(q.p50), q.p50), Cell(plain(q.p90), q.p90),
                          cheaper ? Cell(percent(*cheaper), *cheaper) : Cell("-"),
                          driver_text(*drawn)});
  }
  const std::string which = task.simulation->compares_allocation ? "allocation" : "usage";
  table.notes = {
      "Of the " + which +
          " cost. Exchange, capital, power, facility and operations are drawn once for all "
          "devices; "
          "price, porting and rate for each (correlation of the rates' errors: " +
          exact(task.draws.rate_correlation) + "). Doubt: squared rank correlation, as a share.",
      "typical: every input at its typical value; P50 lies above it where ranges reach further up "
      "than down, as those of licences, duty and blocked deliveries do."};
  return table;
}

Table cheaper_table(const TaskRows& task) {
  Table table{"cheaper",
              "How likely the device of a row is cheaper than that of a column",
              {{"device", "device"}},
              {},
              {}};
  if (!task.simulation || task.simulation->costs.size() < 3) return table;
  const auto& simulation = *task.simulation;
  for (const auto& cost : simulation.costs) {
    table.columns.push_back({column_key(cost.id) + "_ratio", cost.id, Align::kRight});
  }
  for (std::size_t a = 0; a < simulation.costs.size(); ++a) {
    std::vector<Cell> cells{simulation.costs[a].id};
    for (std::size_t b = 0; b < simulation.costs.size(); ++b) {
      const double share = simulation.cheaper[a][b];
      cells.push_back(a == b ? Cell("-") : Cell(percent(share), share));
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Table tornado_table(const TaskRows& task) {
  Table table{"tornado",
              "What moves each cost most, " + task.currency,
              {{"device", "device"},
               {"input", "input"},
               {"low", "from", Align::kRight},
               {"high", "to", Align::kRight},
               {"at_low_" + in_key(task.currency), "cost at from", Align::kRight},
               {"at_high_" + in_key(task.currency), "cost at to", Align::kRight}},
              {},
              {}};
  for (const auto& row : task.rows) {
    if (!row.cost) continue;
    const auto& drivers = row.cost->drivers;
    for (std::size_t i = 0; i < std::min(kTornadoRows, drivers.size()); ++i) {
      const auto& driver = drivers[i];
      const double scale = driver.key == "rate" ? static_cast<double>(task.unit.amount) : 1;
      const double low = driver.low * scale;
      const double high = driver.high * scale;
      table.rows.push_back({row.placement.entry.id, driver.key, Cell(plain(low), low),
                            Cell(plain(high), high), Cell(plain(driver.at_low), driver.at_low),
                            Cell(plain(driver.at_high), driver.at_high)});
    }
  }
  table.notes = {
      "One input at its P10 and P90 (or min and max), the others at typical; the eight widest. "
      "rate: " +
      task.bound_unit + "; fx: relative to the typical rate of exchange."};
  return table;
}

Table corner_table(const TaskRows& task) {
  Table table{"corners",
              "Every input at its end, " + task.currency,
              {{"device", "device"},
               {"cheapest_" + in_key(task.currency), "cheapest", Align::kRight},
               {"dearest_" + in_key(task.currency), "dearest", Align::kRight}},
              {},
              {}};
  for (const auto& row : task.rows) {
    if (!row.cost) continue;
    const cost::Corners& corners = row.cost->corners;
    table.rows.push_back({row.placement.entry.id, Cell(plain(corners.cheapest), corners.cheapest),
                          Cell(plain(corners.dearest), corners.dearest)});
  }
  table.notes = {
      "All inputs at P10 or P90 at once, whichever is cheaper or dearer: an audit's "
      "bounds, far less likely than P10 .. P90 of the cost."};
  return table;
}

}  // namespace fleetmark::report

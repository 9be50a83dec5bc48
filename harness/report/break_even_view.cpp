// SPDX-License-Identifier: Apache-2.0
// See break_even_view.h.
#include "harness/report/break_even_view.h"

#include "harness/report/keys.h"
#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

Cell money_cell(const std::optional<double>& amount) {
  return amount ? Cell(plain(*amount), *amount) : Cell("-");
}

// Above which owning pays.
Cell utilisation_cell(const std::optional<double>& price, const std::optional<double>& share) {
  if (!price) return Cell("-");
  return share ? Cell(percent(*share), *share) : Cell("none");
}

Cell tie_cell(const cost::TieBreakEven& tie) {
  switch (tie.kind) {
    case cost::TieKind::kRatio:
      return Cell(plain(tie.ratio), tie.ratio);
    case cost::TieKind::kAny:
      return Cell("any");
    case cost::TieKind::kNone:
      break;
  }
  return Cell("none: the import alone is dearer");
}

}  // namespace

Table lever_table(const TaskRows& task) {
  Table table{"break_even",
              "What would make a task cost what it does on " + task.reference,
              {{"device", "device"},
               {"lever", "lever"},
               {"now", "now", Align::kRight},
               {"break_even", "break-even"},
               {"range", "looked at"},
               {"unit", "unit"}},
              {},
              {}};
  for (const auto& row : task.rows) {
    if (row.placement.is_reference) continue;
    const std::string& id = row.placement.entry.id;
    if (row.break_even) {
      const double now = row.cost ? row.cost->model.terms.price() : 0;
      const bool is_known = now > 0;
      table.rows.push_back({id, "purchase_price",
                            is_known ? Cell(plain(now, 4), now) : unknown_cell(),
                            row.break_even->text, "0 and above", task.currency});
    }
    for (const auto& lever : row.levers) {
      Cell found(lever.text);
      if (lever.roots.size() == 1) found.number = lever.roots.front();
      const std::string unit = lever.key == "power_price" ? task.currency + "/kWh" : lever.unit;
      table.rows.push_back({id, lever.key, Cell(plain(lever.now), lever.now), found,
                            plain(lever.min) + " .. " + plain(lever.max), unit});
    }
  }
  table.notes = {
      "software_efficiency: rate reached of what the silicon allows; under a latency class the "
      "operating point is searched anew. utilisation: up to the P90 of the economics file, which "
      "keeps latency. power_price and life_months move both devices."};
  return table;
}

Table crossover_table(const TaskRows& task) {
  Table table{"own_or_rent",
              "Own, rent by the used hour, or buy at an API: " + task.currency + " of the task",
              {{"device", "device"},
               {"own_" + in_key(task.currency), "own", Align::kRight},
               {"rent_" + in_key(task.currency), "rent", Align::kRight},
               {"own_beats_rent_ratio", "own above", Align::kRight},
               {"api_" + in_key(task.currency), "API", Align::kRight},
               {"own_beats_api_ratio", "own above", Align::kRight}},
              {},
              {}};
  for (const auto& row : task.rows) {
    if (!row.crossover) continue;
    const cost::Crossover& c = *row.crossover;
    table.rows.push_back(
        {row.placement.entry.id, Cell(plain(c.owned_per_task), c.owned_per_task),
         money_cell(c.rent_per_task), utilisation_cell(c.rent_per_task, c.utilisation_against_rent),
         money_cell(c.api_per_task), utilisation_cell(c.api_per_task, c.utilisation_against_api)});
  }
  table.notes = {
      "own above: utilisation from which owning is cheaper; none: not even when always busy. Rent "
      "from the leases of the profiles; an API's price with --set api_price=AMOUNT."};
  return table;
}

Table tie_table(const TaskRows& task) {
  Table table{"tie",
              "What a tie costs: one " + task.reference + " with domestic devices",
              {{"domestic", "domestic device"},
               {"bundle_" + in_key(task.currency), "task at 1 : 1", Align::kRight},
               {"tie_" + in_key(task.currency) + "_per_import_hour", "tie cost per import-hour",
                Align::kRight},
               {"break_even_ratio", "break-even ratio", Align::kRight},
               {"alternative", "against"}},
              {},
              {}};
  for (const auto& row : task.rows) {
    if (!row.tie) continue;
    const cost::TieBreakEven& tie = *row.tie;
    table.rows.push_back({row.placement.entry.id,
                          Cell(plain(tie.bundle_per_task), tie.bundle_per_task),
                          Cell(plain(tie.per_import_hour), tie.per_import_hour), tie_cell(tie),
                          row.tie_alternative});
  }
  table.notes = {
      "Ratio: domestic devices for each import at which the bundle costs what the task costs on "
      "the cheapest other device; any: the bundle stays cheaper. Below 0 the tie pays."};
  return table;
}

}  // namespace fleetmark::report

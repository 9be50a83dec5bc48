// SPDX-License-Identifier: Apache-2.0
// See cost_view.h.
#include "harness/report/cost_view.h"

#include <algorithm>

#include "harness/record/joined.h"
#include "harness/report/interval_columns.h"
#include "harness/report/keys.h"
#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

// "1.59 (0.855 .. 3.03)"; a lower bound where something of the cost is not known.
Cell money_cell(const cost::CostInterval& interval, bool is_lower_bound) {
  return Cell((is_lower_bound ? ">= " : "") + plain(interval.typical) + " (" + plain(interval.p10) +
                  " .. " + plain(interval.p90) + ")",
              interval.typical);
}

std::vector<Cell> money_cells(const cost::CostInterval& interval, bool is_lower_bound) {
  return {money_cell(interval, is_lower_bound), Cell(plain(interval.p10), interval.p10),
          Cell(plain(interval.p90), interval.p90)};
}

// A job that gets nowhere has no cost of a task; that is known.
std::vector<Cell> allocation_cells(const cost::TaskCost& cost, bool is_lower_bound) {
  if (cost.allocation) return money_cells(*cost.allocation, is_lower_bound);
  const Cell none = cost.model.makes_progress
                        ? unknown_cell(joined(cost.allocation.missing(), "; "))
                        : Cell("infeasible");
  return {none, none, none};
}

std::string origin_text(const cost::TaskCost& cost) {
  std::string text = both_of(cost.origin, joined(cost.notes, "; "));
  if (!cost.allocation) {
    text += "; no allocation cost: " + joined(cost.allocation.missing(), "; ");
  }
  return text;
}

Cell known_cell(const model::Known<double>& value) {
  return value ? Cell(plain(*value), *value) : unknown_cell(joined(value.missing(), "; "));
}

Cell break_even_cell(const TaskRow& row) {
  if (row.placement.is_reference) return Cell("reference");
  if (!row.break_even) return unknown_cell();
  if (row.break_even->kind == cost::BreakEvenKind::kNone) return Cell(row.break_even->text);
  return Cell(row.break_even->text, row.break_even->price);
}

std::vector<const TaskRow*> priced_rows(const TaskRows& task) {
  std::vector<const TaskRow*> rows;
  for (const auto& row : task.rows) {
    if (row.cost) rows.push_back(&row);
  }
  return rows;
}

}  // namespace

Table cost_table(const TaskRows& task) {
  const std::string usage = "usage_" + in_key(task.currency);
  const std::string allocation = "allocation_" + in_key(task.currency);
  Table table{
      "cost_" + task.unit.name,
      "Cost of the task: " + task.unit.phrase,
      {{"device", "device"},
       {usage, "usage " + task.currency + " (P10 .. P90)", Align::kRight},
       machine_column(usage + "_p10"),
       machine_column(usage + "_p90"),
       {allocation, "allocation " + task.currency + " (P10 .. P90)", Align::kRight, false, true},
       machine_column(allocation + "_p10"),
       machine_column(allocation + "_p90"),
       machine_column("is_lower_bound"),
       {in_key(task.currency) + "_per_hour", task.currency + "/device-h", Align::kRight},
       {"kwh", "kWh", Align::kRight},
       {"kgco2", "kgCO2", Align::kRight},
       {"break_even_" + in_key(task.currency), "break-even price"},
       {"origin", "origin", Align::kLeft, true}},
      {},
      {}};
  for (const auto& row : task.rows) {
    const auto& id = row.placement.entry.id;
    if (!row.cost) {
      std::vector<Cell> cells(table.columns.size(), unknown_cell());
      cells.front() = Cell(id);
      cells[cells.size() - 2] = break_even_cell(row);
      cells.back() = Cell("missing: " + joined(row.cost.missing(), "; "));
      table.rows.push_back(std::move(cells));
      continue;
    }
    const cost::TaskCost& c = *row.cost;
    const bool is_lower_bound = !c.model.left_out.empty();
    std::vector<Cell> cells{Cell(id)};
    append(cells, money_cells(c.usage, is_lower_bound));
    append(cells, allocation_cells(c, is_lower_bound));
    append(cells, {Cell(is_lower_bound ? "1" : "0", is_lower_bound ? 1 : 0),
                   Cell(plain(c.hour.per_hour), c.hour.per_hour), known_cell(c.kwh_per_task),
                   known_cell(c.kgco2_per_task), break_even_cell(row), Cell(origin_text(c))});
    table.rows.push_back(std::move(cells));
  }
  table.notes = {
      "usage: as if busy all the time; allocation: with the hours lost to availability, goodput, "
      "idling and porting. kWh and kgCO2 under load.",
      "break-even price: what a device may cost so that its task costs what the reference's does.",
      "Prices are of one device, taken to be without VAT and duty unless their source says so."};
  if (task.simulation) {
    table.notes.push_back("P10 .. P90 of " + exact(static_cast<double>(task.draws.samples)) +
                          " draws, seed " + std::to_string(task.draws.seed) +
                          ", over the ranges of price, rate and economics.");
  }
  return table;
}

Table ownership_table(const TaskRows& task) {
  Table table{"ownership",
              "Cost of a device-hour under load, " + task.currency + "/h",
              {{"line", "line"}},
              {},
              {}};
  const auto rows = priced_rows(task);
  for (const auto* row : rows) {
    const std::string& id = row->placement.entry.id;
    table.columns.push_back(
        {column_key(id) + "_" + in_key(task.currency) + "_per_hour", id, Align::kRight});
  }
  table.columns.push_back({"formula", "how"});
  if (rows.empty()) return table;
  for (std::size_t i = 0; i < cost::kHourParts; ++i) {
    const auto part = static_cast<cost::HourPart>(i);
    std::vector<Cell> cells{std::string(cost::row_of(part).title)};
    bool is_used = false;
    for (const auto* row : rows) {
      const auto& lines = row->cost->hour.lines;
      const auto line = std::ranges::find(lines, part, &cost::CostLine::part);
      // What is not known is left out of the sum, and is not 0.
      const bool is_unknown =
          part == cost::HourPart::kPorting && !row->cost->model.left_out.empty();
      is_used = is_used || is_unknown || line != lines.end();
      const Cell none = is_unknown ? unknown_cell() : Cell("-", 0.0);
      cells.push_back(line == lines.end() ? none : Cell(plain(line->per_hour, 4), line->per_hour));
    }
    cells.emplace_back(std::string(cost::row_of(part).formula));
    if (is_used) table.rows.push_back(std::move(cells));
  }
  std::vector<Cell> sums{Cell("sum")};
  for (const auto* row : rows) {
    sums.emplace_back(plain(row->cost->hour.per_hour, 4), row->cost->hour.per_hour);
  }
  sums.emplace_back("");
  table.rows.push_back(std::move(sums));
  return table;
}

Table split_table(const TaskRows& task) {
  Table table{"token_split",
              "Input and output tokens apart, " + task.currency + " for a million of each",
              {{"device", "device"},
               {"per_million_input_" + in_key(task.currency), "1M input", Align::kRight},
               {"per_million_output_" + in_key(task.currency), "1M output", Align::kRight},
               {"prefill_share_ratio", "time on input", Align::kRight}},
              {},
              {}};
  for (const auto& row : task.rows) {
    if (!row.split) continue;
    const cost::TokenSplit& split = *row.split;
    table.rows.push_back(
        {row.placement.entry.id,
         Cell(plain(split.per_million_input_tokens), split.per_million_input_tokens),
         Cell(plain(split.per_million_output_tokens), split.per_million_output_tokens),
         Cell(percent(split.prefill_share), split.prefill_share)});
  }
  table.notes = {
      "By modelled device time; 1M output + (input / output tokens) x 1M input is the cost of the "
      "task above."};
  return table;
}

Table step_table(const TaskRows& task) {
  Table table{"gap_in_money",
              "What each step of the gap costs, " + task.currency + " of the task",
              {{"step", "step"}},
              {},
              {}};
  std::vector<const TaskRow*> rows;
  for (const auto& row : task.rows) {
    if (!row.cost || row.steps.empty()) continue;
    rows.push_back(&row);
    table.columns.push_back({column_key(row.placement.entry.id) + "_" + in_key(task.currency),
                             row.placement.entry.id, Align::kRight});
  }
  if (rows.empty()) return table;
  const auto add = [&](const std::string& name, const auto& amount_of) {
    std::vector<Cell> cells{name};
    bool is_used = false;
    for (const auto* row : rows) {
      const std::optional<double> amount = amount_of(*row);
      is_used = is_used || amount;
      cells.push_back(amount ? Cell(plain(*amount, 4), *amount) : Cell("-"));
    }
    if (is_used) table.rows.push_back(std::move(cells));
  };
  for (const char* name : {"ideal silicon", "sustained silicon", "library", "operators",
                           "communication", "scheduler", "records"}) {
    add(name, [&](const TaskRow& row) -> std::optional<double> {
      const auto step = std::ranges::find(row.steps, name, &cost::PricedStep::name);
      if (step == row.steps.end()) return std::nullopt;
      return step->per_task;
    });
  }
  add("= usage", [](const TaskRow& row) { return std::optional(row.cost->usage.typical); });
  add("hours not used", [](const TaskRow& row) -> std::optional<double> {
    if (!row.cost->allocation) return std::nullopt;
    return row.cost->allocation->typical - row.cost->usage.typical;
  });
  add("= allocation", [](const TaskRow& row) -> std::optional<double> {
    if (!row.cost->allocation) return std::nullopt;
    return row.cost->allocation->typical;
  });
  table.notes = {
      "ideal silicon: the task at data sheet peaks; each other row: what that loss adds. Library "
      "holds the silicon's own loss where no kernel figures are published. Below 0: better than "
      "the step before it, as records show."};
  return table;
}

Table training_run_table(const TaskRows& task) {
  Table table{"training_run",
              "One training run",
              {{"device", "device"},
               {"cost_" + in_key(task.currency), "cost " + task.currency, Align::kRight},
               {"days", "days", Align::kRight}},
              {},
              {}};
  for (const auto& row : task.rows) {
    if (!row.training_run) continue;
    table.rows.push_back({row.placement.entry.id,
                          Cell(plain(row.training_run->cost), row.training_run->cost),
                          Cell(plain(row.training_run->days), row.training_run->days)});
  }
  table.notes = {
      "At the allocation cost, and the rate that availability, goodput and utilisation "
      "leave; the rate of one group of devices is taken to hold for all of them."};
  return table;
}

namespace {

// What no figure could mend: other flags, or another device, are another question.
bool is_infeasible(const TaskRow& row) {
  return std::ranges::any_of(row.cost.missing(),
                             [](const auto& key) { return key.starts_with("infeasible:"); });
}

}  // namespace

std::vector<std::string> how_to_supply(const TaskRows& task) {
  bool has_missing = false;
  std::vector<std::string> flags;
  for (const auto& row : task.rows) {
    if (row.cost || is_infeasible(row)) continue;
    has_missing = true;
    const std::string& id = row.placement.entry.id;
    for (const auto& key : row.cost.missing()) {
      if (key.starts_with("prices[]")) flags.push_back("--set purchase_price." + id + "=AMOUNT");
      if (key.starts_with("purchase price")) {
        flags.push_back("--set purchase_price." + id + "=AMOUNT");
      }
      if (key.starts_with("provisioned power")) flags.push_back("--set power_w." + id + "=WATTS");
      if (key.starts_with("leases[]")) flags.push_back("--set rental_price." + id + "=AMOUNT");
      if (key.starts_with("tdp")) flags.push_back("--set power_w." + id + "=WATTS");
      if (key.starts_with("inputs.")) {
        flags.push_back("--set " + key.substr(7, key.find(' ') - 7) + "=VALUE");
      }
    }
  }
  if (!has_missing) return {};
  std::string text = "To supply what is missing:";
  for (const auto& flag : flags) text += " " + flag;
  return {text + (flags.empty() ? "" : ";") +
          " figures of the silicon in a copy of its profile, which --devices takes."};
}

}  // namespace fleetmark::report

// SPDX-License-Identifier: Apache-2.0
// See task_view.h.
#include "harness/report/task_view.h"

#include <cmath>

#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : "; ") + word;
  return text;
}

std::string range(double low, double high, const char* unit) {
  return si(low, unit) + " .. " + si(high, unit);
}

std::string tier_text(const model::PlacementEntry& entry) {
  if (entry.is_this_device) return "this device";
  return entry.tier ? std::string(name_of(*entry.tier)) : "-";
}

Cell gap_cell(const model::PlacementRow& row) {
  if (!row.gap) return unknown_cell();
  const model::Gap& gap = *row.gap;
  if (row.is_reference) return Cell("reference", 1.0);
  return Cell(plain(gap.ratio) + "x", gap.ratio);
}

Cell factor_cell(const std::optional<double>& ln) {
  return ln ? Cell(plain(std::exp(-*ln)) + "x", std::exp(-*ln)) : unknown_cell();
}

Cell money_cell(const cost::CostInterval& interval) {
  return Cell(
      plain(interval.typical) + " (" + plain(interval.p10) + " .. " + plain(interval.p90) + ")",
      interval.typical);
}

// The currency as part of a key: "usage_cny", "cny_per_hour".
std::string in_key(std::string currency) {
  for (char& c : currency) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return currency;
}

}  // namespace

Table placement_table(const TaskRows& task) {
  const char* unit = task.bound_unit.c_str();
  Table table{"placement_" + task.unit.name,
              "Rate on the task: " + task.unit.phrase,
              {{"device", "device"},
               {"tier", "tier"},
               {"rate_per_s", "achieved", Align::kRight},
               {"rate_p10_p90", "P10 .. P90"},
               {"peak_per_s", "peak", Align::kRight},
               {"share_of_peak_ratio", "of peak", Align::kRight},
               {"gap_ratio", "vs reference", Align::kRight},
               {"silicon_ratio", "silicon", Align::kRight},
               {"efficiency_ratio", "efficiency", Align::kRight},
               {"evidence", "evidence"},
               {"origin", "origin", Align::kLeft, true}},
              {},
              {}};
  for (const auto& row : task.rows) {
    const auto& entry = row.placement.entry;
    if (!entry.rate) {
      table.rows.push_back({entry.id, tier_text(entry), unknown_cell(), "", "", "", unknown_cell(),
                            "", "", "", "missing: " + joined(entry.rate.missing())});
      continue;
    }
    const model::RatePrediction& rate = *entry.rate;
    const bool has_gap = static_cast<bool>(row.placement.gap);
    table.rows.push_back(
        {entry.id, tier_text(entry), Cell(si(rate.per_s, unit), rate.per_s),
         range(rate.p10_per_s, rate.p90_per_s, unit),
         rate.peak_per_s ? Cell(si(*rate.peak_per_s, unit), *rate.peak_per_s) : unknown_cell(),
         rate.efficiency ? Cell(percent(*rate.efficiency), *rate.efficiency) : unknown_cell(),
         gap_cell(row.placement),
         has_gap ? factor_cell(row.placement.gap->ln_peak) : unknown_cell(),
         has_gap ? factor_cell(row.placement.gap->ln_efficiency) : unknown_cell(),
         std::string(model::letter_of(rate.evidence)), rate.origin});
  }
  table.notes = {
      "vs reference = silicon x efficiency. Evidence: A measured here, B third party, D vendor, F "
      "data sheet with generic efficiency."};
  return table;
}

Table cost_table(const TaskRows& task) {
  Table table{"cost_" + task.unit.name,
              "Cost of the task: " + task.unit.phrase,
              {{"device", "device"},
               {"usage_" + in_key(task.currency), "usage " + task.currency + " (P10 .. P90)",
                Align::kRight},
               {"allocation_" + in_key(task.currency),
                "allocation " + task.currency + " (P10 .. P90)", Align::kRight},
               {in_key(task.currency) + "_per_hour", task.currency + "/device-h", Align::kRight},
               {"kwh", "kWh", Align::kRight},
               {"kgco2", "kgCO2", Align::kRight},
               {"break_even_" + in_key(task.currency), "break-even price"},
               {"origin", "origin", Align::kLeft, true}},
              {},
              {}};
  for (const auto& row : task.rows) {
    const auto& id = row.placement.entry.id;
    Cell break_even =
        row.break_even ? Cell(row.break_even->text, row.break_even->price) : unknown_cell();
    if (row.break_even && row.break_even->kind == cost::BreakEvenKind::kNone)
      break_even = Cell(row.break_even->text);
    if (row.placement.is_reference) break_even = Cell("reference");
    if (!row.cost) {
      table.rows.push_back({id, unknown_cell(), unknown_cell(), unknown_cell(), unknown_cell(),
                            unknown_cell(), break_even, "missing: " + joined(row.cost.missing())});
      continue;
    }
    const cost::TaskCost& c = *row.cost;
    table.rows.push_back(
        {id, money_cell(c.usage),
         c.allocation ? money_cell(*c.allocation) : unknown_cell(joined(c.allocation.missing())),
         Cell(plain(c.hour.per_hour), c.hour.per_hour), Cell(plain(c.kwh_per_task), c.kwh_per_task),
         c.kgco2_per_task ? Cell(plain(*c.kgco2_per_task), *c.kgco2_per_task)
                          : unknown_cell(joined(c.kgco2_per_task.missing())),
         break_even, c.notes.empty() ? c.origin : c.origin + "; " + joined(c.notes)});
  }
  table.notes = {
      "usage: as if busy all the time; allocation: divided by availability, goodput and "
      "utilisation. P10 .. P90 from the ranges of price, rate and economics.",
      "break-even price: what a device may cost so that its task costs what the reference's does."};
  return table;
}

Table ownership_table(const TaskRows& task) {
  Table table{"ownership",
              "Cost of a device-hour",
              {{"device", "device"},
               {"line", "line"},
               {in_key(task.currency) + "_per_hour", task.currency + "/h", Align::kRight},
               {"formula", "how"}},
              {},
              {}};
  for (const auto& row : task.rows) {
    if (!row.cost) continue;
    for (const auto& line : row.cost->hour.lines) {
      table.rows.push_back({row.placement.entry.id, line.title,
                            Cell(plain(line.per_hour, 4), line.per_hour), line.formula});
    }
    table.rows.push_back({row.placement.entry.id, "sum",
                          Cell(plain(row.cost->hour.per_hour, 4), row.cost->hour.per_hour), ""});
  }
  return table;
}

}  // namespace fleetmark::report

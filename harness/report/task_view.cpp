// SPDX-License-Identifier: Apache-2.0
// See task_view.h.
#include "harness/report/task_view.h"

#include <cmath>

#include "harness/record/joined.h"
#include "harness/report/interval_columns.h"
#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

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

}  // namespace

Table placement_table(const TaskRows& task) {
  const char* unit = task.bound_unit.c_str();
  Table table{"placement_" + task.unit.name,
              "Rate on the task: " + task.unit.phrase,
              {{"device", "device"},
               {"tier", "tier"},
               {"rate_per_s", "achieved", Align::kRight, false, true}},
              {},
              {}};
  append(table.columns, p10_p90_columns("rate_per_s"));
  append(table.columns,
         {Column{"peak_per_s", "peak", Align::kRight},
          Column{"share_of_peak_ratio", "of peak", Align::kRight},
          Column{"gap_ratio", "vs reference", Align::kRight},
          Column{"silicon_ratio", "silicon", Align::kRight},
          Column{"efficiency_ratio", "efficiency", Align::kRight}, Column{"evidence", "evidence"},
          Column{"origin", "origin", Align::kLeft, true}});
  for (const auto& row : task.rows) {
    const auto& entry = row.placement.entry;
    if (!entry.rate) {
      table.rows.push_back({entry.id, tier_text(entry), unknown_cell(), "", "", "", "", "",
                            unknown_cell(), "", "", "",
                            "missing: " + joined(entry.rate.missing(), "; ")});
      continue;
    }
    const model::RatePrediction& rate = *entry.rate;
    const bool has_gap = static_cast<bool>(row.placement.gap);
    std::vector<Cell> cells{entry.id, tier_text(entry), Cell(si(rate.per_s, unit), rate.per_s)};
    append(cells, p10_p90_cells(range(rate.p10_per_s, rate.p90_per_s, unit), rate.p10_per_s,
                                rate.p90_per_s));
    append(cells,
           {rate.peak_per_s ? Cell(si(*rate.peak_per_s, unit), *rate.peak_per_s) : unknown_cell(),
            rate.efficiency ? Cell(percent(*rate.efficiency), *rate.efficiency) : unknown_cell(),
            gap_cell(row.placement),
            has_gap ? factor_cell(row.placement.gap->ln_peak) : unknown_cell(),
            has_gap ? factor_cell(row.placement.gap->ln_efficiency) : unknown_cell(),
            Cell(std::string(model::letter_of(rate.evidence))), Cell(rate.origin)});
    table.rows.push_back(std::move(cells));
  }
  table.notes = {
      "vs reference = silicon x efficiency. Evidence: A measured here, B third party, D vendor, F "
      "data sheet with generic efficiency."};
  return table;
}

Table operating_point_of_devices(const TaskRows& task) {
  Table table{"operating_point",
              "How it is run, and what the figures rest on",
              {{"device", "device"},
               {"precision", "precision"},
               {"devices", "devices", Align::kRight},
               {"requests", "requests", Align::kRight},
               {"mode", "mode"},
               {"stack", "stack"},
               {"slo", "latency class"},
               {"searched", "searched", Align::kRight},
               {"evidence", "evidence"},
               {"price_date", "price of"}},
              {},
              {}};
  bool is_one_precision = true, is_served = false, is_spread = false, is_of_copies = false;
  std::string first;
  for (const auto& row : task.rows) {
    if (!row.placement.entry.rate) continue;
    const OperatingPointText& point = row.point;
    if (first.empty()) first = point.precision;
    is_one_precision = is_one_precision && point.precision == first;
    const bool serves = point.requests != OperatingPointText{}.requests;
    is_served = is_served || serves;
    is_of_copies = is_of_copies || (!serves && point.mode != OperatingPointText{}.mode);
    is_spread = is_spread || point.mode.ends_with(kDpAttention);
    const std::string date = row.cost ? row.cost->price_date : "";
    table.rows.push_back({row.placement.entry.id, point.precision, point.devices, point.requests,
                          point.mode, point.stack, point.limits, point.searched,
                          std::string(model::letter_of(row.placement.entry.rate->evidence)),
                          date.empty() ? "-" : date});
  }
  table.notes = {
      "devices: that share one model; requests: at once, over them; searched: operating points."};
  if (is_served) {
    table.notes.push_back(
        "offline: all requests wait at once, as fast as it goes; closed loop: so many, each "
        "followed by the next, as --concurrency asks.");
  }
  if (is_of_copies) {
    table.notes.push_back(
        "copies: of the model, which share the sequences of --global-batch and exchange gradients "
        "and weights once a step.");
  }
  if (is_spread) {
    table.notes.push_back(
        "dp attention: each device has attention of its own, and the experts are spread over all "
        "of them.");
  }
  if (!is_one_precision) {
    table.notes.push_back(
        "The devices compute in different formats: their tasks are equal only where the quality of "
        "the answers is.");
  }
  return table;
}

}  // namespace fleetmark::report

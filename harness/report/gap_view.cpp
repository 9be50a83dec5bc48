// SPDX-License-Identifier: Apache-2.0
// See gap_view.h.
#include "harness/report/gap_view.h"

#include <cmath>

#include "harness/report/interval_columns.h"
#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

// A cause without effect is 0, whatever rounding leaves of it.
double without_dust(double ln) { return std::fabs(ln) < 1e-9 ? 0 : ln; }

std::string signed_plain(double value) { return (value < 0 ? "" : "+") + plain(value); }

std::vector<Cell> interval_of(double factor, double sigma) {
  if (sigma <= 0) return {Cell(""), Cell(""), Cell("")};
  const double width = model::p90_factor(sigma);
  return p10_p90_cells(plain(factor / width) + " .. " + plain(factor * width), factor / width,
                       factor * width);
}

std::vector<Cell> row_of(const std::string& cause, double exact_ln, double total_ln, double sigma,
                         const std::string& tier, const std::string& note) {
  const double ln = without_dust(exact_ln);
  const double factor = std::exp(ln);
  const Cell share = std::fabs(total_ln) < 1e-9
                         ? Cell("")
                         : Cell(percent(ln == 0 ? 0 : ln / total_ln), ln == 0 ? 0 : ln / total_ln);
  std::vector<Cell> row{Cell(cause), Cell(plain(factor), factor)};
  append(row, interval_of(factor, sigma));
  append(row, {Cell(signed_plain(ln), ln), share, Cell(tier), Cell(note)});
  return row;
}

Table waterfall_table(const model::Waterfall& w, const GapTitle& title) {
  Table table{"waterfall",
              title.device + " against " + title.reference + " at " + title.workload,
              {{"cause", "cause"}, {"factor", "factor", Align::kRight}},
              {},
              {}};
  append(table.columns, p10_p90_columns("factor"));
  append(table.columns,
         {Column{"ln", "ln", Align::kRight}, Column{"share_of_gap", "of the gap", Align::kRight},
          Column{"tier", "tier"}, Column{"note", "from"}});
  for (const auto& row : w.rows) {
    const bool is_data_sheet = row.sigma <= 0;
    table.rows.push_back(row_of(std::string(name_of(row.cause)), row.ln, w.ln, row.sigma,
                                is_data_sheet ? "" : std::string(letter_of(row.evidence)),
                                row.note));
  }
  const std::string software =
      w.is_sustained_known ? "software" : "software (and silicon not told apart from it)";
  table.rows.push_back(row_of("silicon", w.ln_silicon, w.ln, 0, "", "sum of its rows"));
  table.rows.push_back(row_of(software, w.ln_software, w.ln, 0, "", "sum of its rows"));
  table.rows.push_back(row_of("not attributed", w.ln_records, w.ln, 0, "", "records"));
  table.rows.push_back(
      row_of("all", w.ln, w.ln, w.sigma(), "", "product of the rows above the sums"));
  return table;
}

std::vector<Cell> rate_row(const std::string& name, const GapRun& run, const std::string& unit,
                           const model::Prediction& prediction) {
  std::vector<Cell> row{Cell(name), Cell(run.precision), Cell(run.devices), Cell(run.mode),
                        Cell(si(prediction.value, unit), prediction.value)};
  append(row, p10_p90_cells(si(prediction.p10, unit) + " .. " + si(prediction.p90, unit),
                            prediction.p10, prediction.p90));
  append(row, {Cell(std::string(letter_of(prediction.evidence))),
               Cell(std::string(name_of(prediction.rung))), Cell(prediction.bound)});
  return row;
}

}  // namespace

Document gap_document(const model::Waterfall& waterfall, const GapTitle& title) {
  Table rates{"rates",
              "Predicted rates of one device",
              {{"device", "device"},
               {"precision", "precision"},
               {"devices", "devices", Align::kRight},
               {"mode", "mode"},
               {"rate", "rate", Align::kRight}},
              {},
              {}};
  append(rates.columns, p10_p90_columns("rate"));
  append(rates.columns, {Column{"tier", "tier"}, Column{"nearest_records", "nearest records"},
                         Column{"bound", "bound"}});
  rates.rows = {rate_row(title.device, title.of_device, title.unit, waterfall.device),
                rate_row(title.reference, title.of_reference, title.unit, waterfall.reference)};
  Document document;
  document.tables = {waterfall_table(waterfall, title), rates};
  document.notes = {
      "A factor is the rate of the device over that of the reference: below 1 holds it back. "
      "Factors "
      "multiply and logarithms add exactly; the order of causes is fixed.",
      "Origin: silicon from data sheets, the rest estimates of the model and of records. "
      "Availability and utilisation belong to cost and are not here."};
  if (title.of_device.precision != title.of_reference.precision) {
    document.notes.push_back(
        "The devices run different precisions: each its workload's first that it computes without "
        "widening. --precision sets one for both.");
  }
  return document;
}

}  // namespace fleetmark::report

// SPDX-License-Identifier: Apache-2.0
// See economics_view.h.
#include "harness/report/economics_view.h"

#include "harness/cost/training_goodput.h"
#include "harness/report/input_table.h"
#include "harness/report/sources_table.h"

namespace fleetmark::report {

Document economics_view(const cost::Economics& economics) {
  Table inputs = input_table("inputs", "Inputs of " + economics.id);
  for (const auto& field : cost::kEconomicsFields) {
    const auto& input = economics.*field.member;
    const bool follows = field.member == &cost::Economics::goodput && cost::fails_by_job(economics);
    if ((field.is_optional || follows) && !input) continue;
    add_input(inputs, std::string(field.key), cost::unit_of(field, economics.currency),
              std::string(name_of(field.use)), input);
  }
  inputs.notes = {
      "use: hour is paid by the hour, own hall in place of colocation, once is spread over a "
      "fleet's life; operations divide the cost of a task. low and high are P10 and P90 unless a "
      "range says min and max."};
  Table rates = input_table("fx", "Units of a currency for one USD");
  for (const auto& rate : economics.fx) {
    add_input(rates, "fx." + rate.currency, rate.currency + "/USD", "prices", rate.units_per_usd);
  }
  Table limits = input_table("pue_limits", "Limits on PUE");
  for (const auto& limit : economics.pue_limits) {
    add_input(limits, limit.applies_to, "1", "check", limit.limit);
  }
  Document document;
  document.lead = {economics_line(economics)};
  document.tables = {inputs, rates};
  if (!limits.rows.empty()) document.tables.push_back(limits);
  document.tables.push_back(sources_table(economics.sources));
  if (!economics.notes.empty()) document.notes.push_back(economics.notes);
  return document;
}

std::string economics_line(const cost::Economics& economics) {
  return "Economics: " + economics.id + " (" + economics.name + ", " + economics.date + ", " +
         economics.currency + ")";
}

}  // namespace fleetmark::report

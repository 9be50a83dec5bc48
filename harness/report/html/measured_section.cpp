// SPDX-License-Identifier: Apache-2.0
// See measured_section.h.
#include "harness/report/html/measured_section.h"

#include "harness/report/data_effect_view.h"
#include "harness/report/html/run_origin.h"
#include "harness/report/html/table.h"
#include "harness/report/replica_view.h"
#include "harness/report/rivals_view.h"
#include "harness/report/run_view.h"
#include "harness/report/soak_view.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kMeasuredTitle{"Measured: every case", "实测：全部用例"};

}  // namespace

Section measured_section(const record::RunRecord& run, std::size_t index) {
  const std::string suffix = "-" + std::to_string(index);
  Section section{"measured" + suffix, kMeasuredTitle, {}, {}, {}};
  const auto add = [&](Table table, const TableLook& look) {
    if (table.rows.empty()) return;
    table.id += suffix;
    section.body += html_table(table, look);
  };
  TableLook of_run;
  of_run.origin = origin_of(run);
  if (!run.soak.empty()) add(soak_table(run), of_run);
  for (const auto& replica : run.replicas) {
    for (Table& table : replica_tables(run, replica)) {
      table.id += "-" + replica.phase;
      add(std::move(table), of_run);
    }
  }
  TableLook look = of_run;
  look.is_filterable = true;
  for (const auto& m : run.measurements) look.row_origins.push_back(origin_of(run, m));
  add(measurements_table(run), look);
  add(rivals_table(run), of_run);
  add(data_effect_table(run), of_run);
  return section;
}

}  // namespace fleetmark::report::html

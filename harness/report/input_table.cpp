// SPDX-License-Identifier: Apache-2.0
// See input_table.h.
#include "harness/report/input_table.h"

#include "harness/report/numbers.h"

namespace fleetmark::report {

Table input_table(const std::string& id, const std::string& title) {
  return {id,
          title,
          {{"key", "key"},
           {"value", "value", Align::kRight},
           {"low", "low", Align::kRight},
           {"high", "high", Align::kRight},
           {"unit", "unit"},
           {"use", "use"},
           {"kind", "kind"},
           {"source", "source"},
           {"date", "date"},
           {"note", "note"}},
          {},
          {}};
}

void add_input(Table& table, const std::string& key, const std::string& unit,
               const std::string& use, const cost::MaybeInput& input) {
  if (!input) {
    table.rows.push_back({key, unknown_cell(), "", "", unit, use, "", "", "", ""});
    return;
  }
  const auto number = [](const std::optional<double>& value) {
    return value ? Cell(exact(*value), *value) : Cell("-");
  };
  const model::Figure& f = input->figure;
  table.rows.push_back({key, number(f.value), number(input->low), number(input->high), unit, use,
                        std::string(name_of(f.kind)), f.source, f.date, f.note});
}

}  // namespace fleetmark::report

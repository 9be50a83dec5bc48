// SPDX-License-Identifier: Apache-2.0
// See sources_table.h.
#include "harness/report/sources_table.h"

#include <algorithm>

namespace fleetmark::report {

Table sources_table(const std::vector<model::Source>& sources) {
  const bool has_notes = std::ranges::any_of(
      sources, [](const model::Source& source) { return !source.note.empty(); });
  Table table{"sources",
              "Sources",
              {{"source", "source"},
               {"date", "date"},
               {"title", "title"},
               {"url", "address", Align::kLeft, true}},
              {},
              {}};
  if (has_notes) table.columns.push_back({"note", "note"});
  for (const auto& source : sources) {
    table.rows.push_back(
        {source.id, source.date.empty() ? unknown_cell() : Cell(source.date), source.title,
         source.url.empty() ? unknown_cell("no public address") : Cell(source.url)});
    if (has_notes) table.rows.back().emplace_back(source.note);
  }
  return table;
}

Table sources_table(const std::map<std::string, model::Source>& sources) {
  std::vector<model::Source> list;
  for (const auto& [id, source] : sources) {
    list.push_back(source);
    list.back().id = id;
  }
  return sources_table(list);
}

}  // namespace fleetmark::report

// SPDX-License-Identifier: Apache-2.0
// See table.h.
#include "harness/report/html/table.h"

#include <fmt/core.h>

#include "harness/report/html/words_views.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kFilter{"Filter rows", "筛选行"};
constexpr Words kOrigin{"origin", "来源"};

bool is_origin(const Column& column) { return column.key == "origin"; }

// What the row itself says of its origin, where the view gave none.
Origin origin_in(const Table& table, const std::vector<Cell>& row) {
  Origin origin;
  for (std::size_t i = 0; i < table.columns.size() && i < row.size(); ++i) {
    if (is_origin(table.columns[i]) && !row[i].text.empty()) {
      origin.kind = kOrigin;
      origin.source = row[i].text;
    }
    if (table.columns[i].key == "evidence") origin.tier = row[i].text;
  }
  return origin;
}

Origin origin_of_row(const Table& table, const TableLook& look, std::size_t row) {
  if (row < look.row_origins.size() && look.row_origins[row].is_known()) {
    return look.row_origins[row];
  }
  return look.origin.is_known() ? look.origin : origin_in(table, table.rows[row]);
}

Markup content_of(const Cell& cell, const Origin& origin) {
  if (cell.is_unknown) return unknown(cell.text == "UNKNOWN" ? "" : cell.text);
  if (cell.number) return number(cell.text, origin);
  return said(known_phrase(cell.text));
}

Markup cell_of(const Column& column, const Cell& cell, const Origin& origin, bool is_first) {
  std::string style = column.align == Align::kRight ? "num" : "";
  constexpr std::size_t kMostInOneLine = 60;
  if (column.is_footnote || cell.text.size() > kMostInOneLine) style = "long";
  Attributes attributes{{"class", style}};
  if (cell.number) attributes.push_back({"data-v", fmt::format("{:.9g}", *cell.number)});
  if (!is_first) return element("td", attributes, content_of(cell, origin));
  attributes.push_back({"scope", "row"});
  return element("th", attributes, content_of(cell, origin));
}

Markup head_of(const Table& table) {
  Markup cells;
  for (const auto& column : table.columns) {
    cells +=
        element("th", {{"scope", "col"}, {"class", column.align == Align::kRight ? "num" : ""}},
                said(known_phrase(column.title)));
  }
  return element("thead", {}, element("tr", {}, cells));
}

Markup body_of(const Table& table, const TableLook& look) {
  Markup rows;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Origin origin = origin_of_row(table, look, i);
    Markup cells;
    for (std::size_t c = 0; c < table.columns.size() && c < table.rows[i].size(); ++c) {
      cells += cell_of(table.columns[c], table.rows[i][c], origin, c == 0);
    }
    rows += element("tr", {}, cells);
  }
  return element("tbody", {}, rows);
}

}  // namespace

Markup html_table(const Table& whole_table, const TableLook& look) {
  const Table table = table_for(Readers::kPeople, whole_table);
  Markup whole;
  if (look.has_caption && !table.title.empty()) {
    whole += element("caption", {}, said(known_phrase(table.title)));
  }
  whole += head_of(table) + body_of(table, look);
  Markup notes;
  for (const auto& note : table.notes) {
    notes += element("p", {{"class", "note"}}, said(known_phrase(note)));
  }
  Attributes attributes{{"class", "data"}, {"id", "table-" + table.id}};
  if (look.is_filterable) {
    for (auto& one : said_as("data-filter", kFilter)) attributes.push_back(std::move(one));
  }
  return element("div", {{"class", "scroll"}}, element("table", attributes, whole)) + notes;
}

Markup folded(const Phrase& summary, const Markup& content) {
  return element("details", {}, element("summary", {}, said(summary)) + content);
}

}  // namespace fleetmark::report::html

// SPDX-License-Identifier: Apache-2.0
// The tables of the terminal views as HTML: the same cells, sortable, each number with its origin.
#pragma once

#include <vector>

#include "harness/report/document.h"
#include "harness/report/html/origin.h"

namespace fleetmark::report::html {

struct TableLook {
  // Of the numbers of each row; shorter than the rows: of the first of them.
  std::vector<Origin> row_origins;
  Origin origin;               // of the numbers of the other rows
  bool has_caption = true;     // the table's title above it
  bool is_filterable = false;  // a field that keeps the rows that hold a word (script)
};

// Texts that the string table knows (words_views.h) stand in both languages.
Markup html_table(const Table& table, const TableLook& look = {});

// Something long that is folded until asked for.
Markup folded(const Phrase& summary, const Markup& content);

}  // namespace fleetmark::report::html

// SPDX-License-Identifier: Apache-2.0
// What a command answers, before anybody decided how it looks: headings, tables of cells, notes.
// One value, four renderings (table, JSON, CSV, Markdown), so no command formats by hand.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fleetmark::report {

enum class Align { kLeft, kRight };

// People read "4.41 TB/s" and "4.35 .. 4.47 TB/s" where a machine wants numbers and their unit,
// each in a column of its own.
enum class Readers { kAll, kPeople, kMachines };

struct Column {
  std::string key;    // snake_case with its unit: what JSON and CSV call it
  std::string title;  // what a person reads
  Align align = Align::kLeft;
  // Long text: on a screen a number in brackets, with the text below the table.
  bool is_footnote = false;
  // On a screen a bar beside each number, as long as its share of the largest in the column.
  bool has_bar = false;
  Readers readers = Readers::kAll;
};

// `text` is for people; `number` is the value in the unit of the column's key, for machines.
struct Cell {
  std::string text;
  std::optional<double> number;
  bool is_unknown = false;  // printed as UNKNOWN, JSON null

  Cell() = default;
  Cell(std::string words) : text(std::move(words)) {}  // NOLINT: a cell is text
  Cell(const char* words) : text(words) {}             // NOLINT
  Cell(std::string words, double value) : text(std::move(words)), number(value) {}
};
Cell unknown_cell(std::string why = {});

struct Table {
  std::string id;     // snake_case, the key in JSON
  std::string title;  // heading, may be empty
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  // each as long as `columns`
  std::vector<std::string> notes;       // below the table
};

struct Document {
  std::vector<std::string> lead;  // first lines
  std::vector<Table> tables;
  std::vector<std::string> notes;  // last lines
};

// The table without the columns that are for the other kind of reader.
Table table_for(Readers readers, const Table& table);

enum class Format { kTable, kJson, kCsv, kMarkdown };
std::optional<Format> format_from_name(std::string_view name);

// Control characters (C1 ones too) as \xNN, so that no text from outside drives a terminal.
std::string printable(std::string_view text);

// Control characters in any text are shown as \xNN: a name from a file cannot drive the terminal.
// CSV holds the tables alone, a blank line between two; text that a spreadsheet would take for a
// formula is quoted with a leading apostrophe.
std::string render(const Document& document, Format format);

}  // namespace fleetmark::report

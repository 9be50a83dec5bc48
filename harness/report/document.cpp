// SPDX-License-Identifier: Apache-2.0
// See document.h. One function per format; text is made harmless for each on the way out.
#include "harness/report/document.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "harness/report/plain_text.h"

namespace fleetmark::report {
namespace {

constexpr std::string_view kUnknown = "UNKNOWN";

// A cell this wide is an attack or an accident; files get it whole.
constexpr std::size_t kWidestCell = 400;

std::string shown(const Cell& cell) {
  if (!cell.is_unknown) return printable(cell.text);
  return cell.text.empty() ? std::string(kUnknown)
                           : std::string(kUnknown) + " (" + printable(cell.text) + ")";
}

std::string on_screen(const Cell& cell) { return shortened(shown(cell), kWidestCell); }

std::string padded(const std::string& text, std::size_t to, Align align) {
  const std::string space(to - std::min(to, width(text)), ' ');
  return align == Align::kRight ? space + text : text + space;
}

std::string without_trailing_space(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

// Footnote columns as numbers in brackets; each text once, in the order of its first number.
Table with_footnotes(Table table) {
  std::vector<std::string> texts;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (!table.columns[c].is_footnote) continue;
    for (auto& row : table.rows) {
      if (row[c].text.empty() || row[c].is_unknown) continue;
      auto known = std::ranges::find(texts, row[c].text);
      if (known == texts.end()) known = texts.insert(texts.end(), row[c].text);
      row[c].text = "[" + std::to_string(known - texts.begin() + 1) + "]";
    }
  }
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    lines.push_back("[" + std::to_string(i + 1) + "] " + texts[i]);
  }
  table.notes.insert(table.notes.begin(), lines.begin(), lines.end());
  return table;
}

// In signs that every terminal and font has. A number above 0 never looks like none.
std::string bar_of(double share) {
  constexpr double kLongest = 10;
  if (!(share > 0)) return "";
  return std::string(static_cast<std::size_t>(std::max(1.0, std::round(share * kLongest))), '#');
}

std::vector<std::string> bars_of(const Table& table, std::size_t column) {
  double largest = 0;
  for (const auto& row : table.rows) largest = std::max(largest, row[column].number.value_or(0));
  std::vector<std::string> bars;
  for (const auto& row : table.rows) {
    const bool is_known = row[column].number && !row[column].is_unknown && largest > 0;
    bars.push_back(is_known ? bar_of(*row[column].number / largest) : "");
  }
  return bars;
}

// A column of bars after each that wants them; one row has nothing to be compared with.
Table with_bars(Table table) {
  for (std::size_t c = 0; table.rows.size() > 1 && c < table.columns.size(); ++c) {
    if (!table.columns[c].has_bar) continue;
    const auto bars = bars_of(table, c);
    ++c;
    const auto at = static_cast<std::ptrdiff_t>(c);
    table.columns.insert(table.columns.begin() + at, {"", "", Align::kLeft});
    for (std::size_t i = 0; i < bars.size(); ++i) {
      table.rows[i].insert(table.rows[i].begin() + at, Cell(bars[i]));
    }
  }
  return table;
}

std::string table_text(const Table& given) {
  const Table table = with_bars(with_footnotes(given));
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    std::size_t widest = width(table.columns[c].title);
    for (const auto& row : table.rows) widest = std::max(widest, width(on_screen(row[c])));
    widths.push_back(widest);
  }
  std::string out;
  if (!table.title.empty()) out += printable(table.title) + "\n";
  std::string line = "  ";
  for (std::size_t c = 0; c < widths.size(); ++c) {
    line += padded(table.columns[c].title, widths[c], table.columns[c].align) + "  ";
  }
  out += without_trailing_space(line) + "\n";
  for (const auto& row : table.rows) {
    line = "  ";
    for (std::size_t c = 0; c < widths.size(); ++c) {
      line += padded(on_screen(row[c]), widths[c], table.columns[c].align) + "  ";
    }
    out += without_trailing_space(line) + "\n";
  }
  for (const auto& note : table.notes) out += "  " + printable(note) + "\n";
  return out;
}

std::string document_text(const Document& document) {
  std::string out;
  for (const auto& line : document.lead) out += printable(line) + "\n";
  for (const auto& table : document.tables) out += (out.empty() ? "" : "\n") + table_text(table);
  if (!document.notes.empty() && !out.empty()) out += "\n";
  for (const auto& line : document.notes) out += printable(line) + "\n";
  return out;
}

// Every sign that starts emphasis, code, a link, a tag or an entity; a backslash before it is
// CommonMark's own way to mean the sign.
std::string markdown_escaped(std::string_view text) {
  constexpr std::string_view kActive = "|<>\\`*_[]&~";
  std::string out;
  for (const char c : printable(text)) {
    if (kActive.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// A paragraph must not begin like a heading, a list or an underline of the one before.
std::string markdown_paragraph(std::string_view text) {
  const std::string escaped = markdown_escaped(text);
  const bool is_block =
      !escaped.empty() && std::string_view("#+-=").find(escaped[0]) != std::string_view::npos;
  return (is_block ? "\\" : "") + escaped + "\n\n";
}

std::string document_markdown(const Document& document) {
  std::string out;
  for (const auto& line : document.lead) out += markdown_paragraph(line);
  for (const auto& table : document.tables) {
    if (!table.title.empty()) out += "## " + markdown_escaped(table.title) + "\n\n";
    out += "|";
    for (const auto& column : table.columns) out += " " + markdown_escaped(column.title) + " |";
    out += "\n|";
    for (const auto& column : table.columns) {
      out += column.align == Align::kRight ? " ---: |" : " --- |";
    }
    out += "\n";
    for (const auto& row : table.rows) {
      out += "|";
      for (const auto& cell : row) out += " " + markdown_escaped(shown(cell)) + " |";
      out += "\n";
    }
    out += "\n";
    for (const auto& note : table.notes) out += markdown_paragraph(note);
  }
  for (const auto& line : document.notes) out += markdown_paragraph(line);
  return out;
}

// The wide forms too: spreadsheets of East Asian locales take them for the plain ones.
bool begins_a_formula(std::string_view text) {
  constexpr std::string_view kSigns[] = {"=",      "+",      "-",      "@",
                                         "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
  return std::ranges::any_of(kSigns, [text](auto sign) { return text.starts_with(sign); });
}

std::string csv_field(std::string text) {
  if (begins_a_formula(text)) text.insert(0, "'");
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string csv_cell(const Cell& cell) {
  if (cell.is_unknown) return std::string(kUnknown);
  return cell.number ? nlohmann::json(*cell.number).dump() : csv_field(printable(cell.text));
}

std::string document_csv(const Document& document) {
  std::string out;
  for (const auto& table : document.tables) {
    if (!out.empty()) out += "\n";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      out += (c == 0 ? "" : ",") + csv_field(table.columns[c].key);
    }
    out += "\n";
    for (const auto& row : table.rows) {
      for (std::size_t c = 0; c < row.size(); ++c) out += (c == 0 ? "" : ",") + csv_cell(row[c]);
      out += "\n";
    }
  }
  return out;
}

std::string document_json(const Document& document) {
  nlohmann::ordered_json root;
  root["lead"] = document.lead;
  for (const auto& table : document.tables) {
    auto rows = nlohmann::ordered_json::array();
    for (const auto& row : table.rows) {
      nlohmann::ordered_json object;
      for (std::size_t c = 0; c < row.size(); ++c) {
        auto& slot = object[table.columns[c].key];
        if (row[c].is_unknown) {
          slot = nullptr;
          if (!row[c].text.empty()) object[table.columns[c].key + "_unknown_reason"] = row[c].text;
        } else if (row[c].number) {
          slot = *row[c].number;
        } else {
          slot = row[c].text;
        }
      }
      rows.push_back(std::move(object));
    }
    root["tables"][table.id] = {{"title", table.title}, {"rows", rows}, {"notes", table.notes}};
  }
  root["notes"] = document.notes;
  return json_for_terminals(
             root.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)) +
         "\n";
}

}  // namespace

Cell unknown_cell(std::string why) {
  Cell cell(std::move(why));
  cell.is_unknown = true;
  return cell;
}

std::optional<Format> format_from_name(std::string_view name) {
  if (name == "table") return Format::kTable;
  if (name == "json") return Format::kJson;
  if (name == "csv") return Format::kCsv;
  if (name == "markdown") return Format::kMarkdown;
  return std::nullopt;
}

Table table_for(Readers readers, const Table& table) {
  const auto is_for_others = [&](const Column& column) {
    return column.readers != Readers::kAll && column.readers != readers;
  };
  if (std::ranges::none_of(table.columns, is_for_others)) return table;
  Table kept{table.id, table.title, {}, {}, table.notes};
  kept.rows.resize(table.rows.size());
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (is_for_others(table.columns[c])) continue;
    kept.columns.push_back(table.columns[c]);
    for (std::size_t i = 0; i < table.rows.size(); ++i) kept.rows[i].push_back(table.rows[i][c]);
  }
  return kept;
}

std::string render(const Document& whole, Format format) {
  const bool is_for_people = format == Format::kTable || format == Format::kMarkdown;
  Document document = whole;
  for (auto& table : document.tables) {
    table = table_for(is_for_people ? Readers::kPeople : Readers::kMachines, table);
  }
  switch (format) {
    case Format::kTable:
      return document_text(document);
    case Format::kJson:
      return document_json(document);
    case Format::kCsv:
      return document_csv(document);
    case Format::kMarkdown:
      return document_markdown(document);
  }
  return {};
}

}  // namespace fleetmark::report

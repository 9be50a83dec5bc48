// SPDX-License-Identifier: Apache-2.0
// See csv_table.h.
#include "harness/io/csv_table.h"

#include <optional>

#include "harness/io/files.h"

namespace fleetmark::io {
namespace {

Error bad(const std::string& name, std::size_t line, const std::string& what) {
  return Error{ErrorCode::kBadData, name + ": line " + std::to_string(line) + ": " + what};
}

// Reads one record after another; line ends inside quotes belong to a value.
class Scanner {
 public:
  Scanner(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  [[nodiscard]] bool is_done() const { return at_ >= text_.size(); }
  [[nodiscard]] std::size_t line() const { return line_; }

  // Of about so many values.
  Result<std::vector<std::string>> record(std::size_t expected = 1) {
    std::vector<std::string> values;
    values.reserve(expected);
    values.emplace_back();
    bool quoted = false;
    const std::size_t first_line = line_;
    while (!is_done()) {
      values.back().append(plain());
      if (is_done()) break;
      const char c = text_[at_++];
      if (c == '\n') ++line_;
      if (quoted && c == '"' && at_ < text_.size() && text_[at_] == '"') {
        values.back() += c;
        ++at_;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (quoted) {
        values.back() += c;
      } else if (c == ',') {
        values.emplace_back();
      } else if (c == '\n') {
        return values;
      }
    }
    if (quoted) return bad(name_, first_line, "a quote is not closed; close it with \"");
    return values;
  }

 private:
  // What comes next and means itself, whether in quotes or not.
  std::string_view plain() {
    const std::size_t first = at_;
    const auto means_itself = [](char c) { return c != '"' && c != ',' && c != '\r' && c != '\n'; };
    while (!is_done() && means_itself(text_[at_])) ++at_;
    return text_.substr(first, at_ - first);
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0, line_ = 1;
};

}  // namespace

Result<CsvTable> CsvTable::parse(std::string_view text, const std::string& name) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Scanner scanner(text, name);
  CsvTable table;
  table.name_ = name;
  if (scanner.is_done()) return bad(name, 1, "is empty; a table begins with its column names");
  FLEETMARK_TRY(table.header_, scanner.record());
  for (std::size_t i = 0; i < table.header_.size(); ++i) {
    if (!table.columns_.emplace(table.header_[i], i).second) {
      return bad(name, 1, "column '" + table.header_[i] + "' stands twice; name each once");
    }
  }
  while (!scanner.is_done()) {
    const std::size_t line = scanner.line();
    FLEETMARK_TRY(auto values, scanner.record(table.header_.size()));
    if (values.size() == 1 && values.front().empty()) continue;  // an empty line
    if (values.size() != table.header_.size()) {
      return bad(name, line,
                 "found " + std::to_string(values.size()) + " values; the header names " +
                     std::to_string(table.header_.size()) + " columns");
    }
    table.rows_.push_back(std::move(values));
    table.lines_.push_back(line);
  }
  return table;
}

Result<CsvTable> CsvTable::read(const std::filesystem::path& path) {
  FLEETMARK_TRY(const std::string text, read_file(path));
  return parse(text, path.string());
}

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
  const auto found = columns_.find(name);
  return found == columns_.end() ? std::nullopt : std::optional<std::size_t>(found->second);
}

const std::string& CsvTable::at(std::size_t row, std::optional<std::size_t> column) const {
  static const std::string nothing;
  return column ? rows_[row][*column] : nothing;
}

const std::string& CsvTable::at(std::size_t row, std::string_view name) const {
  return at(row, column(name));
}

}  // namespace fleetmark::io

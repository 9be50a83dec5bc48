// SPDX-License-Identifier: Apache-2.0
// A table of comma-separated values (RFC 4180): a header, quotes where a value holds commas.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/api/result.h"

namespace fleetmark::io {

class CsvTable {
 public:
  // Errors: kBadData, one line: an empty text, a column twice, a row of another length than the
  // header, a quote that is not closed. `name` stands for the file in messages.
  static Result<CsvTable> parse(std::string_view text, const std::string& name);
  static Result<CsvTable> read(const std::filesystem::path& path);

  [[nodiscard]] std::size_t rows() const { return rows_.size(); }
  [[nodiscard]] bool has(std::string_view column) const { return columns_.contains(column); }
  [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
  // Empty where there is no such column.
  [[nodiscard]] const std::string& at(std::size_t row, std::string_view column) const;
  // Place of a column, for many rows; nothing where there is none.
  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
  [[nodiscard]] const std::string& at(std::size_t row, std::optional<std::size_t> column) const;
  // Line of the file that a row begins on, from 1.
  [[nodiscard]] std::size_t line_of(std::size_t row) const { return lines_[row]; }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::vector<std::string> header_;
  std::map<std::string, std::size_t, std::less<>> columns_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::size_t> lines_;
};

}  // namespace fleetmark::io

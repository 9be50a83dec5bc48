// SPDX-License-Identifier: Apache-2.0
// A fit of made-up records of tests/data, written by the program itself, and answers in CSV as
// tables.
#pragma once

#include <gtest/gtest.h>

#include "harness/io/csv_table.h"
#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::test {

inline const std::string kShippedFolder = source_file("profiles");
inline const std::string kPoints = source_file("tests/data/published/points.csv");
inline const std::string kKernels = source_file("tests/data/published/kernels.json");

// Learning how alike records are would take longer than all else.
inline Outcome fit_small(const TempDir& folder, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{
      "fit", kPoints, kKernels, "--keep-likeness", "--output", folder.file("small.json")};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_fake(arguments);
}

// The first table of an answer in CSV.
inline io::CsvTable first_table(const std::string& text) {
  const auto end = text.find("\n\n");
  auto table = io::CsvTable::parse(text.substr(0, end), "answer");
  EXPECT_TRUE(table) << table.error().message;
  return table ? std::move(*table) : io::CsvTable();
}

inline double number_at(const io::CsvTable& table, std::size_t row, const char* column) {
  const std::string& text = table.at(row, column);
  EXPECT_FALSE(text.empty()) << column << " of row " << row;
  return text.empty() ? 0 : std::stod(text);
}

inline void expect_one_error(const Outcome& outcome, const std::string& part) {
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(lines_of(outcome.err).size(), 1U) << outcome.err;
  EXPECT_TRUE(outcome.err.starts_with("fleetmark: ")) << outcome.err;
  EXPECT_NE(outcome.err.find(part), std::string::npos) << outcome.err;
}

}  // namespace fleetmark::test

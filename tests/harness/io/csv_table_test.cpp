// SPDX-License-Identifier: Apache-2.0
#include "harness/io/csv_table.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"

namespace fleetmark::io {
namespace {

CsvTable table(const std::string& text) {
  auto parsed = CsvTable::parse(text, "t.csv");
  EXPECT_TRUE(parsed) << parsed.error().message;
  return parsed ? std::move(*parsed) : CsvTable();
}

std::string table_refusal(const std::string& text) {
  const auto parsed = CsvTable::parse(text, "t.csv");
  if (parsed) return "a table";
  EXPECT_EQ(parsed.error().code, ErrorCode::kBadData);
  return parsed.error().message;
}

using Values = std::vector<std::string>;

Values values_of(const CsvTable& one, std::string_view column) {
  Values values;
  for (std::size_t row = 0; row < one.rows(); ++row) values.push_back(one.at(row, column));
  return values;
}

TEST(CsvTable, rows_stand_under_their_columns) {
  const CsvTable one = table("a,b\n1,2\n3,\n");
  EXPECT_EQ(one.name(), "t.csv");
  EXPECT_EQ(one.header(), (Values{"a", "b"}));
  EXPECT_EQ(values_of(one, "a"), (Values{"1", "3"}));
  EXPECT_EQ(values_of(one, "b"), (Values{"2", ""}));
  EXPECT_TRUE(one.has("b"));
  EXPECT_FALSE(one.has("c"));
  EXPECT_EQ(one.column("b"), std::size_t{1});
  EXPECT_EQ(one.column("c"), std::nullopt);
  EXPECT_EQ(one.at(0, "c"), "");
  EXPECT_EQ(one.at(0, std::optional<std::size_t>()), "");
  EXPECT_EQ(one.at(1, std::optional<std::size_t>(0)), "3");
}

TEST(CsvTable, the_last_line_needs_no_end_and_empty_lines_are_none) {
  EXPECT_EQ(values_of(table("a,b\n1,2"), "b"), Values{"2"});
  const CsvTable one = table("a,b\n\n1,2\n\n\n3,4\n\n");
  EXPECT_EQ(values_of(one, "a"), (Values{"1", "3"}));
  EXPECT_EQ(one.line_of(0), 3U);
  EXPECT_EQ(one.line_of(1), 6U);
}

// RFC 4180: a quoted value may hold commas, line ends and, doubled, quotes.
TEST(CsvTable, quotes_hold_commas_line_ends_and_quotes) {
  const CsvTable one =
      table("a,\"b,c\"\n\"x, y\",\"say \"\"hi\"\"\"\n\"two\nlines\",\"\"\nlast,1\n");
  EXPECT_EQ(one.header(), (Values{"a", "b,c"}));
  EXPECT_EQ(values_of(one, "a"), (Values{"x, y", "two\nlines", "last"}));
  EXPECT_EQ(values_of(one, "b,c"), (Values{"say \"hi\"", "", "1"}));
  EXPECT_EQ(one.line_of(1), 3U);
  EXPECT_EQ(one.line_of(2), 5U);
}

TEST(CsvTable, line_ends_of_windows_and_its_byte_order_mark_are_no_values) {
  const CsvTable one = table(
      "\xEF\xBB\xBF"
      "a,b\r\n1,2\r\n\r\n3,4\r\n");
  EXPECT_EQ(one.header(), (Values{"a", "b"}));
  EXPECT_EQ(values_of(one, "b"), (Values{"2", "4"}));
  EXPECT_EQ(one.line_of(1), 4U);
}

TEST(CsvTable, what_is_no_table_is_refused_with_its_line) {
  EXPECT_EQ(table_refusal(""), "t.csv: line 1: is empty; a table begins with its column names");
  EXPECT_EQ(table_refusal("\xEF\xBB\xBF"), table_refusal(""));
  EXPECT_EQ(table_refusal("a,b,a\n"), "t.csv: line 1: column 'a' stands twice; name each once");
  EXPECT_EQ(table_refusal("a,b\n1,2\n3\n"),
            "t.csv: line 3: found 1 values; the header names 2 columns");
  EXPECT_EQ(table_refusal("a,b\n1,2,3\n"),
            "t.csv: line 2: found 3 values; the header names 2 columns");
  EXPECT_EQ(table_refusal("a,b\n1,2\n\"3,4\n5,6\n"),
            "t.csv: line 3: a quote is not closed; close it with \"");
}

TEST(CsvTable, a_file_is_called_by_its_path) {
  const test::TempDir folder;
  folder.write("one.csv", "a\n1\n2\n");
  const auto one = CsvTable::read(folder.file("one.csv"));
  ASSERT_TRUE(one);
  EXPECT_EQ(one->rows(), 2U);
  EXPECT_EQ(one->name(), folder.file("one.csv"));
  const auto absent = CsvTable::read(folder.file("absent.csv"));
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::kIo);
  EXPECT_NE(absent.error().message.find("absent.csv"), std::string::npos);
}

}  // namespace
}  // namespace fleetmark::io

// SPDX-License-Identifier: Apache-2.0
#include "harness/report/document.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace fleetmark::report {
namespace {

Document sample(const std::string& name) {
  Document document;
  document.lead = {"first"};
  document.tables = {{"rates",
                      "Rates",
                      {{"device", "device"}, {"rate_bytes_per_s", "rate", Align::kRight}},
                      {{name, Cell("4.80 TB/s", 4.8e12)}, {"b", unknown_cell("no price")}},
                      {"note"}}};
  document.notes = {"last"};
  return document;
}

TEST(Document, table_aligns_columns_and_names_the_unknown) {
  EXPECT_EQ(render(sample("a"), Format::kTable),
            "first\n\nRates\n"
            "  device                rate\n"
            "  a                4.80 TB/s\n"
            "  b       UNKNOWN (no price)\n"
            "  note\n\nlast\n");
}

TEST(Document, json_says_why_a_value_is_unknown) {
  const auto root = nlohmann::json::parse(render(sample("a"), Format::kJson));
  const auto& rows = root["tables"]["rates"]["rows"];
  EXPECT_TRUE(rows[1]["rate_bytes_per_s"].is_null());
  EXPECT_EQ(rows[1]["rate_bytes_per_s_unknown_reason"], "no price");
  EXPECT_FALSE(rows[0].contains("rate_bytes_per_s_unknown_reason"));
}

TEST(Document, long_text_stands_below_the_table_once_and_whole_in_files) {
  Document document;
  document.tables = {{"rates",
                      "",
                      {{"device", "device"}, {"origin", "origin", Align::kLeft, true}},
                      {{"a", "data sheet"}, {"b", "measured"}, {"c", "data sheet"}, {"d", ""}},
                      {"note"}}};
  EXPECT_EQ(render(document, Format::kTable),
            "  device  origin\n"
            "  a       [1]\n"
            "  b       [2]\n"
            "  c       [1]\n"
            "  d\n"
            "  [1] data sheet\n"
            "  [2] measured\n"
            "  note\n");
  EXPECT_EQ(render(document, Format::kCsv),
            "device,origin\na,data sheet\nb,measured\nc,data sheet\nd,\n");
}

TEST(Document, a_bar_is_as_long_as_its_share_of_the_largest_and_on_a_screen_alone) {
  Table table{"t", "", {{"name", "name"}, {"rate", "rate", Align::kRight, false, true}}, {}, {}};
  table.rows = {{"a", Cell("200", 200)},
                {"b", Cell("100", 100)},
                {"c", Cell("1", 1)},
                {"d", unknown_cell()},
                {"e", Cell("0", 0)}};
  const Document document{{}, {table}, {}};
  EXPECT_EQ(render(document, Format::kTable),
            "  name     rate\n"
            "  a         200  ##########\n"
            "  b         100  #####\n"
            "  c           1  #\n"
            "  d     UNKNOWN\n"
            "  e           0\n");
  for (const Format format : {Format::kJson, Format::kCsv, Format::kMarkdown}) {
    EXPECT_EQ(render(document, format).find('#'), std::string::npos);
  }
}

TEST(Document, people_and_machines_get_their_own_columns) {
  Column machines{"low", "low"};
  machines.readers = Readers::kMachines;
  Column people{"interval", "interval"};
  people.readers = Readers::kPeople;
  const Table table{"t", "", {{"case", "case"}, people, machines}, {{"a", "1 .. 2", {"1", 1}}}, {}};
  const Document document{{}, {table}, {}};
  EXPECT_EQ(render(document, Format::kCsv), "case,low\na,1.0\n");
  EXPECT_EQ(render(document, Format::kTable), "  case  interval\n  a     1 .. 2\n");
  EXPECT_EQ(render(document, Format::kMarkdown).find("low"), std::string::npos);
  const auto root = nlohmann::json::parse(render(document, Format::kJson));
  EXPECT_EQ(root["tables"]["t"]["rows"][0], (nlohmann::json{{"case", "a"}, {"low", 1.0}}));
}

TEST(Document, json_holds_numbers_not_text_and_null_for_the_unknown) {
  const auto root = nlohmann::json::parse(render(sample("a"), Format::kJson));
  const auto& rows = root["tables"]["rates"]["rows"];
  EXPECT_EQ(rows[0]["rate_bytes_per_s"], 4.8e12);
  EXPECT_TRUE(rows[1]["rate_bytes_per_s"].is_null());
}

TEST(Document, csv_quotes_and_disarms_formulas) {
  EXPECT_EQ(render(sample("=1+1"), Format::kCsv),
            "device,rate_bytes_per_s\n'=1+1,4800000000000.0\nb,UNKNOWN\n");
  EXPECT_NE(render(sample("x,\"y\""), Format::kCsv).find("\"x,\"\"y\"\"\""), std::string::npos);
}

TEST(Document, markdown_escapes_pipes_and_tags) {
  const std::string text = render(sample("a|<script>"), Format::kMarkdown);
  EXPECT_NE(text.find("| a\\|\\<script\\> |"), std::string::npos) << text;
  EXPECT_NE(text.find("| --- | ---: |"), std::string::npos);
}

TEST(Document, control_characters_never_reach_a_terminal) {
  const std::string hostile = std::string("a\x1b[31m") + "\xc2\x9b" + "2J\n\x7f";
  for (const Format format : {Format::kTable, Format::kMarkdown, Format::kCsv}) {
    const std::string text = render(sample(hostile), format);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find("\xc2\x9b"), std::string::npos);
    EXPECT_EQ(text.find('\x7f'), std::string::npos);
  }
  EXPECT_NE(render(sample(hostile), Format::kTable).find("\\x1b[31m\\x9b2J\\x0a\\x7f"),
            std::string::npos);
}

TEST(Document, printable_is_one_line_and_harmless) {
  EXPECT_EQ(printable("plain \xc3\xa9"), "plain \xc3\xa9");
  EXPECT_EQ(printable("a\nb\r\x1b[0m"), "a\\x0ab\\x0d\\x1b[0m");
  EXPECT_EQ(printable(std::string("\0", 1)), "\\x00");
  EXPECT_EQ(printable("cut \xc2"), "cut \\xc2");
}

TEST(Document, invalid_utf8_does_not_break_json) {
  EXPECT_NO_THROW(render(sample("\xff\xfe"), Format::kJson));
}

}  // namespace
}  // namespace fleetmark::report

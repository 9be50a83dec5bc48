// SPDX-License-Identifier: Apache-2.0
// Hostile names through every format: no byte that drives, reorders or breaks a terminal is left.
#include "harness/report/plain_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/report/document.h"

namespace fleetmark::report {
namespace {

const std::string kHostile[] = {
    "\x1b[2J\x1b[31mred",                                   // clear the screen, colour
    "\x1b]0;title\x07",                                     // window title
    "\x1b]52;c;cm0gLXJmIH4=\x07",                           // OSC 52: into the clipboard
    "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",  // OSC 8: a link
    "\x1bP1$r\x1b\\",                                       // device control string
    "\xc2\x9b"
    "2J",  // C1 CSI as UTF-8
    "\x9b"
    "2J",  // C1 CSI as a raw byte
    "good\rbad",
    "a\b\b\bxyz\a\v\f\x7f",
    "two\nlines",
    "\xe2\x80\xae"
    "gnp.exe",  // right-to-left override
    "\xe2\x81\xa6"
    "isolate\xe2\x81\xa9\xd8\x9c",
    "zero\xe2\x80\x8bwidth\xef\xbb\xbf",
    "line\xe2\x80\xa8sep",
    "tag\xf3\xa0\x81\x81",  // U+E0041
    "\xff\xfe\x80",
    "over\xc0\xaflong",
    "surrogate\xed\xa0\x80",
    "cut\xe4\xb8",
    std::string("nul\0byte", 8),
};

Document named(const std::string& text) {
  Document document;
  document.lead = {text};
  document.tables = {{"t",
                      text,
                      {{"name", "name"}, {"why", "why", Align::kLeft, true}},
                      {{text, text}, {unknown_cell(text), "b"}},
                      {text}}};
  document.notes = {text};
  return document;
}

// By the definition of the standard, not by the code under test: bytes and known sequences.
void expect_tame(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    EXPECT_TRUE(c == '\n' || (c >= 0x20 && c != 0x7F)) << "byte " << int{c} << " in " << i;
  }
  for (const char* sequence :
       {"\xc2\x9b", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa9", "\xd8\x9c", "\xe2\x80\x8b",
        "\xef\xbb\xbf", "\xe2\x80\xa8", "\xf3\xa0\x81\x81"}) {
    EXPECT_EQ(text.find(sequence), std::string::npos) << sequence;
  }
  // Valid UTF-8 alone can be dumped.
  EXPECT_NO_THROW((void)nlohmann::json(text).dump());
}

TEST(PlainText, no_format_hands_a_terminal_what_drives_it) {
  for (const auto& hostile : kHostile) {
    SCOPED_TRACE(nlohmann::json(printable(hostile)).dump());
    for (const Format format : {Format::kTable, Format::kMarkdown, Format::kCsv, Format::kJson}) {
      expect_tame(render(named(hostile), format));
    }
    EXPECT_EQ(printable(hostile).find('\n'), std::string::npos);
  }
}

TEST(PlainText, an_inserted_line_cannot_pretend_to_be_a_row) {
  const auto plain = render(named("x"), Format::kTable);
  const auto hostile = render(named("x\n  b  true"), Format::kTable);
  EXPECT_EQ(std::ranges::count(hostile, '\n'), std::ranges::count(plain, '\n'));
}

TEST(PlainText, json_keeps_the_value) {
  const std::string text =
      "a\xe2\x80\xae"
      "b\xc2\x9b\x7f\xf3\xa0\x81\x81\x1b \xe4\xb8\xad";
  const auto root = nlohmann::json::parse(render(named(text), Format::kJson));
  EXPECT_EQ(root["notes"][0], text);
  EXPECT_EQ(root["tables"]["t"]["rows"][0]["name"], text);
}

TEST(PlainText, what_is_harmless_stays) {
  for (const char* text : {"plain", "\xc3\xa9", "\xe4\xb8\xad\xe6\x96\x87", "\xc2\xb5s \xc2\xb1",
                           "\xe2\x96\x88", "\xf0\x9f\x9a\x80"}) {
    EXPECT_EQ(printable(text), text);
  }
  EXPECT_EQ(printable("\xe2\x80\xae"), "\\u{202e}");
  EXPECT_EQ(printable("\x9b"), "\\x9b");
}

TEST(PlainText, wide_characters_take_two_columns_and_marks_none) {
  EXPECT_EQ(width("abc"), 3U);
  EXPECT_EQ(width("\xe6\x98\x87\xe8\x85\xbe"), 4U);  // Ascend in Chinese
  EXPECT_EQ(width("\xef\xbc\xa1"), 2U);              // full-width A
  EXPECT_EQ(width("e\xcc\x81"), 1U);                 // e and a combining acute
  EXPECT_EQ(width("\xea\xb0\x80"), 2U);              // Hangul
  Document document;
  document.tables = {
      {"t", "", {{"n", "n"}, {"v", "v"}}, {{"\xe6\x98\x87\xe8\x85\xbe", "1"}, {"abcd", "2"}}, {}}};
  EXPECT_EQ(render(document, Format::kTable),
            "  n     v\n  \xe6\x98\x87\xe8\x85\xbe  1\n  abcd  2\n");
}

TEST(PlainText, a_very_long_name_does_not_flood_the_screen_and_is_whole_in_files) {
  const std::string name(100000, 'x');
  Document document;
  document.tables = {{"t", "", {{"n", "n"}, {"v", "v"}}, {{name, "1"}, {"b", "2"}}, {}}};
  EXPECT_LT(render(document, Format::kTable).size(), 2000U);
  EXPECT_NE(render(document, Format::kCsv).find(name), std::string::npos);
  EXPECT_EQ(shortened("abcdefgh", 6), "abc...");
  EXPECT_EQ(shortened("\xe6\x98\x87\xe6\x98\x87\xe6\x98\x87", 5), "\xe6\x98\x87...");
  EXPECT_EQ(shortened("abcdef", 6), "abcdef");
}

TEST(PlainText, csv_text_is_never_a_formula) {
  for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)",
                           "\xef\xbc\x9d"
                           "1"}) {
    Document document;
    document.tables = {{"t", "", {{"n", "n"}}, {{text}}, {}}};
    EXPECT_EQ(render(document, Format::kCsv), "n\n'" + std::string(text) + "\n");
  }
}

TEST(PlainText, markdown_shows_the_signs_instead_of_obeying_them) {
  Document document;
  document.lead = {"# x", "a | b `c` <img src=x> [y](z) &lt; ~~s~~ **t**"};
  EXPECT_EQ(render(document, Format::kMarkdown),
            "\\# x\n\n"
            "a \\| b \\`c\\` \\<img src=x\\> \\[y\\](z) \\&lt; \\~\\~s\\~\\~ \\*\\*t\\*\\*\n\n");
}

}  // namespace
}  // namespace fleetmark::report

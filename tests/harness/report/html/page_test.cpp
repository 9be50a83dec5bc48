// SPDX-License-Identifier: Apache-2.0
// The page holds all it needs, and nothing that a name from outside could start.
#include "harness/report/html/page.h"

#include <gtest/gtest.h>

#include "harness/report/html/table.h"
#include "tests/support/text.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kTitle{"Report", "报告"};

Page page_of(const std::string& name) {
  Table table{"cases", name, {{"case", name}, {"rate_per_s", "rate", Align::kRight}}, {}, {name}};
  table.rows = {{Cell(name), Cell("4.41 TB/s", 4.41e12)}, {Cell("b"), unknown_cell(name)}};
  Page page;
  page.title = Phrase::same(name);
  page.sections = {{.id = "cases", .title = kTitle, .body = html_table(table)}};
  page.made_by = Phrase::same(name);
  return page;
}

using test::times;

TEST(Page, loads_nothing) {
  std::string made = html_page(page_of("plain"));
  // A name, which nothing is loaded from: elements of SVG are made with it.
  const std::string name_of_svg = "http://www.w3.org/2000/svg";
  for (std::size_t at = made.find(name_of_svg); at != std::string::npos;
       at = made.find(name_of_svg)) {
    made.erase(at, name_of_svg.size());
  }
  for (const char* part : {" src=", "url(", "@import", "<link", "fetch(", "XMLHttpRequest",
                           "innerHTML", "eval(", "document.write", "http://", "https://"}) {
    EXPECT_EQ(times(made, part), 0u) << part;
  }
  EXPECT_EQ(times(made, "default-src &#39;none&#39;"), 1u);
}

TEST(Page, has_one_script_one_style_and_its_sections) {
  const std::string hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>";
  const std::string made = html_page(page_of(hostile));
  EXPECT_EQ(times(made, "<script>"), 1u);
  EXPECT_EQ(times(made, "<style>"), 1u);
  EXPECT_EQ(times(made, "<img"), 0u);
  EXPECT_EQ(times(made, "<section id=\"cases\""), 1u);
  EXPECT_EQ(times(made, "<a href=\"#cases\">"), 1u);
}

TEST(Page, speaks_the_language_asked_for) {
  Page page = page_of("x");
  page.title = kTitle;
  page.language = Language::kChinese;
  const std::string made = html_page(page);
  EXPECT_EQ(times(made, "<html lang=\"zh\" data-language=\"zh\">"), 1u);
  EXPECT_EQ(times(made, "<title>报告</title>"), 1u);
}

TEST(Page, assets_cannot_end_the_elements_that_hold_them) {
  EXPECT_EQ(std::string(kPageScript).find("</script"), std::string::npos);
  EXPECT_EQ(std::string(kPageStyle).find("</style"), std::string::npos);
}

TEST(HtmlTable, numbers_sort_by_their_value_and_unknown_says_so) {
  const std::string made = html_page(page_of("x"));
  EXPECT_EQ(times(made, "data-v=\"4.41e+12\""), 1u);
  EXPECT_EQ(times(made, "<span class=\"unknown\""), 1u);
}

TEST(HtmlTable, a_number_carries_the_origin_of_its_row) {
  Table table{"t", "", {{"a", "a"}, {"b", "b"}}, {}, {}};
  table.rows = {{Cell("x"), Cell("1", 1.0)}, {Cell("y"), Cell("2", 2.0)}};
  TableLook look;
  look.row_origins = {{.kind = kTitle, .source = "first"}};
  look.origin = {.kind = kTitle, .source = "others"};
  const std::string made = html_table(table, look).text;
  EXPECT_LT(made.find("data-source=\"first\""), made.find("data-source=\"others\""));
  EXPECT_EQ(times(made, "class=\"n\""), 2u);
}

}  // namespace
}  // namespace fleetmark::report::html

// SPDX-License-Identifier: Apache-2.0
// Text from outside stays text, wherever it is put.
#include "harness/report/html/markup.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "harness/report/document.h"

namespace fleetmark::report::html {
namespace {

const char* const kHostile[] = {
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)",
    "`onload=alert(1)`",
    "<!-- <svg/onload=alert(1)>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "javascript:alert(1)",
    "]]><foreignObject>",
};

// Every '<' of ours is counted by hand; no other may be there.
std::size_t count(const std::string& text, char letter) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), letter));
}

TEST(Markup, hostile_text_opens_no_tag_and_closes_no_attribute) {
  for (const char* hostile : kHostile) {
    const Markup made = element("td", {{"title", hostile}}, text(hostile));
    EXPECT_EQ(count(made.text, '<'), 2u) << made.text;
    EXPECT_EQ(count(made.text, '>'), 2u) << made.text;
    EXPECT_EQ(count(made.text, '"'), 2u) << made.text;
    EXPECT_EQ(count(made.text, '\''), 0u) << made.text;
    EXPECT_EQ(count(made.text, '`'), 0u) << made.text;
  }
}

TEST(Markup, entities_of_the_text_are_not_taken_for_ours) {
  EXPECT_EQ(text("&lt;b&gt;").text, "&amp;lt;b&amp;gt;");
}

TEST(Markup, control_and_bidi_characters_are_shown) {
  EXPECT_EQ(printable("a\x1b[31mb\n"), "a\\x1b[31mb\\x0a");
  EXPECT_EQ(printable("x\u202Ey"), "x\\u{202e}y");
  EXPECT_EQ(printable("\u200B"), "\\u{200b}");
  EXPECT_EQ(printable("\u0085"), "\\x85");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(printable("每任务成本 ± é 🙂"), "每任务成本 ± é 🙂");
}

TEST(Markup, bytes_that_are_no_utf8_are_shown) {
  EXPECT_EQ(printable("\xC0\xAF"), "\\xc0\\xaf");           // overlong '/'
  EXPECT_EQ(printable("\xED\xA0\x80"), "\\xed\\xa0\\x80");  // half of a pair
  EXPECT_EQ(printable("a\xE4\xBD"), "a\\xe4\\xbd");         // cut short
}

TEST(Markup, json_keeps_its_value_and_cannot_end_the_script) {
  for (const char* hostile : kHostile) {
    const nlohmann::json value = {{"note", hostile}, {"line", "a\u2028b\u2029c"}};
    const std::string safe = json_in_script(value.dump());
    EXPECT_EQ(safe.find('<'), std::string::npos) << safe;
    EXPECT_EQ(safe.find("\u2028"), std::string::npos);
    EXPECT_EQ(safe.find("\u2029"), std::string::npos);
    EXPECT_EQ(nlohmann::json::parse(safe), value);
  }
}

TEST(Markup, empty_attributes_are_left_out_and_flags_stand_alone) {
  EXPECT_EQ(element("p", {{"id", ""}, flag("hidden")}).text, "<p hidden></p>");
}

TEST(Markup, coordinates_are_short_and_finite) {
  EXPECT_EQ(coordinate(12.0), "12");
  EXPECT_EQ(coordinate(0.125), "0.12");
  EXPECT_EQ(coordinate(-0.001), "0");
  EXPECT_EQ(coordinate(1e6), "1000000");
  EXPECT_EQ(coordinate(std::numeric_limits<double>::quiet_NaN()), "0");
}

}  // namespace
}  // namespace fleetmark::report::html

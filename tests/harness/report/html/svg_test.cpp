// SPDX-License-Identifier: Apache-2.0
// A chart says what it shows, and a mark says what it stands for and where that comes from.
#include "harness/report/html/svg.h"

#include <gtest/gtest.h>

#include "harness/report/html/axis.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kChartTitle{"Roofline", "屋顶线"};
constexpr Words kHow{"Higher is better", "越高越好"};
constexpr Words kMeasured{"measured here", "在此测得"};

TEST(Svg, a_frame_has_the_role_of_an_image_with_title_and_description) {
  const std::string made = svg_frame({"roofline", kChartTitle, kHow}, {}).text;
  EXPECT_NE(made.find("role=\"img\""), std::string::npos);
  EXPECT_NE(made.find("aria-labelledby=\"roofline-title roofline-desc\""), std::string::npos);
  EXPECT_NE(made.find("<title id=\"roofline-title\" data-zh-text=\"屋顶线\">Roofline</title>"),
            std::string::npos);
  EXPECT_NE(made.find("<desc id=\"roofline-desc\""), std::string::npos);
}

TEST(Svg, a_mark_carries_its_value_and_its_origin) {
  const Origin origin{kMeasured, "A", "run <1>", "2026-11-24", "95 %"};
  const std::string made = mark({"h200", "4.41 TB/s", origin}, circle({1, 2}, 3, "s1")).text;
  for (const char* part :
       {"<title>h200: 4.41 TB/s</title>", "data-kind=\"measured here\"",
        "data-zh-data-kind=\"在此测得\"", "data-tier=\"A\"", "data-source=\"run &lt;1&gt;\"",
        "data-date=\"2026-11-24\"", "<circle cx=\"1\" cy=\"2\" r=\"3\" class=\"s1\"/>"}) {
    EXPECT_NE(made.find(part), std::string::npos) << part << " in " << made;
  }
}

TEST(Svg, ticks_say_their_unit_without_noughts) {
  EXPECT_EQ(tick_text(2e11, "B/s"), "200 GB/s");
  EXPECT_EQ(tick_text(1.5e12, "B/s"), "1.5 TB/s");
  EXPECT_EQ(tick_text(0.05, "%"), "5 %");
  EXPECT_EQ(tick_text(0, "B/s"), "0");
  EXPECT_EQ(tick_text(1000, ""), "1,000");
}

TEST(Svg, axes_draw_a_line_and_a_value_for_each_tick) {
  const std::string made =
      x_axis(linear_scale(0, 10, 50, 150), {50, 150, 10, 90}, {kChartTitle, "s"}).text;
  EXPECT_NE(made.find("x1=\"50\" y1=\"10\" x2=\"50\" y2=\"90\" class=\"grid\""), std::string::npos);
  EXPECT_NE(made.find(">10 s<"), std::string::npos);
}

}  // namespace
}  // namespace fleetmark::report::html

// SPDX-License-Identifier: Apache-2.0
#include "harness/io/figure_reader.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace fleetmark::io {
namespace {

using nlohmann::json;

json sources() {
  return {
      {"sheet", {{"title", "Sheet"}, {"url", "https://example.org/sheet"}, {"date", "2026-03"}}},
      {"undated", {{"title", "Page"}, {"url", "http://example.org/"}, {"date", nullptr}}},
      {"memo", {{"title", "Memo"}, {"url", nullptr}, {"date", "2025"}}}};
}

FigureReader reader() {
  FigureReader made("f.json", "2026-11-25");
  EXPECT_TRUE(made.read_sources(sources()));
  return made;
}

json figure(double value, const char* unit, const char* kind = "datasheet",
            const char* source = "sheet") {
  return {{"value", value}, {"unit", unit}, {"kind", kind}, {"source", source}};
}

void expect_refused(const json& node, std::optional<Dimension> expected, const std::string& words) {
  const auto read = reader().figure(node, "memory.bandwidth", expected);
  ASSERT_FALSE(read) << words;
  const std::string& message = read.error().message;
  EXPECT_EQ(message.rfind("f.json: memory.bandwidth", 0), 0U) << message;
  EXPECT_NE(message.find(words), std::string::npos) << message;
}

TEST(FigureReader, null_is_unknown_and_not_zero) {
  const auto read = reader().figure(nullptr, "memory.bandwidth", Dimension::kBytesPerSecond);
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->has_value());
}

TEST(FigureReader, values_become_si_and_keep_what_was_written) {
  const auto read = reader().figure(figure(4.8, "TB/s"), "memory.bandwidth", {});
  ASSERT_TRUE(read && *read);
  EXPECT_DOUBLE_EQ((*read)->value, 4.8e12);
  EXPECT_EQ((*read)->unit, "B/s");
  EXPECT_EQ((*read)->as_written, "4.8 TB/s");
}

TEST(FigureReader, a_figure_without_a_date_inherits_that_of_its_source_and_says_so) {
  const auto inherited = reader().figure(figure(1, "TB/s"), "k", {});
  ASSERT_TRUE(inherited && *inherited);
  EXPECT_EQ((*inherited)->date, "2026-03");
  EXPECT_TRUE((*inherited)->date_is_inherited);
  json own = figure(1, "TB/s");
  own["date"] = "2026-05-01";
  const auto dated = reader().figure(own, "k", {});
  ASSERT_TRUE(dated && *dated);
  EXPECT_EQ((*dated)->date, "2026-05-01");
  EXPECT_FALSE((*dated)->date_is_inherited);
}

TEST(FigureReader, a_figure_that_no_date_reaches_is_refused) {
  expect_refused(figure(1, "TB/s", "press", "undated"), {},
                 "has no date and neither has its source");
  json own = figure(1, "TB/s", "press", "undated");
  own["date"] = "2026";
  EXPECT_TRUE(reader().figure(own, "k", {}));
}

TEST(FigureReader, units_must_be_known_and_of_the_right_dimension) {
  expect_refused(figure(4800, "GBps"), Dimension::kBytesPerSecond,
                 "unit: found 'GBps'; allowed: B/s");
  expect_refused(figure(4800, "GB"), Dimension::kBytesPerSecond, "unit: found 'GB'; allowed: B/s");
}

TEST(FigureReader, zero_and_negative_values_are_not_figures) {
  expect_refused(figure(0, "TB/s"), {}, "value: found 0.0; allowed: a number above 0");
  expect_refused(figure(-4.8, "TB/s"), {}, "value: found -4.8; allowed: a number above 0");
}

TEST(FigureReader, an_unknown_source_is_refused_with_the_known_ones) {
  expect_refused(
      figure(1, "TB/s", "press", "hearsay"), {},
      "source: found the source 'hearsay'; allowed: an id in sources (memo, sheet, undated)");
  expect_refused(figure(1, "TB/s", "press", "Sheet"), {}, "found the source 'Sheet'");
}

TEST(FigureReader, a_source_without_an_address_carries_only_reasoned_estimates) {
  expect_refused(figure(1, "TB/s", "datasheet", "memo"), {}, "has no address to follow");
  expect_refused(figure(1, "TB/s", "measured", "memo"), {}, "has no address to follow");
  json noted = figure(1, "TB/s", "estimate", "memo");
  noted["note"] = "from memory";
  expect_refused(noted, {}, "kind 'estimate' with a 'reason'");
  json reasoned = figure(1, "TB/s", "estimate", "memo");
  reasoned["reason"] = "no page was found";
  EXPECT_TRUE(reader().figure(reasoned, "k", {}));
}

TEST(FigureReader, an_estimate_says_how_it_came_about) {
  expect_refused(figure(1, "TB/s", "estimate"), {}, "found an estimate that does not say how");
  expect_refused(figure(2, "GB/s", "estimate"), {}, "add a 'reason' or a 'note'");
  for (const char* key : {"note", "reason"}) {
    json node = figure(1, "TB/s", "estimate");
    node[key] = "half of the pair";
    EXPECT_TRUE(reader().figure(node, "k", {})) << key;
  }
}

TEST(FigureReader, dates_ahead_of_today_are_refused_and_today_is_not) {
  json node = figure(1, "TB/s");
  node["date"] = "2026-11-26";
  expect_refused(node, {}, "date: found the date '2026-11-26', which lies ahead");
  node["date"] = "2027-Q1";
  expect_refused(node, {}, "which lies ahead");
  for (const char* date : {"2026-11-25", "2026-Q4", "2026", "2025/2026-11"}) {
    node["date"] = date;
    EXPECT_TRUE(reader().figure(node, "k", {})) << date;
  }
}

TEST(FigureReader, sources_need_a_web_address_and_a_real_date) {
  for (const char* url : {"ftp://example.org/", "example.org", "https:/example.org", ""}) {
    json changed = sources();
    changed["sheet"]["url"] = url;
    FigureReader made("f.json", "2026-11-25");
    const auto read = made.read_sources(changed);
    ASSERT_FALSE(read) << url;
    EXPECT_NE(read.error().message.find("sources.sheet.url: found '"), std::string::npos);
  }
  for (const char* date : {"2026-12", "May 2026"}) {
    json changed = sources();
    changed["sheet"]["date"] = date;
    FigureReader made("f.json", "2026-11-25");
    const auto read = made.read_sources(changed);
    ASSERT_FALSE(read) << date;
    EXPECT_NE(read.error().message.find("sources.sheet.date: found the date"), std::string::npos);
  }
}

TEST(FigureReader, facts_obey_the_same_rules_as_figures) {
  const json fact = {{"value", "HBM3e"}, {"kind", "datasheet"}, {"source", "memo"}};
  EXPECT_FALSE(reader().fact(fact, "memory.type"));
  json followed = fact;
  followed["source"] = "sheet";
  const auto read = reader().fact(followed, "memory.type");
  ASSERT_TRUE(read && *read);
  EXPECT_EQ((*read)->value, "HBM3e");
  EXPECT_TRUE((*read)->date_is_inherited);
}

}  // namespace
}  // namespace fleetmark::io

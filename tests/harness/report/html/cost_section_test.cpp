// SPDX-License-Identifier: Apache-2.0
// The money on the page: who is cheapest and how sure, every device in its chart, no name that
// scripts.
#include "harness/report/html/cost_section.h"

#include <gtest/gtest.h>

#include <map>

#include "harness/report/html/cost_answer.h"
#include "harness/report/html/cost_bars.h"
#include "harness/report/html/frontier_chart.h"
#include "harness/report/html/money.h"
#include "harness/report/numbers.h"
#include "tests/harness/report/html/money_builders.h"
#include "tests/support/text.h"

namespace fleetmark::report::html {
namespace {

using test::holds;

TEST(Money, devices_stand_cheapest_first_and_those_without_a_price_apart) {
  const auto task = test::task_rows();
  const auto priced = priced_devices(task);
  ASSERT_EQ(priced.size(), 2U);
  EXPECT_EQ(priced[0].id(), "a");
  EXPECT_LT(priced[0].cost.typical, priced[1].cost.typical);
  EXPECT_DOUBLE_EQ(priced[0].cost.typical, task.rows[0].cost->allocation->typical);
  EXPECT_NEAR(*priced[0].cheapest + *priced[1].cheapest, 1, 1e-9);
  ASSERT_EQ(unpriced_rows(task).size(), 1U);
  EXPECT_EQ(unpriced_rows(task)[0]->placement.entry.id, "c");
}

TEST(Money, every_cost_carries_its_origin_its_date_and_its_interval) {
  const auto task = test::task_rows();
  const auto priced = priced_devices(task);
  EXPECT_EQ(priced[0].origin.source, task.rows[0].cost->origin);
  EXPECT_EQ(priced[0].origin.date, task.rows[0].cost->price_date);
  EXPECT_TRUE(holds(priced[0].origin.note, "P10 " + plain(priced[0].cost.p10)));
}

TEST(Money, inputs_have_words_in_both_languages) {
  EXPECT_EQ(input_phrase("inputs.utilisation").en, "utilisation");
  EXPECT_EQ(input_phrase("inputs.utilisation").zh, "利用率");
  EXPECT_EQ(input_phrase("fx.CNY").en, "exchange rate of CNY");
  EXPECT_EQ(input_phrase("inputs.no_such_key").en, "no_such_key");
  for (const auto& field : cost::kEconomicsFields) {
    if (field.key == "grid_kgco2_per_kwh") continue;  // moves no cost
    EXPECT_FALSE(holds(input_phrase("inputs." + std::string(field.key)).en, "_")) << field.key;
  }
}

TEST(CostAnswer, says_who_is_cheapest_how_sure_and_what_would_change_it) {
  const auto task = test::task_rows();
  const auto priced = priced_devices(task);
  const std::string answer = cost_answer(task, "Economics: test").text;
  EXPECT_TRUE(holds(answer, ": a<"));
  EXPECT_TRUE(holds(answer, percent(*priced[0].cheapest, 2) + " of 500 draws"));
  // b is half as fast: it needs software twice as fast.
  EXPECT_TRUE(holds(answer, "software 2.00 times as fast"));
  const double rises_to = cost::price_for(priced[0].model(), priced[1].cost.typical);
  EXPECT_TRUE(holds(answer, "once a costs " + money(rises_to, "USD")));
  EXPECT_TRUE(holds(answer, "not known: c."));
  EXPECT_TRUE(holds(answer, "最低"));
}

TEST(CostBars, show_each_device_with_interval_and_date) {
  const auto task = test::task_rows();
  const std::string bars = cost_bars(priced_devices(task), task, "bars").text;
  for (const auto& device : priced_devices(task)) {
    EXPECT_TRUE(holds(bars, plain(device.cost.typical) + " (" + plain(device.cost.p10) + " .. " +
                                plain(device.cost.p90) + ")"));
    EXPECT_TRUE(holds(bars, "price of " + device.origin.date));
  }
}

TEST(Frontier, holds_what_no_other_beats_in_both) {
  auto task = test::task_rows();
  // Faster than "a" and dearer: it joins; "b" is slower and dearer: it does not.
  task.rows.push_back(test::task_row("d", 5e12, test::economics()));
  const cost::TaskCost dear = [&] {
    cost::TaskCost cost = *task.rows.back().cost;
    cost.allocation = cost::CostInterval{9, 8, 10};
    return cost;
  }();
  task.rows.back().cost = dear;
  const auto priced = priced_devices(task);
  ASSERT_EQ(priced.size(), 3U);
  EXPECT_EQ(on_frontier(priced), (std::vector<bool>{true, false, true}));
}

TEST(CostSections, are_there_for_what_is_known) {
  const auto task = test::task_rows();
  std::vector<std::string> ids;
  for (const auto& section : cost_sections(task, "terms", {})) ids.push_back(section.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"cost", "what-if", "doubt", "break-even"}));
  // c: how to supply its price stands with what is missing.
  EXPECT_FALSE(cost_sections(task, "terms", {})[0].missing.empty());
}

TEST(CostSections, those_of_two_tasks_share_no_id) {
  const auto task = test::task_rows();
  std::map<std::string, int> ids;
  for (const char* key : {"", "-2"}) {
    for (const auto& section : cost_sections(task, "terms", {.key = key})) {
      const std::string& body = section.body.text;
      for (std::size_t at = body.find(" id=\""); at != std::string::npos;
           at = body.find(" id=\"", at + 1)) {
        ++ids[body.substr(at + 5, body.find('"', at + 5) - at - 5)];
      }
    }
  }
  EXPECT_GT(ids.size(), 20U);
  for (const auto& [id, count] : ids) EXPECT_EQ(count, 1) << id;
}

TEST(CostSections, of_several_tasks_bear_the_name_of_theirs) {
  const auto sections = cost_sections(test::task_rows(), "terms", {.key = "-2", .name = "chat"});
  ASSERT_EQ(sections.size(), 4U);
  for (const auto& section : sections) {
    EXPECT_TRUE(section.id.ends_with("-2")) << section.id;
    EXPECT_TRUE(section.title.en.ends_with(" (chat)")) << section.title.en;
  }
}

TEST(CostSections, without_any_price_say_so_and_draw_nothing) {
  auto task = test::task_rows();
  task.rows = {test::task_row("c", 1e12, test::economics(), false)};
  task.simulation.reset();
  const auto sections = cost_sections(task, "terms", {});
  ASSERT_EQ(sections.size(), 2U);  // a price may be stated in the panel
  EXPECT_FALSE(holds(sections[0].body.text, "<svg"));
  EXPECT_TRUE(holds(cost_answer(task, "terms").text, "not known: c."));
}

TEST(CostSections, a_hostile_name_stays_text) {
  const std::string evil = "</script><img src=x onerror=alert(1)>\"'";
  const auto task = test::task_rows(evil);
  std::string all = cost_answer(task, evil).text;
  for (const auto& section : cost_sections(task, evil, {.key = "-2", .name = evil}))
    all += section.body.text;
  EXPECT_FALSE(holds(all, "<img"));
  EXPECT_FALSE(holds(all, "</script><img"));
  EXPECT_TRUE(holds(all, "&lt;img"));
}

}  // namespace
}  // namespace fleetmark::report::html

// SPDX-License-Identifier: Apache-2.0
// That each entry has both languages is the compiler's business (Words is consteval); here is what
// becomes of them.
#include "harness/report/html/words.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "harness/record/warning.h"
#include "harness/report/html/words_tables.h"
#include "harness/report/html/words_views.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kOf{"{} of {} cases",
                    "共 {} 例"
                    " / {}"};

TEST(Words, gaps_are_filled_in_order_in_both_languages) {
  const Phrase phrase = fill(kOf, {Phrase::same("3"), Phrase::same("7")});
  EXPECT_EQ(phrase.en, "3 of 7 cases");
  EXPECT_EQ(phrase.zh, "共 3 例 / 7");
}

TEST(Words, a_value_with_a_gap_is_not_filled_again) {
  EXPECT_EQ(fill(kOf, {Phrase::same("{}"), Phrase::same("7")}).en, "{} of 7 cases");
}

TEST(Words, both_languages_stand_in_the_page_escaped) {
  const Phrase phrase = fill(kOf, {Phrase::same("<b>"), Phrase::same("7")});
  EXPECT_EQ(said(phrase).text,
            "<span lang=\"en\">&lt;b&gt; of 7 cases</span><span lang=\"zh\">共 &lt;b&gt; 例 / "
            "7</span>");
  EXPECT_EQ(said(Phrase::same("h20-96")).text, "h20-96");
}

TEST(Words, an_attribute_holds_one_language_and_keeps_the_other) {
  const Attributes attributes = said_as("aria-label", known_phrase("device"));
  ASSERT_EQ(attributes.size(), 2u);
  EXPECT_EQ(attributes[0].name, "aria-label");
  EXPECT_EQ(attributes[1].name, "data-zh-aria-label");
  EXPECT_EQ(attributes[1].value, "设备");
}

// A new warning needs its advice in Chinese, too.
TEST(Words, advice_on_every_warning_is_in_both_languages) {
  for (const auto& row : record::kWarnings) {
    EXPECT_FALSE(known_phrase(row.advice).is_same()) << row.advice;
  }
}

TEST(Words, text_that_is_not_ours_stays_as_it_is) {
  EXPECT_TRUE(known_phrase("memory.triad/plain").is_same());
}

TEST(Words, gaps_of_a_text_of_ours_are_found_and_said_in_turn) {
  EXPECT_EQ(known_phrase("none: still 12 % dearer at 0.85 (the limit)").zh,
            "无：仍贵 12 %，在 0.85（极限）处");
  EXPECT_EQ(known_phrase("Cost of the task: 1 million output tokens").zh,
            "任务成本：100 万输出 token");
  EXPECT_TRUE(known_phrase("none: still 12 % dearer").is_same());
  EXPECT_TRUE(known_phrase("none: still  dearer at  (the limit)").is_same());
}

TEST(Words, parts_of_an_origin_are_said_one_by_one) {
  const Phrase phrase = known_phrase(
      "35000 USD per card, new, 2026-03 (estimate, street); TDP 700 W (datasheet, mle); a talk");
  EXPECT_EQ(
      phrase.en,
      "35000 USD per card, new, 2026-03 (estimate, street); TDP 700 W (datasheet, mle); a talk");
  EXPECT_EQ(phrase.zh,
            "35000 USD 每卡，全新，2026-03（估计，street）；TDP 700 W（数据手册，mle）；a talk");
  // Both end as the first pattern does, which must not reach over both.
  EXPECT_EQ(known_phrase("5 USD per card, new, 2026 (estimate, s); TDP 7 W (datasheet, m)").zh,
            "5 USD 每卡，全新，2026（估计，s）；TDP 7 W（数据手册，m）");
  EXPECT_TRUE(known_phrase("name; with; semicolons").is_same());
}

TEST(Words, every_text_of_the_tables_is_found_as_itself) {
  std::set<std::string_view> all;
  for (const auto table : {measuring_words(), cost_words(), origin_words(), plan_words()}) {
    for (const Words& words : table) {
      EXPECT_TRUE(all.insert(words.en).second) << words.en << ": only the first counts";
      std::vector<Phrase> names;
      for (int i = 0; i < gaps_in(words.en); ++i) {
        names.push_back(Phrase::same("<" + std::to_string(i) + ">"));
      }
      const Phrase whole = fill(words, names);
      const Phrase found = known_phrase(whole.en);
      EXPECT_EQ(found.en, whole.en);
      EXPECT_EQ(found.zh, whole.zh) << "another entry takes it: " << whole.en;
    }
  }
}

}  // namespace
}  // namespace fleetmark::report::html

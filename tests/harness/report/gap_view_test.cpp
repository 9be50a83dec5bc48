// SPDX-License-Identifier: Apache-2.0
#include "harness/report/gap_view.h"

#include <gtest/gtest.h>

#include "harness/report/html/words_views.h"
#include "tests/harness/model/predict/shipped_fit.h"

namespace fleetmark::report {
namespace {

model::Waterfall of_h20(const std::string& workload) {
  const model::Question question = test::question_of(workload);
  const model::Case device = test::case_asked(question, test::shipped_rates("h20-96"));
  const model::Case reference = test::case_asked(question, test::shipped_rates("h200-sxm-141"));
  const auto w = model::waterfall_of(device, {}, reference, {}, test::shipped_fit());
  EXPECT_TRUE(w);
  return w ? *w : model::Waterfall{};
}

TEST(GapView, what_has_no_cause_is_a_row_and_a_sum_of_its_own) {
  const model::Waterfall w = of_h20("llama-3.1-70b");
  const Document document = gap_document(w, {});
  int rows = 0;
  double ln = 0;
  for (const auto& row : document.tables.at(0).rows) {
    if (row[0].text != "records" && row[0].text != "not attributed") continue;
    ++rows;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (document.tables[0].columns[i].key == "ln") ln += row[i].number.value_or(0);
    }
  }
  EXPECT_EQ(rows, 2);
  EXPECT_NEAR(ln, 2 * w.ln_records, 1e-9);
}

// The page says in Chinese what the table says in English; a new note needs its words.
TEST(GapView, causes_and_where_they_are_from_are_in_both_languages) {
  for (const auto* workload : {"llama-3.1-70b", "micro-pb-triad"}) {
    const Document document = gap_document(of_h20(workload), {});
    const auto& table = document.tables.at(0);
    for (const auto& row : table.rows) {
      for (const auto& text : {row.front().text, row.back().text}) {
        EXPECT_TRUE(text.empty() || !html::known_phrase(text).is_same()) << text;
      }
    }
  }
}

}  // namespace
}  // namespace fleetmark::report

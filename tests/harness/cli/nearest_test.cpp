// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/nearest.h"

#include <gtest/gtest.h>

#include <random>

namespace fleetmark::cli {
namespace {

TEST(Nearest, distance_of_words_known_from_textbooks) {
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("saturday", "sunday"), 3U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("abc", ""), 3U);
  EXPECT_EQ(edit_distance("same", "same"), 0U);
  EXPECT_EQ(edit_distance("ca", "ac"), 1U);   // neighbours that change places
  EXPECT_EQ(edit_distance("ca", "abc"), 2U);  // and what comes between them (Lowrance and Wagner)
  EXPECT_EQ(edit_distance("onw", "own"), 1U);
}

// A metric: zero only for equal words, symmetric, triangle inequality.
TEST(Nearest, distance_is_a_metric) {
  std::mt19937 random(1);
  const auto word = [&random] {
    std::string text(random() % 6, 'a');
    for (char& c : text) c = static_cast<char>('a' + random() % 3);
    return text;
  };
  for (int i = 0; i < 2000; ++i) {
    const std::string a = word();
    const std::string b = word();
    const std::string c = word();
    EXPECT_EQ(edit_distance(a, b) == 0, a == b);
    EXPECT_EQ(edit_distance(a, b), edit_distance(b, a));
    EXPECT_LE(edit_distance(a, c), edit_distance(a, b) + edit_distance(b, c));
  }
}

TEST(Nearest, only_what_is_near_is_suggested) {
  const std::vector<std::string> words{"measure", "list", "validate"};
  EXPECT_EQ(nearest("mesure", words), "measure");
  EXPECT_EQ(nearest("lits", words), "list");
  EXPECT_EQ(nearest("xyzzy", words), "");
  EXPECT_EQ(nearest("", words), "");
  EXPECT_EQ(nearest("measure", {}), "");
  EXPECT_EQ(suggestion("mesure", words), "; did you mean 'measure'?");
  EXPECT_EQ(suggestion("xyzzy", words), "");
}

TEST(Nearest, a_long_id_may_be_cut_short) {
  const std::vector<std::string> ids{"cn-beijing-2026", "us-colo-2026", "us-cold-2026"};
  EXPECT_EQ(nearest("us-colo", ids), "us-colo-2026");
  EXPECT_EQ(nearest("us-coloo", ids), "us-colo-2026");
  EXPECT_EQ(nearest("us-", ids), "");  // would fit too much
}

// Two edits make "l20" of "h200"; eight make what was meant.
TEST(Nearest, the_beginning_of_a_word_goes_before_a_shorter_word_that_is_nearer) {
  const std::vector<std::string> ids{"l20", "h200-sxm-141", "h20-96"};
  EXPECT_EQ(edit_distance("h200", "l20"), 2U);
  EXPECT_EQ(nearest("h200", ids), "h200-sxm-141");
  EXPECT_EQ(nearest("h20", ids), "l20");  // too short to tell
  EXPECT_EQ(nearest("llama-2-7", {"llama-2-70b", "llama-2-7b"}), "llama-2-7b");
}

TEST(Nearest, the_case_of_letters_does_not_count) {
  const std::vector<std::string> ids{"h200-nvl-141", "h200-sxm-141", "l20", "us-colo-2026"};
  EXPECT_EQ(nearest("H200-SXM-141", ids), "h200-sxm-141");
  EXPECT_EQ(nearest("H200", ids), "h200-nvl-141");
  EXPECT_EQ(nearest("L20", ids), "l20");
  EXPECT_EQ(nearest("US-COLO-2026", ids), "us-colo-2026");
  EXPECT_EQ(nearest("US-CLOO-2026", ids), "us-colo-2026");
  EXPECT_EQ(nearest("MESURE", {"measure"}), "measure");
}

TEST(Nearest, what_holds_the_word_goes_before_what_few_edits_make_of_it) {
  const std::vector<std::string> ids{"b20-x", "hgx-b200-sxm"};
  EXPECT_EQ(edit_distance("b200", "b20-x"), 2U);
  EXPECT_EQ(nearest("b200", ids), "hgx-b200-sxm");
}

TEST(Nearest, no_word_means_nothing) {
  EXPECT_EQ(nearest("", {"l2", "l20"}), "");
  EXPECT_EQ(suggestion("", {"l2", "l20"}), "");
}

}  // namespace
}  // namespace fleetmark::cli

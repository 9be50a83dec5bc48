// SPDX-License-Identifier: Apache-2.0
// What is held against what: equal modes on equal data, and rivals that tried enough.
#include "harness/report/rivals_view.h"

#include <gtest/gtest.h>

#include "tests/support/builders.h"

namespace fleetmark::report {
namespace {

// A product of `dtype` that takes `median_s`; 2,000 operations.
record::Measurement product(const std::string& variant, DType dtype, double median_s) {
  record::Measurement m = test::some_measurement(1, 3);
  m.problem = {"matmul.gemm", dtype, {{"m", 10}, {"n", 10}, {"k", 10}}};
  m.variant = variant;
  m.implementation = variant;
  m.metric = Metric::kFlopPerSecond;
  m.summary.median_s = median_s;
  return m;
}

Table rivals(std::vector<record::Measurement> measurements) {
  record::RunRecord run = test::some_run(1, 0);
  run.measurements = std::move(measurements);
  return table_for(Readers::kPeople, rivals_table(run));
}

TEST(RivalsView, each_of_ours_meets_the_rival_of_its_own_mode_and_type) {
  const Table table = rivals(
      {product("wgmma", DType::kFp8E4m3, 2e-6), product("wgmma-promoted", DType::kFp8E4m3, 4e-6),
       product("cublaslt-promoted", DType::kFp8E4m3, 3e-6), product("cublaslt", DType::kBf16, 7e-6),
       product("cublaslt", DType::kFp8E4m3, 1e-6), product("naive", DType::kFp8E4m3, 9e-6)});
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0][2].text, "cublaslt");
  EXPECT_DOUBLE_EQ(*table.rows[0][5].number, 0.5);
  EXPECT_EQ(table.rows[1][2].text, "cublaslt-promoted");
  EXPECT_DOUBLE_EQ(*table.rows[1][5].number, 0.75);
}

TEST(RivalsView, unequal_modes_never_meet) {
  EXPECT_TRUE(rivals({product("wgmma", DType::kFp8E4m3, 2e-6),
                      product("cublaslt-promoted", DType::kFp8E4m3, 3e-6)})
                  .rows.empty());
  EXPECT_TRUE(rivals({product("wgmma", DType::kBf16, 2e-6),
                      product("cublaslt-rowmajor", DType::kBf16, 3e-6)})
                  .rows.empty());
}

TEST(RivalsView, other_data_or_sizes_are_another_case) {
  auto zeros = product("cublaslt", DType::kBf16, 1e-6);
  zeros.data = "zeros";
  auto longer = product("cublaslt", DType::kBf16, 1e-6);
  longer.problem.sizes[2].second = 11;
  EXPECT_TRUE(rivals({product("wgmma", DType::kBf16, 2e-6), zeros, longer}).rows.empty());
}

TEST(RivalsView, a_library_that_tried_too_few_gives_no_ratio) {
  auto few = product("cublaslt", DType::kBf16, 1e-6);
  few.implementation += "; algorithm 1 (no rival: fewer than 16 timed)";
  const Table table = rivals({product("wgmma", DType::kBf16, 2e-6), few});
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_TRUE(table.rows[0][5].is_unknown);
  EXPECT_FALSE(table.rows[0][5].number);
}

record::RivalPair turns_of(const record::Measurement& ours, const record::Measurement& rival) {
  record::RivalPair pair;
  pair.problem = ours.problem;
  pair.ours = ours.variant;
  pair.rival = rival.variant;
  pair.took_turns = true;
  pair.rounds = 40;
  pair.pairs = 20;
  pair.ratio = 0.9625;
  pair.ratio_95 = record::Interval{0.955, 0.97};
  return pair;
}

Table rivals_with(std::vector<record::Measurement> measurements,
                  std::vector<record::RivalPair> pairs) {
  record::RunRecord run = test::some_run(1, 0);
  run.measurements = std::move(measurements);
  run.rivals = std::move(pairs);
  return table_for(Readers::kPeople, rivals_table(run));
}

TEST(RivalsView, turns_give_the_ratio_of_their_rounds_and_its_interval_not_that_of_medians) {
  const auto ours = product("wgmma", DType::kBf16, 2e-6);
  const auto rival = product("cublaslt", DType::kBf16, 1e-6);
  const Table table = rivals_with({ours, rival}, {turns_of(ours, rival)});
  ASSERT_EQ(table.rows.size(), 1U);
  ASSERT_EQ(table.columns.size(), table.rows[0].size());
  EXPECT_DOUBLE_EQ(*table.rows[0][5].number, 0.9625);
  EXPECT_EQ(table.rows[0][6].text, "95.5 % .. 97.0 %");
  EXPECT_EQ(table.rows[0][7].text, "20");
  EXPECT_EQ(table.notes.size(), 1U);
  EXPECT_EQ(table.notes[0].find("did not take turns"), std::string::npos);
}

TEST(RivalsView, who_was_measured_apart_is_labelled_and_the_reason_told_once) {
  const auto ours = product("wgmma", DType::kBf16, 2e-6);
  const auto rival = product("cublaslt", DType::kBf16, 1e-6);
  auto apart = turns_of(ours, rival);
  apart.took_turns = false;
  apart.why_not = "no room";
  apart.ratio_95.reset();
  const Table table = rivals_with({ours, rival}, {apart, apart});
  EXPECT_EQ(table.rows[0][6].text, "-");
  EXPECT_EQ(table.rows[0][7].text, "apart");
  ASSERT_EQ(table.notes.size(), 2U);
  EXPECT_EQ(table.notes[1], "Apart, by their medians: no room.");
}

TEST(RivalsView, turns_with_too_few_rounds_or_too_few_algorithms_are_unknown) {
  const auto ours = product("wgmma", DType::kBf16, 2e-6);
  auto rival = product("cublaslt", DType::kBf16, 1e-6);
  auto brief = turns_of(ours, rival);
  brief.ratio.reset();
  brief.ratio_95.reset();
  EXPECT_TRUE(rivals_with({ours, rival}, {brief}).rows[0][5].is_unknown);
  rival.implementation += "; algorithm 1 (no rival: fewer than 16 timed)";
  const Table few = rivals_with({ours, rival}, {turns_of(ours, rival)});
  EXPECT_TRUE(few.rows[0][5].is_unknown);
  EXPECT_EQ(few.rows[0][6].text, "-");
}

}  // namespace
}  // namespace fleetmark::report

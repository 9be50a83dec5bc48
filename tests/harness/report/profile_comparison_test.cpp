// SPDX-License-Identifier: Apache-2.0
#include "harness/report/profile_comparison.h"

#include <gtest/gtest.h>

#include "harness/report/profile_view.h"
#include "tests/harness/model/model_builders.h"

namespace fleetmark::report {
namespace {

using model::DeviceProfile;
using model::Kind;
using model::Level;

// 1 PFLOP/s of bf16 at 80 % of it in the library and 40 % in training; 4 TB/s.
DeviceProfile first() {
  DeviceProfile p = test::profile("first");
  p.utilisation = {test::utilisation("gemm_large", "bf16", 0.8, Kind::kMeasured),
                   test::utilisation("training", "bf16", 0.4, Kind::kMeasured, "trainer")};
  p.utilisation[1].level = Level::kModel;
  return p;
}

// Half the silicon, the same library, half of that in training.
DeviceProfile second() {
  DeviceProfile p = first();
  p.id = "second";
  p.peak_dense["bf16_matrix"]->value = 5e14;
  p.utilisation[1].value.value = 0.2;
  p.memory_bandwidth = std::nullopt;
  return p;
}

const Table& table_named(const Document& document, const std::string& id) {
  for (const auto& table : document.tables) {
    if (table.id == id) return table;
  }
  throw std::runtime_error("no table " + id);
}

const Cell& cell(const Table& table, const std::string& key, std::size_t column) {
  for (const auto& row : table.rows) {
    if (row[0].text == key) return row[column];
  }
  throw std::runtime_error("no row " + key);
}

TEST(ProfileComparison, a_gap_is_silicon_times_software) {
  const Document document = profile_comparison({first(), second()});
  const Table& split = table_named(document, "silicon_and_software");
  EXPECT_DOUBLE_EQ(*cell(split, "silicon: bf16 peak", 2).number, 0.5);
  EXPECT_DOUBLE_EQ(*cell(split, "software: bf16 GEMM library", 2).number, 1.0);
  EXPECT_DOUBLE_EQ(*cell(split, "silicon x software: bf16 GEMM", 2).number, 0.5);
  EXPECT_DOUBLE_EQ(*cell(split, "software: training, whole model", 2).number, 0.5);
  EXPECT_DOUBLE_EQ(*cell(split, "silicon x software: training", 2).number, 0.25);
  for (const auto& row : split.rows) {
    if (!row[1].number) continue;
    EXPECT_DOUBLE_EQ(*row[1].number, 1.0) << row[0].text;
  }
}

TEST(ProfileComparison, what_one_side_never_published_is_unknown_and_not_one) {
  const Document document = profile_comparison({first(), second()});
  const Table& split = table_named(document, "silicon_and_software");
  EXPECT_TRUE(cell(split, "silicon: memory bandwidth", 2).is_unknown);
  EXPECT_TRUE(cell(split, "silicon: link", 1).is_unknown);
  EXPECT_TRUE(cell(table_named(document, "side_by_side"), "memory.bandwidth", 2).is_unknown);
}

TEST(ProfileComparison, training_counts_in_the_type_that_trained_fastest) {
  DeviceProfile narrow = first();
  narrow.id = "narrow";
  narrow.peak_dense["fp8_matrix"] = test::figure(2e15, "FLOP/s");
  narrow.utilisation.push_back(test::utilisation("training", "fp8", 0.3, Kind::kMeasured));
  narrow.utilisation.back().level = Level::kModel;
  const Document document = profile_comparison({first(), narrow});
  const Table& split = table_named(document, "silicon_and_software");
  EXPECT_DOUBLE_EQ(*cell(split, "silicon: peak of the type trained in", 2).number, 2.0);
  EXPECT_DOUBLE_EQ(*cell(split, "software: training, whole model", 2).number, 0.75);
  EXPECT_DOUBLE_EQ(*cell(split, "silicon x software: training", 2).number, 1.5);
}

TEST(ProfileComparison, every_cell_with_a_figure_names_kind_source_and_date) {
  const Document document = profile_comparison({first(), second()});
  EXPECT_NE(cell(table_named(document, "side_by_side"), "peak_dense.bf16_matrix", 1)
                .text.find("[datasheet, sheet, 2026-01]"),
            std::string::npos);
  EXPECT_NE(cell(table_named(document, "shares"), "training bf16, model", 2)
                .text.find("20.0 % [measured, sheet, 2026-01]"),
            std::string::npos);
}

TEST(ProfileView, shows_the_share_of_peak_at_each_level) {
  DeviceProfile p = first();
  p.utilisation.push_back(test::utilisation("gemm_large", "bf16", 0.9, Kind::kPaper, "kernel A"));
  p.utilisation.back().level = Level::kKernel;
  const Table shares = table_named(profile_view(p, {}), "shares");
  ASSERT_EQ(shares.rows.size(), 2U);
  EXPECT_EQ(shares.rows[0][0].text, "gemm_large");
  EXPECT_DOUBLE_EQ(*shares.rows[0][2].number, 0.9);
  EXPECT_DOUBLE_EQ(*shares.rows[0][3].number, 0.8);
  EXPECT_FALSE(shares.rows[0][4].number);
  EXPECT_DOUBLE_EQ(*shares.rows[1][4].number, 0.4);
  EXPECT_NE(shares.rows[0][5].text.find("kernel: kernel A [paper, sheet]"), std::string::npos);
}

TEST(ProfileView, gaps_count_what_is_unknown_and_what_is_estimated) {
  DeviceProfile p = first();
  p.tdp->kind = Kind::kEstimate;
  const Table gaps = profile_gaps({second(), p});
  ASSERT_EQ(gaps.rows.size(), 2U);
  EXPECT_EQ(gaps.rows[0][0].text, "first") << "the most complete profile comes first";
  EXPECT_EQ(*gaps.rows[0][3].number, 1);
  EXPECT_EQ(*gaps.rows[1][2].number, *gaps.rows[0][2].number + 1);
  EXPECT_NE(gaps.rows[1][4].text.find("memory.bandwidth"), std::string::npos);
  EXPECT_NE(gaps.rows[0][4].text.find("memory.capacity"), std::string::npos);
  EXPECT_EQ(gaps.rows[0][4].text.find("power.tdp"), std::string::npos);
}

}  // namespace
}  // namespace fleetmark::report

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

// The column of the n-th device, from one: each has one for its figure and one for its origin.
constexpr std::size_t figure_of(std::size_t n) { return 2 * n - 1; }
constexpr std::size_t origin_of(std::size_t n) { return 2 * n; }

TEST(ProfileComparison, what_one_side_never_published_is_unknown) {
  const Document document = profile_comparison({first(), second()});
  EXPECT_TRUE(
      cell(table_named(document, "side_by_side"), "memory.bandwidth", figure_of(2)).is_unknown);
}

TEST(ProfileComparison, every_figure_names_kind_source_and_date) {
  const Document document = profile_comparison({first(), second()});
  const Table& figures = table_named(document, "side_by_side");
  EXPECT_EQ(cell(figures, "peak_dense.bf16_matrix", origin_of(1)).text,
            "datasheet, sheet, 2026-01");
  EXPECT_TRUE(figures.columns[origin_of(1)].is_footnote) << "on a screen it stands below";
  const Table& shares = table_named(document, "shares");
  EXPECT_EQ(cell(shares, "training bf16, model", figure_of(2)).text, "20.0 %");
  EXPECT_EQ(cell(shares, "training bf16, model", origin_of(2)).text, "measured, sheet, 2026-01");
  for (const Table* table : {&figures, &shares}) {
    for (const auto& row : table->rows) {
      for (const std::size_t device : {1, 2}) {
        if (!row[figure_of(device)].number) continue;
        EXPECT_FALSE(row[origin_of(device)].text.empty()) << row[0].text;
      }
    }
  }
}

TEST(ProfileComparison, every_published_class_and_type_of_any_device_has_a_row) {
  DeviceProfile other = second();
  other.utilisation.push_back(test::utilisation("all_gather", "", 0.7, Kind::kMeasured));
  other.utilisation.push_back(test::utilisation("gather", "", 0.3, Kind::kMeasured));
  const Document document = profile_comparison({first(), other});
  const Table& shares = table_named(document, "shares");
  EXPECT_TRUE(cell(shares, "all_gather, library", figure_of(1)).is_unknown);
  EXPECT_DOUBLE_EQ(*cell(shares, "all_gather, library", figure_of(2)).number, 0.7);
  EXPECT_EQ(shares.rows.back()[0].text, "gather, library") << "a class without a place comes last";
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

// SPDX-License-Identifier: Apache-2.0
// Zeros against uniform data: of the same case alone, and with the interval that both medians
// leave.
#include "harness/report/data_effect_view.h"

#include <gtest/gtest.h>

#include "tests/support/builders.h"

namespace fleetmark::report {
namespace {

record::Measurement product_on(const std::string& data, double median_s) {
  record::Measurement m = test::some_measurement(1, 3);
  m.data = data;
  m.summary.median_s = median_s;
  m.summary.median_95_s = record::Interval{median_s * 0.98, median_s * 1.01};
  return m;
}

Table effect_of(std::vector<record::Measurement> measurements, Readers readers) {
  record::RunRecord run = test::some_run(1, 0);
  run.measurements = std::move(measurements);
  return table_for(readers, data_effect_table(run));
}

TEST(DataEffect, is_the_ratio_of_rates_to_uniform_data) {
  const Table table =
      effect_of({product_on("uniform", 2e-6), product_on("zeros", 1.6e-6)}, Readers::kMachines);
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_EQ(table.rows[0][1].text, "zeros");
  EXPECT_DOUBLE_EQ(*table.rows[0][4].number, 1.25);
  // The slowest zeros over the fastest uniform data, and the other way round.
  EXPECT_NEAR(*table.rows[0][5].number, 1.25 * 0.98 / 1.01, 1e-12);
  EXPECT_NEAR(*table.rows[0][6].number, 1.25 * 1.01 / 0.98, 1e-12);
}

TEST(DataEffect, is_of_one_case_and_needs_uniform_data) {
  EXPECT_TRUE(effect_of({product_on("uniform", 2e-6)}, Readers::kPeople).rows.empty());
  EXPECT_TRUE(effect_of({product_on("zeros", 2e-6)}, Readers::kPeople).rows.empty());
  auto other = product_on("zeros", 2e-6);
  other.variant = "another";
  auto hot = product_on("zeros", 2e-6);
  hot.cache = "hot";
  EXPECT_TRUE(effect_of({product_on("uniform", 2e-6), other, hot}, Readers::kPeople).rows.empty());
}

TEST(DataEffect, without_an_interval_of_either_the_ratio_has_none) {
  auto zeros = product_on("zeros", 1.6e-6);
  zeros.summary.median_95_s.reset();
  const Table table = effect_of({product_on("uniform", 2e-6), zeros}, Readers::kMachines);
  EXPECT_DOUBLE_EQ(*table.rows[0][4].number, 1.25);
  EXPECT_FALSE(table.rows[0][5].number);
}

}  // namespace
}  // namespace fleetmark::report

// SPDX-License-Identifier: Apache-2.0
#include "harness/io/unit_table.h"

#include <gtest/gtest.h>

namespace fleetmark::io {
namespace {

TEST(UnitTable, decimal_and_binary_prefixes_differ) {
  EXPECT_DOUBLE_EQ(find_unit("GB")->factor, 1e9);
  EXPECT_DOUBLE_EQ(find_unit("GiB")->factor, 1073741824.0);
  EXPECT_DOUBLE_EQ(find_unit("TB/s")->factor, 1e12);
  EXPECT_DOUBLE_EQ(find_unit("TiB/s")->factor, 1099511627776.0);
}

TEST(UnitTable, operations_of_any_type_share_one_unit) {
  for (const char* name : {"TFLOPS", "TOPS"}) {
    ASSERT_TRUE(find_unit(name)) << name;
    EXPECT_EQ(find_unit(name)->canonical, "FLOP/s");
    EXPECT_DOUBLE_EQ(find_unit(name)->factor, 1e12);
  }
}

TEST(UnitTable, bits_and_misspelt_units_are_no_units) {
  for (const char* name : {"Gb/s", "Gbit/s", "gb", "GBps", "", "GB/s ", "TFlops"}) {
    EXPECT_FALSE(find_unit(name)) << name;
  }
}

TEST(UnitTable, a_message_offers_every_unit_of_the_dimension) {
  EXPECT_EQ(units_of(Dimension::kWatt), "W, kW");
  EXPECT_EQ(units_of(Dimension::kHertz), "Hz, MHz, GHz");
}

TEST(UnitTable, values_are_written_with_the_largest_fitting_prefix) {
  EXPECT_EQ(si_text(4.8e12, "B/s"), "4.8 TB/s");
  EXPECT_EQ(si_text(9.895e14, "FLOP/s"), "989.5 TFLOP/s");
  EXPECT_EQ(si_text(700, "W"), "700 W");
  EXPECT_EQ(si_text(0.5, "1"), "0.5");
}

}  // namespace
}  // namespace fleetmark::io

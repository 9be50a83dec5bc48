// SPDX-License-Identifier: Apache-2.0
#include "harness/io/figure_date.h"

#include <gtest/gtest.h>

namespace fleetmark::io {
namespace {

TEST(FigureDate, every_form_means_its_first_day) {
  EXPECT_EQ(earliest_day("2026"), "2026-01-01");
  EXPECT_EQ(earliest_day("2026-Q3"), "2026-07-01");
  EXPECT_EQ(earliest_day("2026-11"), "2026-11-01");
  EXPECT_EQ(earliest_day("2026-11-25"), "2026-11-25");
}

TEST(FigureDate, a_pair_counts_from_its_second_part) {
  EXPECT_EQ(earliest_day("2025/2026"), "2026-01-01");
  EXPECT_EQ(earliest_day("2024-02/2026-Q2"), "2026-04-01");
}

TEST(FigureDate, a_leap_day_exists_only_in_a_leap_year) {
  EXPECT_EQ(earliest_day("2024-02-29"), "2024-02-29");
  EXPECT_FALSE(earliest_day("2025-02-29"));
}

TEST(FigureDate, anything_else_is_no_date) {
  for (const char* text :
       {"", "26", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "2026-1-1", "2026-11-31", "2026/2025",
        "2026-11-25/", "/2026", "last May", "2026-11-25T10:00", "1899", "+026", "2026.5"}) {
    EXPECT_FALSE(earliest_day(text)) << text;
  }
}

}  // namespace
}  // namespace fleetmark::io

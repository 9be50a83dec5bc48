// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/interleaved_runs.h"

#include <gtest/gtest.h>

namespace fleetmark::cli {
namespace {

TEST(WithRecordFile, takes_the_placeholder_wherever_it_stands) {
  EXPECT_EQ(with_record_file("a -o {record} && b {record}", "/t/x y"),
            "a -o '/t/x y' && b '/t/x y'");
}

TEST(WithRecordFile, adds_the_flag_of_measure_without_one) {
  EXPECT_EQ(with_record_file("fleetmark measure", "/t/r.json"),
            "fleetmark measure --output '/t/r.json'");
}

TEST(WithRecordFile, quotes_what_a_shell_would_read) {
  EXPECT_EQ(with_record_file("a {record}", "it's $HOME"), "a 'it'\\''s $HOME'");
}

}  // namespace
}  // namespace fleetmark::cli

// SPDX-License-Identifier: Apache-2.0
#include "harness/report/replica_view.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/builders.h"

namespace fleetmark::report {
namespace {

std::string last_note_of(const std::string& cache) {
  record::RunRecord run = test::some_run(1, 0);
  run.measurements = {test::some_measurement(1, 6)};
  run.measurements[0].cache = cache;
  record::Replica replica;
  replica.parts = {{"copy", 0, 1, 1, false, false, ""}};
  replica.samples = run.measurements[0].samples;
  replica.block_s = run.measurements[0].summary;
  return replica_tables(run, replica).back().notes.back();
}

TEST(ReplicaView, says_where_operands_came_from) {
  const std::string cold = last_note_of("cold: in turn with the other operators of the block");
  EXPECT_NE(cold.find("come from memory, not from a cache"), std::string::npos) << cold;
  const std::string hot = last_note_of("hot: the same operands every time");
  EXPECT_EQ(hot.find("come from memory, not from a cache"), std::string::npos) << hot;
  EXPECT_NE(hot.find("Hot:"), std::string::npos) << hot;
}

std::vector<std::string> rows_of(const std::vector<record::MissingOperator>& missing) {
  record::RunRecord run = test::some_run(1, 1);
  record::Replica replica;
  replica.parts = {{"copy", 0, 1, 1, false, false, ""}};
  replica.missing = missing;
  replica.samples = run.measurements[0].samples;
  replica.block_s = run.measurements[0].summary;
  std::vector<std::string> rows;
  const auto tables = replica_tables(run, replica);
  for (const auto& row : tables.front().rows) rows.push_back(row[0].text);
  return rows;
}

bool has_row(const std::vector<std::string>& rows, const std::string& name) {
  return std::ranges::find(rows, name) != rows.end();
}

// A time that lacks operators must not be taken for that of the whole.
TEST(ReplicaView, a_block_without_operators_is_called_so) {
  const Problem dot{"memory.dot", DType::kF32, {{"n", 8}}};
  const auto two = rows_of({{"a", dot, 4, "no kernel", 1}, {"b", dot, 8, "no kernel", 2}});
  EXPECT_TRUE(has_row(two, "time of a block without 2 operators"));
  EXPECT_TRUE(has_row(two, "sum of its operators alone / block without 2 operators"));
  EXPECT_TRUE(
      has_row(rows_of({{"a", dot, 4, "no kernel", 1}}), "time of a block without 1 operator"));
  const auto outside = rows_of({{"loss", dot, 1, "no kernel", 0}});
  EXPECT_TRUE(has_row(outside, "time of a block")) << "the block is whole, the phase is not";
}

}  // namespace
}  // namespace fleetmark::report

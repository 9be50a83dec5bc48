// SPDX-License-Identifier: Apache-2.0
#include "harness/report/replica_view.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace fleetmark::report

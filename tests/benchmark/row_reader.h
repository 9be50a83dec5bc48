// SPDX-License-Identifier: Apache-2.0
// Random rows of a table read one by one: every line of each is asked for ahead, and nothing is
// made of it. A yardstick for gathering, not a ceiling: rows taken several at a time can be faster.
#pragma once

#include <cstdint>

#include "tests/benchmark/race.h"

namespace fleetmark::benchmark {

struct RandomRows {
  std::int64_t rows = 0;        // that one launch reads
  std::int64_t table_rows = 0;  // that they are drawn from
  std::int64_t row_bytes = 0;   // a multiple of 64
};

// One worker on each usable CPU; the distance of asking is the best of a few on this machine.
Result<Contender> row_reader(const RandomRows& what);

}  // namespace fleetmark::benchmark

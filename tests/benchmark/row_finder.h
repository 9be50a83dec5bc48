// SPDX-License-Identifier: Apache-2.0
// One line of each of random rows, asked for ahead, and nothing made of it: the pace at which the
// machine finds rows, which is that of translating addresses where a table is large. Whole rows
// come no faster, however they are read.
#pragma once

#include <cstdint>

#include "tests/benchmark/race.h"

namespace fleetmark::benchmark {

struct RandomRows {
  std::int64_t rows = 0;        // that one launch finds
  std::int64_t table_rows = 0;  // that they are drawn from
  std::int64_t row_bytes = 0;   // a multiple of 64
};

// One worker on each usable CPU; the distance of asking is the best of a few on this machine. Its
// amount is that of whole rows, so that its rate is the one that rows could reach.
Result<Contender> row_finder(const RandomRows& what);

}  // namespace fleetmark::benchmark

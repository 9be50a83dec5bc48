// SPDX-License-Identifier: Apache-2.0
// The inner loop of gather.rows for one instruction set: the rows of one worker.
#pragma once

#include <cstddef>
#include <cstdint>

namespace fleetmark::gather {

struct RowsPart {
  const float* table = nullptr;
  const std::uint32_t* index = nullptr;  // one for each row
  float* out = nullptr;                  // begins on a line
  std::size_t rows = 0, width = 0;       // width: elements of a row
};

using RowsLoop = void (*)(const RowsPart&);
struct RowsLoops {
  RowsLoop ordinary;
  RowsLoop nontemporal;  // stores past the caches; width is a multiple of 4
};

const RowsLoops& rows_loops_baseline();
const RowsLoops& rows_loops_avx2();
const RowsLoops& rows_loops_avx512();

}  // namespace fleetmark::gather

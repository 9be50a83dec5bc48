// SPDX-License-Identifier: Apache-2.0
// A long row is taken in passes over its columns: how many columns one pass takes. In an unnamed
// namespace, as everything that is compiled for several instruction sets.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>

namespace fleetmark::gather {
namespace {

// Of the `left` elements of a row: whole blocks by the power of two, up to `most` of them; at last
// less than a block.
inline std::size_t columns_of_pass(std::size_t left, std::size_t block, std::size_t most) {
  const std::size_t blocks = left / block;
  return blocks == 0 ? left : std::min(most, std::bit_floor(blocks)) * block;
}

}  // namespace
}  // namespace fleetmark::gather

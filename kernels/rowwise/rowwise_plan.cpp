// SPDX-License-Identifier: Apache-2.0
// See rowwise_plan.h.
#include "kernels/rowwise/rowwise_plan.h"

#include <algorithm>
#include <limits>

namespace fleetmark::rowwise {
namespace {

constexpr std::int64_t kMostBlocks = std::numeric_limits<std::int32_t>::max();

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }
int blocks_of(std::int64_t wanted) {
  return static_cast<int>(std::clamp<std::int64_t>(wanted, 1, kMostBlocks));
}

}  // namespace

ReducePlan plan_reduce(const Shape& shape, std::size_t element_bytes) {
  const auto in_pack = static_cast<std::int64_t>(16 / element_bytes);
  ReducePlan plan;
  plan.is_vector = shape.width % in_pack == 0;
  const std::int64_t packs = plan.is_vector ? shape.width / in_pack : shape.width;
  const std::int64_t of_a_thread = ceil_div(packs, kThreads);
  if (packs <= std::int64_t{kWarpThreads} * 4) {
    plan.held = Held::kWarpFour;
  } else if (of_a_thread <= 2) {
    plan.held = Held::kBlockTwo;
  } else if (of_a_thread <= 4) {
    plan.held = Held::kBlockFour;
  } else if (of_a_thread <= 8) {
    plan.held = Held::kBlockEight;
  }
  plan.blocks = blocks_of(ceil_div(shape.rows, plan.rows_per_block()));
  return plan;
}

MapPlan plan_map(Op op, const Shape& shape, std::size_t element_bytes) {
  const auto in_pack = static_cast<std::int64_t>(16 / element_bytes);
  MapPlan plan;
  if (op == Op::kRotary || op == Op::kDequantise) {
    // A pack must not cross what it belongs to: half a head, a row.
    const std::int64_t whole = op == Op::kRotary ? shape.head_dim / 2 : shape.width;
    plan.is_vector = whole % in_pack == 0;
    const std::int64_t elements = plan.is_vector ? in_pack : 1;
    const std::int64_t per_row = shape.width / (op == Op::kRotary ? 2 : 1) / elements;
    plan.items_per_row = static_cast<std::uint32_t>(per_row);
    plan.items_per_head = static_cast<std::uint32_t>(whole / elements);
    plan.items = shape.rows * per_row;
  } else {
    plan.is_vector = true;
    plan.items = ceil_div(shape.rows * shape.width, in_pack);  // the last may be short
  }
  plan.blocks = blocks_of(ceil_div(plan.items, kMapTile));
  return plan;
}

Result<> check_width(const Shape& shape) {
  if (shape.width < (std::int64_t{1} << 31)) return {};
  return Error{ErrorCode::kNotSupported, "rows of 2^31 elements or more are not counted"};
}

}  // namespace fleetmark::rowwise

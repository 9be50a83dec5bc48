// SPDX-License-Identifier: Apache-2.0
// See matmul_plan.h.
#include "kernels/matmul/matmul_plan.h"

#include <algorithm>
#include <array>
#include <limits>

#include "kernels/gpu/mma_tile.h"

namespace fleetmark::matmul {
namespace {

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// What a tile costs beyond its area: narrow tiles read more of shared memory per multiply-add
// (A and B of m64nNk16 take 80 of 128 cycles at N = 256, 48 of 64 at 128, 32 of 32 at 64), and a
// cluster of one fetches its tile of B alone. Relative figures, derived and not measured.
struct Candidate {
  int tile_n;
  int cluster;
  double cost;
};
constexpr std::array<Candidate, 6> kCandidates{
    {{256, 2, 1.00}, {256, 1, 1.08}, {128, 2, 1.12}, {128, 1, 1.21}, {64, 2, 1.40}, {64, 1, 1.46}}};

TileOrder order_for(const Shape& shape, const Candidate& candidate) {
  TileOrder order;
  order.cluster = candidate.cluster;
  order.cluster_rows =
      static_cast<int>(ceil_div(shape.m, std::int64_t{kWgmmaTileM} * candidate.cluster));
  order.tile_columns = static_cast<int>(ceil_div(shape.n, candidate.tile_n));
  return order;
}

std::int64_t clusters_at_once(const gpu::DeviceShape& device, int cluster) {
  return std::max(1, device.sm_count / cluster);
}

// Waves of the device, each as long as its tile is wide.
double time_of(const Shape& shape, const Candidate& candidate, const gpu::DeviceShape& device) {
  const TileOrder order = order_for(shape, candidate);
  const auto waves =
      static_cast<double>(ceil_div(order.count(), clusters_at_once(device, candidate.cluster)));
  return waves * candidate.tile_n * candidate.cost;
}

// The band that makes the rows of A and B under way at the same time fewest: what must come from
// memory rather than from the second-level cache.
int best_group(const TileOrder& order, int tile_n, std::int64_t at_once) {
  int best = 1;
  std::int64_t least = 0;
  for (const int group : {1, 2, 4, 8, 16, 32}) {
    if (group > 1 && group > order.cluster_rows) break;
    // Bands narrower than what runs at once: several are under way together.
    const std::int64_t wanted = ceil_div(at_once, group);
    const std::int64_t columns = std::min<std::int64_t>(wanted, order.tile_columns);
    const std::int64_t bands = ceil_div(wanted, order.tile_columns);
    const std::int64_t rows_of_a = bands * group * kWgmmaTileM * order.cluster;
    const std::int64_t rows = rows_of_a + columns * tile_n;
    if (least == 0 || rows < least) {
      least = rows;
      best = group;
    }
  }
  return best;
}

}  // namespace

std::int64_t padded_pitch(std::int64_t columns, std::size_t element_bytes) {
  const auto per_unit = static_cast<std::int64_t>(std::max<std::size_t>(1, 16 / element_bytes));
  return ceil_div(columns, per_unit) * per_unit;
}

Result<> check_groups(const Problem& problem) {
  if (groups_of(problem) <= kMaxGroups) return {};
  return Error{ErrorCode::kNotSupported, "more groups than a grid has rows of blocks"};
}

Pitches pitches_of(const Shape& shape, DType dtype, BLayout layout) {
  const std::size_t in = bytes_of(dtype);
  return {padded_pitch(shape.k, in),
          padded_pitch(layout == BLayout::kKMajor ? shape.k : shape.n, in),
          padded_pitch(shape.n, output_bytes(dtype))};
}

TileGrid tile_grid(const Shape& shape, int tile_m, int tile_n) {
  return {ceil_div(shape.m, tile_m), ceil_div(shape.n, tile_n)};
}

Result<MmaPlan> plan_mma(const Shape& shape, std::size_t element_bytes) {
  constexpr int kBand = 16;  // tile rows that run down together: 2048 rows of A
  const TileGrid grid = tile_grid(shape, gpu::kMmaTile, gpu::kMmaTile);
  if (grid.rows > kMaxGridX / grid.columns) {
    return Error{ErrorCode::kNotSupported, "C has more tiles than a grid has blocks"};
  }
  const std::int64_t most_k = std::numeric_limits<std::int32_t>::max() / 2;
  const std::int64_t elements = gpu::kSpanBytes / static_cast<std::int64_t>(element_bytes);
  const std::int64_t k_blocks = ceil_div(shape.k, elements);
  if (k_blocks > most_k) {
    return Error{ErrorCode::kNotSupported, "k is longer than the kernel counts"};
  }
  MmaPlan plan;
  plan.order = {1, static_cast<int>(grid.rows), static_cast<int>(grid.columns),
                static_cast<int>(std::min<std::int64_t>(kBand, grid.rows))};
  plan.k_blocks = static_cast<int>(k_blocks);
  return plan;
}

WgmmaPlan plan_wgmma(const Shape& shape, std::size_t element_bytes, int max_tile_n,
                     const gpu::DeviceShape& device) {
  const Candidate* best = nullptr;
  for (const auto& candidate : kCandidates) {
    // A pair of which one half lies outside of C altogether shares nothing.
    const bool is_idle = candidate.cluster > 1 && shape.m <= kWgmmaTileM;
    if (candidate.tile_n > max_tile_n || candidate.cluster > device.sm_count || is_idle) continue;
    if (best == nullptr || time_of(shape, candidate, device) < time_of(shape, *best, device)) {
      best = &candidate;
    }
  }
  FLEETMARK_ASSERT(best != nullptr);
  WgmmaPlan plan;
  plan.map = {best->tile_n, wgmma_stages(best->tile_n)};
  plan.order = order_for(shape, *best);
  const std::int64_t at_once = clusters_at_once(device, best->cluster);
  plan.order.group = best_group(plan.order, best->tile_n, at_once);
  plan.blocks =
      static_cast<int>(std::min<std::int64_t>(plan.order.count(), at_once)) * best->cluster;
  const auto row_bytes = shape.k * static_cast<std::int64_t>(element_bytes);
  plan.k_blocks = static_cast<int>(ceil_div(row_bytes, kRowBytes));
  return plan;
}

}  // namespace fleetmark::matmul

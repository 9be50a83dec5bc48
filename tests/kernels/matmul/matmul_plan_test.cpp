// SPDX-License-Identifier: Apache-2.0
// Plans of GEMMs for GPUs: whatever the shape, everything fits, every element of C belongs to one
// tile, and no block is launched for nothing.
#include "kernels/matmul/matmul_plan.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace fleetmark::matmul {
namespace {

gpu::DeviceShape h200(int sms = 132) {
  gpu::DeviceShape device;
  device.compute_major = 9;
  device.sm_count = sms;
  device.threads_per_sm = 2048;
  return device;
}

void check_plan(const Shape& shape, std::size_t element_bytes, int max_tile_n, int sms) {
  const WgmmaPlan plan = plan_wgmma(shape, element_bytes, max_tile_n, h200(sms));
  const TileOrder& order = plan.order;
  SCOPED_TRACE(std::to_string(shape.m) + "x" + std::to_string(shape.n) + "x" +
               std::to_string(shape.k) + " on " + std::to_string(sms));
  EXPECT_LE(plan.map.total_bytes(), kMaxSharedBytes);
  EXPECT_LE(plan.map.tile_n, max_tile_n);
  EXPECT_GE(plan.map.stages, 2);
  EXPECT_EQ(plan.map.stages, wgmma_stages(plan.map.tile_n));  // what the kernel assumes
  // Tiles cover C, and the last of each kind is needed.
  const std::int64_t rows = std::int64_t{kWgmmaTileM} * order.cluster;
  EXPECT_GE(order.cluster_rows * rows, shape.m);
  EXPECT_LT((order.cluster_rows - 1) * rows, shape.m);
  EXPECT_GE(std::int64_t{order.tile_columns} * plan.map.tile_n, shape.n);
  EXPECT_LT((std::int64_t{order.tile_columns} - 1) * plan.map.tile_n, shape.n);
  // The grid: whole clusters, each with at least one tile, no more than the device has SMs.
  EXPECT_GE(plan.blocks, 1);
  EXPECT_LE(plan.blocks, sms);
  EXPECT_EQ(plan.blocks % order.cluster, 0);
  EXPECT_LE(plan.blocks / order.cluster, order.count());
  EXPECT_GE(order.group, 1);
  // K: every byte in a stage, and no stage without a byte.
  const std::int64_t bytes = shape.k * static_cast<std::int64_t>(element_bytes);
  EXPECT_GE(std::int64_t{plan.k_blocks} * kRowBytes, bytes);
  EXPECT_LT((std::int64_t{plan.k_blocks} - 1) * kRowBytes, bytes);
}

TEST(MatmulPlan, every_shape_fits_and_is_covered_once) {
  const std::vector<std::int64_t> sides{1, 3, 127, 128, 129, 256, 257, 4096, 8192, 16384, 100003};
  for (const auto m : sides) {
    for (const auto n : sides) {
      for (const std::int64_t k : {1, 63, 64, 65, 8192}) {
        for (const int max_tile_n : {128, 256}) {
          for (const int sms : {1, 2, 78, 132}) check_plan({m, n, k}, 2, max_tile_n, sms);
        }
      }
    }
  }
}

TEST(MatmulPlan, large_shapes_take_wide_tiles_in_pairs) {
  for (const Shape shape :
       {Shape{4096, 4096, 4096}, Shape{8192, 8192, 8192}, Shape{16384, 4096, 8192}}) {
    const WgmmaPlan plan = plan_wgmma(shape, 2, 256, h200());
    EXPECT_EQ(plan.map.tile_n, 256);
    EXPECT_EQ(plan.order.cluster, 2);
    EXPECT_EQ(plan.map.stages, 4);
    EXPECT_EQ(plan.blocks, 132);
    EXPECT_EQ(plan.order.group, 8);
  }
}

TEST(MatmulPlan, decode_shapes_spread_over_the_device) {
  for (const std::int64_t m : {1, 16, 64, 128}) {
    const WgmmaPlan plan = plan_wgmma({m, 8192, 8192}, 2, 256, h200());
    EXPECT_EQ(plan.order.cluster, 1);  // a second block would have no rows
    EXPECT_GE(plan.blocks, 128);
  }
}

TEST(MatmulPlan, mma_covers_any_shape_and_k_in_spans_of_128_bytes) {
  for (const std::int64_t m : {1, 127, 128, 129, 5000}) {
    for (const std::int64_t n : {1, 128, 300}) {
      for (const std::size_t bytes : {1U, 2U, 4U}) {
        for (const std::int64_t k : {1, 31, 32, 33, 128, 8192}) {
          const auto plan = plan_mma({m, n, k}, bytes);
          ASSERT_TRUE(plan);
          EXPECT_EQ(plan->order.cluster, 1);
          EXPECT_EQ(plan->order.cluster_rows, (m + 127) / 128);
          EXPECT_EQ(plan->order.tile_columns, (n + 127) / 128);
          EXPECT_GE(plan->order.group, 1);
          EXPECT_LE(plan->order.group, plan->order.cluster_rows);
          const std::int64_t row_bytes = k * static_cast<std::int64_t>(bytes);
          EXPECT_EQ(plan->k_blocks, (row_bytes + 127) / 128);
        }
      }
    }
  }
}

TEST(MatmulPlan, mma_refuses_what_it_cannot_count_and_says_why) {
  const std::int64_t side = std::int64_t{1} << 23;  // 2^16 x 2^16 tiles
  const auto grid = plan_mma({side, side, 1}, 2);
  ASSERT_FALSE(grid);
  EXPECT_EQ(grid.error().code, ErrorCode::kNotSupported);
  EXPECT_NE(grid.error().message.find("tiles"), std::string::npos);
  const auto deep = plan_mma({1, 1, std::int64_t{1} << 40}, 4);
  ASSERT_FALSE(deep);
  EXPECT_NE(deep.error().message.find("k "), std::string::npos);
  EXPECT_TRUE(plan_mma({side, side / 2 - 128, 1}, 2)) << "2^31 - 2^16 tiles";
}

TEST(MatmulPlan, pitches_are_the_next_multiple_of_sixteen_bytes) {
  EXPECT_EQ(padded_pitch(1, 1), 16);
  EXPECT_EQ(padded_pitch(16, 1), 16);
  EXPECT_EQ(padded_pitch(17, 1), 32);
  EXPECT_EQ(padded_pitch(7, 2), 8);
  EXPECT_EQ(padded_pitch(5, 4), 8);
  EXPECT_EQ(padded_pitch(3, 8), 4);
  EXPECT_EQ(padded_pitch(8192, 2), 8192);
}

TEST(MatmulPlan, tile_grids_cover_any_shape) {
  const TileGrid grid = tile_grid({129, 64, 1}, 64, 64);
  EXPECT_EQ(grid.rows, 3);
  EXPECT_EQ(grid.columns, 1);
  EXPECT_EQ(grid.blocks(), 3);
}

// B of a group is stored by columns of that group, never of all of them.
TEST(MatmulPlan, a_stored_operand_of_groups_holds_every_input_once) {
  const std::int64_t groups = 3;
  const std::int64_t n = 5;
  const std::int64_t k = 7;
  const StoredMatrix by_columns{groups * n, k, 8, n, true};
  const StoredMatrix by_rows{groups * k, n, 8, k, false};
  std::set<std::int64_t> seen;
  for (std::int64_t group = 0; group < groups; ++group) {
    for (std::int64_t column = 0; column < n; ++column) {
      for (std::int64_t l = 0; l < k; ++l) {
        const std::int64_t of_spec = group * k * n + l * n + column;
        EXPECT_EQ(input_index(by_columns, group * n + column, l), of_spec);
        EXPECT_EQ(input_index(by_rows, group * k + l, column), of_spec);
        seen.insert(of_spec);
      }
    }
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(groups * n * k));
}

TEST(MatmulPlan, more_groups_than_a_grid_has_rows_are_refused) {
  const auto grouped = [](std::int64_t groups) {
    return Problem{
        "matmul.grouped", DType::kBf16, {{"groups", groups}, {"m", 1}, {"n", 1}, {"k", 1}}};
  };
  EXPECT_TRUE(check_groups(grouped(65535)));
  EXPECT_FALSE(check_groups(grouped(65536)));
}

}  // namespace
}  // namespace fleetmark::matmul

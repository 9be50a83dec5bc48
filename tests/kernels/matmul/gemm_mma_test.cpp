// SPDX-License-Identifier: Apache-2.0
// The mma.sync GEMM played on a CPU with the kernel's own arithmetic: copies into the ring of
// swizzled stages, ldmatrix, the instruction by who holds what, the store; compared with the sum
// that defines C. What the instructions themselves do is simulated from the PTX ISA.
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <set>
#include <vector>

#include "kernels/gpu/mma_tile.h"
#include "kernels/matmul/matmul_plan.h"

namespace fleetmark::matmul {
namespace {

using Bytes16 = std::array<signed char, 16>;

// K-major int8 operand with rows of `pitch` bytes; the padding is zero.
struct Operand {
  std::int64_t rows = 0, k = 0, pitch = 0;
  std::vector<signed char> data;

  Operand(std::int64_t rows_in, std::int64_t k_in, int seed)
      : rows(rows_in),
        k(k_in),
        pitch(padded_pitch(k_in, 1)),
        data(static_cast<std::size_t>(rows_in * pitch)) {
    for (std::int64_t row = 0; row < rows; ++row) {
      for (std::int64_t i = 0; i < k; ++i) {
        data[static_cast<std::size_t>(row * pitch + i)] =
            static_cast<signed char>((row * 31 + i * 17 + seed * (row ^ i)) % 19 - 9);
      }
    }
  }
  [[nodiscard]] int at(std::int64_t row, std::int64_t i) const {
    return data[static_cast<std::size_t>(row * pitch + i)];
  }
};

// One block of the kernel. Shared memory begins as garbage, as on a device.
class Block {
 public:
  Block(const Operand& a, const Operand& b, const MmaPlan& plan, ClusterTile tile)
      : a_(&a), b_(&b), plan_(&plan), tile_(tile), shared_(gpu::kMmaSharedBytes, 77) {}

  void run(std::vector<int>& c) {
    for (int stage = 0; stage < gpu::kMmaStages - 1; ++stage) load_stage(stage);
    for (int k_block = 0; k_block < plan_->k_blocks; ++k_block) {
      load_stage(k_block + gpu::kMmaStages - 1);
      const int stage = k_block % gpu::kMmaStages * gpu::kMmaStageBytes;
      for (int warp = 0; warp < gpu::kMmaThreads / 32; ++warp) multiply(warp, stage);
    }
    for (int warp = 0; warp < gpu::kMmaThreads / 32; ++warp) store(warp, c);
  }

 private:
  void load_stage(int k_block) {
    if (k_block >= plan_->k_blocks) return;
    const int to = k_block % gpu::kMmaStages * gpu::kMmaStageBytes;
    load_tile(to, *a_, std::int64_t{tile_.row} * gpu::kMmaTile, k_block);
    load_tile(to + gpu::kMmaTileBytes, *b_, std::int64_t{tile_.column} * gpu::kMmaTile, k_block);
  }

  void load_tile(int to, const Operand& from, std::int64_t first_row, int k_block) {
    for (int thread = 0; thread < gpu::kMmaThreads; ++thread) {
      for (int part = 0; part < gpu::kMmaCopies; ++part) {
        const gpu::TileByte at = gpu::mma_copy(thread, part);
        const std::int64_t row = first_row + at.row;
        const std::int64_t byte = std::int64_t{k_block} * gpu::kSpanBytes + at.byte;
        Bytes16 chunk{};
        if (row < from.rows && byte < from.pitch) {
          std::memcpy(chunk.data(), &from.data[static_cast<std::size_t>(row * from.pitch + byte)],
                      16);
        }
        std::memcpy(&shared_[static_cast<std::size_t>(to) + gpu::mma_offset(at)], chunk.data(), 16);
      }
    }
  }

  // What ldmatrix.x4 leaves in register r of a lane, when each lane names the row `row_of(lane)`.
  template <typename RowOf>
  std::array<signed char, 4> loaded(int tile, int lane, int r, RowOf row_of) const {
    const std::uint32_t at = gpu::mma_offset(row_of(8 * r + lane / 4));
    std::array<signed char, 4> bytes{};
    std::memcpy(bytes.data(), &shared_[static_cast<std::size_t>(tile) + at + 4U * (lane % 4)], 4);
    return bytes;
  }

  void multiply(int warp, int stage) {
    const gpu::Element origin = gpu::mma_warp_origin(warp);
    for (int byte = 0; byte < gpu::kSpanBytes; byte += gpu::kStepBytes) {
      for (int i = 0; i < gpu::kMmaRowTiles; ++i) {
        for (int j = 0; j < gpu::kMmaColumnTiles; ++j)
          instruction(warp, stage, origin, byte, {i, j});
      }
    }
  }

  // One m16n8k32: registers back into matrices by who holds what, then the plain product.
  void instruction(int warp, int stage, gpu::Element origin, int byte, gpu::Element which) {
    int a[16][32] = {};
    int b[8][32] = {};
    const auto a_row = [&](int lane) {
      const gpu::TileByte at = gpu::a_matrix_row(lane);
      return gpu::TileByte{origin.row + 16 * which.row + at.row, byte + at.byte};
    };
    const auto b_row = [&](int lane) {
      const gpu::TileByte at = gpu::b_matrix_row(lane);
      return gpu::TileByte{origin.column + 16 * (which.column / 2) + at.row, byte + at.byte};
    };
    for (int lane = 0; lane < 32; ++lane) {
      for (int r = 0; r < 4; ++r) {
        const auto bytes = loaded(stage, lane, r, a_row);
        const gpu::TileByte at = gpu::a_register(lane, r);
        for (int i = 0; i < 4; ++i) a[at.row][at.byte + i] = bytes[static_cast<std::size_t>(i)];
      }
      for (int r = 0; r < 2; ++r) {
        const auto bytes =
            loaded(stage + gpu::kMmaTileBytes, lane, which.column % 2 * 2 + r, b_row);
        const gpu::TileByte at = gpu::b_register(lane, r);
        for (int i = 0; i < 4; ++i) b[at.row][at.byte + i] = bytes[static_cast<std::size_t>(i)];
      }
    }
    for (int lane = 0; lane < 32; ++lane) {
      for (int r = 0; r < 4; ++r) {
        const gpu::Element at = gpu::accumulator_element(0, lane, r);
        int sum = 0;
        for (int k = 0; k < 32; ++k) sum += a[at.row][k] * b[at.column][k];
        accumulator(warp, which, lane, r) += sum;
      }
    }
  }

  void store(int warp, std::vector<int>& c) {
    const gpu::Element origin = gpu::mma_warp_origin(warp);
    for (int i = 0; i < gpu::kMmaRowTiles; ++i) {
      for (int j = 0; j < gpu::kMmaColumnTiles; ++j) {
        for (int lane = 0; lane < 32; ++lane) {
          for (int r = 0; r < 4; ++r) {
            const gpu::Element at = gpu::accumulator_element(0, lane, r);
            const std::int64_t row =
                std::int64_t{tile_.row} * gpu::kMmaTile + origin.row + 16 * i + at.row;
            const std::int64_t column =
                std::int64_t{tile_.column} * gpu::kMmaTile + origin.column + 8 * j + at.column;
            if (row >= a_->rows || column >= b_->rows) continue;
            int& to = c[static_cast<std::size_t>(row * b_->rows + column)];
            EXPECT_EQ(to, kUnwritten) << "written twice";
            to = accumulator(warp, {i, j}, lane, r);
          }
        }
      }
    }
  }

  int& accumulator(int warp, gpu::Element which, int lane, int r) {
    const int index =
        ((warp * gpu::kMmaRowTiles + which.row) * gpu::kMmaColumnTiles + which.column) * 128 +
        lane * 4 + r;
    return sums_[static_cast<std::size_t>(index)];
  }

 public:
  static constexpr int kUnwritten = 123456789;

 private:
  const Operand* a_;
  const Operand* b_;
  const MmaPlan* plan_;
  ClusterTile tile_;
  std::vector<signed char> shared_;
  std::vector<int> sums_ = std::vector<int>(gpu::kMmaTile * gpu::kMmaTile);
};

TEST(MmaLayout, the_whole_kernel_multiplies_at_odd_sizes) {
  // One element; edges inside a tile in every direction; more spans of K than stages.
  for (const Shape& shape : {Shape{1, 1, 1}, Shape{17, 9, 33}, Shape{129, 130, 127},
                             Shape{100, 140, 128}, Shape{5, 128, 5 * 128 + 16}}) {
    const Operand a(shape.m, shape.k, 1);
    const Operand b(shape.n, shape.k, 2);
    const auto plan = plan_mma(shape, 1);
    ASSERT_TRUE(plan);
    std::vector<int> c(static_cast<std::size_t>(shape.m * shape.n), Block::kUnwritten);
    for (std::int64_t index = 0; index < plan->order.count(); ++index) {
      Block(a, b, *plan, tile_at(plan->order, index)).run(c);
    }
    int wrong = 0;
    for (std::int64_t row = 0; row < shape.m; ++row) {
      for (std::int64_t column = 0; column < shape.n; ++column) {
        int sum = 0;
        for (std::int64_t k = 0; k < shape.k; ++k) sum += a.at(row, k) * b.at(column, k);
        wrong += c[static_cast<std::size_t>(row * shape.n + column)] != sum;
      }
    }
    EXPECT_EQ(wrong, 0) << shape.m << " x " << shape.n << " x " << shape.k;
  }
}

TEST(MmaLayout, threads_copy_every_chunk_of_a_tile_once_and_whole_lines_together) {
  std::set<std::uint32_t> seen;
  for (int part = 0; part < gpu::kMmaCopies; ++part) {
    for (int thread = 0; thread < gpu::kMmaThreads; ++thread) {
      const gpu::TileByte at = gpu::mma_copy(thread, part);
      ASSERT_LT(at.row, gpu::kMmaTile);
      ASSERT_LT(at.byte, gpu::kSpanBytes);
      EXPECT_EQ(at.row,
                gpu::mma_copy(thread / 8 * 8, part).row);  // eight threads: 128 bytes of a row
      seen.insert(gpu::mma_offset(at));
    }
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(gpu::kMmaTileBytes / 16));
  EXPECT_EQ(*seen.rbegin(), static_cast<std::uint32_t>(gpu::kMmaTileBytes - 16));
}

// ldmatrix reads eight rows of 16 bytes at a time: in eight different groups of four banks.
TEST(MmaLayout, ldmatrix_meets_no_bank_twice) {
  for (int byte = 0; byte < gpu::kSpanBytes; byte += gpu::kStepBytes) {
    for (int row = 0; row < gpu::kMmaTile; row += 16) {
      for (int matrix = 0; matrix < 4; ++matrix) {
        std::set<std::uint32_t> a;
        std::set<std::uint32_t> b;
        for (int lane = 8 * matrix; lane < 8 * matrix + 8; ++lane) {
          const gpu::TileByte in_a = gpu::a_matrix_row(lane);
          const gpu::TileByte in_b = gpu::b_matrix_row(lane);
          a.insert(gpu::mma_offset({row + in_a.row, byte + in_a.byte}) / 16 % 8);
          b.insert(gpu::mma_offset({row + in_b.row, byte + in_b.byte}) / 16 % 8);
        }
        EXPECT_EQ(a.size(), 8U);
        EXPECT_EQ(b.size(), 8U);
      }
    }
  }
}

TEST(MmaLayout, warps_share_the_tile_without_overlap) {
  std::set<std::pair<int, int>> origins;
  for (int warp = 0; warp < gpu::kMmaThreads / 32; ++warp) {
    const gpu::Element origin = gpu::mma_warp_origin(warp);
    EXPECT_EQ(origin.row % gpu::kMmaWarpM, 0);
    EXPECT_EQ(origin.column % gpu::kMmaWarpN, 0);
    EXPECT_LE(origin.row + gpu::kMmaWarpM, gpu::kMmaTile);
    EXPECT_LE(origin.column + gpu::kMmaWarpN, gpu::kMmaTile);
    origins.emplace(origin.row, origin.column);
  }
  EXPECT_EQ(origins.size(), static_cast<std::size_t>(gpu::kMmaTile / gpu::kMmaWarpM *
                                                     gpu::kMmaTile / gpu::kMmaWarpN));
}

}  // namespace
}  // namespace fleetmark::matmul

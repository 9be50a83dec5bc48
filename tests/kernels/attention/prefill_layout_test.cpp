// SPDX-License-Identifier: Apache-2.0
// The prefill kernel played on a CPU, block by block and warp by warp, with its own arithmetic of
// tiles, rows, fragments and masks; compared with the definition.
#include <gtest/gtest.h>

#include <set>

#include "kernels/attention/prefill_plan.h"
#include "tests/kernels/attention/warp_simulation.h"

namespace fleetmark::attention {
namespace {

constexpr int kKey = 64;
constexpr int kValue = 64;
constexpr int kScoreTiles = kPrefillPositions / 8;
constexpr int kKeyRow = shared_pitch(2 * kKey);
constexpr int kValueRow = shared_pitch(2 * kValue);
constexpr float kMasked = -1e30F;

struct Warp {
  std::array<Matrices, kKey / 16> query{};
  std::array<Accumulators, kValue / 8> sum{};
  float most[32][2], weight[32][2];
};

class PrefillLayoutBlock {
 public:
  PrefillLayoutBlock(const Shape& shape, const PrefillPlan& plan, const Rows& queries,
                     const Rows& keys, const Rows& values, std::int64_t index)
      : plan_(&plan),
        queries_(&queries),
        keys_(&keys),
        values_(&values),
        at_(prefill_block(plan, index, kPrefillRows)),
        scale_(static_cast<float>(1.4426950408889634 / std::sqrt(static_cast<double>(shape.key)))),
        shared_(prefill_shared_bytes(kKey, kValue)) {}

  void run(std::vector<float>& out) {
    shared_.copy_rows(0, kKeyRow, queries_->row_bytes(at_.cache * plan_->rows + at_.first_row),
                      kPrefillRows, kKey / 8, plan_->rows - at_.first_row, kPrefillThreads);
    for (int w = 0; w < 8; ++w) take_queries(w);
    const int tiles =
        (seen_by_rows(*plan_, at_.first_row, kPrefillRows).most + kPrefillPositions - 1) /
        kPrefillPositions;
    load(0, tiles);
    for (int tile = 0; tile < tiles; ++tile) {
      load(tile + 1, tiles);
      for (int w = 0; w < 8; ++w) attend_tile(w, tile);
    }
    for (int w = 0; w < 8; ++w) store(w, out);
  }

 private:
  static int stage(int tile) { return tile % kPrefillStages * prefill_stage_bytes(kKey, kValue); }
  void load(int tile, int tiles) {
    if (tile >= tiles) return;
    const std::int64_t first = std::int64_t{tile} * kPrefillPositions;
    const std::int64_t row = at_.cache * plan_->context + first;
    shared_.copy_rows(stage(tile), kKeyRow, keys_->row_bytes(row), kPrefillPositions, kKey / 8,
                      plan_->context - first, kPrefillThreads);
    shared_.copy_rows(stage(tile) + kPrefillPositions * kKeyRow, kValueRow, values_->row_bytes(row),
                      kPrefillPositions, kValue / 8, plan_->context - first, kPrefillThreads);
  }
  void take_queries(int w) {
    for (int step = 0; step < kKey / 16; ++step) {
      warps_[w].query[static_cast<std::size_t>(step)] = shared_.load_matrices([&](int lane) {
        const gpu::TileByte at = gpu::a_matrix_row(lane);
        return (16 * w + at.row) * kKeyRow + at.byte + gpu::kStepBytes * step;
      });
    }
    for (int lane = 0; lane < 32; ++lane) {
      for (int half = 0; half < 2; ++half) {
        warps_[w].most[lane][half] = kMasked;
        warps_[w].weight[lane][half] = 0;
      }
    }
  }

  void attend_tile(int w, int tile) {
    const int first = tile * kPrefillPositions;
    const std::int64_t row = at_.first_row + 16 * w;
    const Seen seen = seen_by_rows(*plan_, row, 16);
    if (first >= seen.most) return;
    std::array<Accumulators, kScoreTiles> score{};
    for (int step = 0; step < kKey / 16; ++step) {
      for (int j = 0; j < kScoreTiles; j += 2) {
        const Matrices b = shared_.load_matrices([&](int lane) {
          const gpu::TileByte at = gpu::b_matrix_row(lane);
          return stage(tile) + (8 * j + at.row) * kKeyRow + at.byte + gpu::kStepBytes * step;
        });
        const Matrices& a = warps_[w].query[static_cast<std::size_t>(step)];
        mma(score[static_cast<std::size_t>(j)], a, b, 0);
        mma(score[static_cast<std::size_t>(j + 1)], a, b, 2);
      }
    }
    if (first + kPrefillPositions > seen.least) mask(score, row, first);
    weigh(warps_[w], score);
    add_values(warps_[w], score, stage(tile) + kPrefillPositions * kKeyRow);
  }

  void mask(std::array<Accumulators, kScoreTiles>& score, std::int64_t row, int first) const {
    for (int j = 0; j < kScoreTiles; ++j) {
      for (int lane = 0; lane < 32; ++lane) {
        for (int r = 0; r < 4; ++r) {
          const int column = gpu::accumulator_element(0, lane, r).column;
          const int seen = seen_by(*plan_, row + lane / 4 + 8 * (r / 2));
          if (first + 8 * j + column >= seen) value(score, j, lane, r) = kMasked;
        }
      }
    }
  }

  void weigh(Warp& warp, std::array<Accumulators, kScoreTiles>& score) const {
    float largest[32][2];
    for (int lane = 0; lane < 32; ++lane) {
      for (int half = 0; half < 2; ++half) {
        largest[lane][half] = kMasked;
        for (int j = 0; j < kScoreTiles; ++j) {
          for (int r = 2 * half; r < 2 * half + 2; ++r) {
            largest[lane][half] = std::max(largest[lane][half], value(score, j, lane, r));
          }
        }
      }
    }
    for (int lane = 0; lane < 32; ++lane) {
      for (int half = 0; half < 2; ++half) {
        float top = kMasked;  // of the four lanes that hold the row
        for (int i = 0; i < 4; ++i) top = std::max(top, largest[lane / 4 * 4 + i][half]);
        const float most = std::max(warp.most[lane][half], top * scale_);
        const float factor = std::exp2(warp.most[lane][half] - most);
        warp.most[lane][half] = most;
        warp.weight[lane][half] *= factor;
        for (int r = 2 * half; r < 2 * half + 2; ++r) {
          for (int j = 0; j < kScoreTiles; ++j) {
            float& s = value(score, j, lane, r);
            s = std::exp2(s * scale_ - most);
            warp.weight[lane][half] += s;
          }
          for (auto& tile : warp.sum) {
            tile[static_cast<std::size_t>(lane)][static_cast<std::size_t>(r)] *= factor;
          }
        }
      }
    }
  }

  void add_values(Warp& warp, std::array<Accumulators, kScoreTiles>& score, int values) const {
    for (int k = 0; k < kPrefillPositions / 16; ++k) {
      Matrices high{};
      Matrices low{};
      for (std::size_t lane = 0; lane < 32; ++lane) {
        for (std::size_t r = 0; r < 4; ++r) {
          const ScorePair from = weight_register(static_cast<int>(r));
          const float a = value(score, 2 * k + from.tile, static_cast<int>(lane), from.first);
          const float b = value(score, 2 * k + from.tile, static_cast<int>(lane), from.first + 1);
          high[lane][r] = pair_of(a, b);
          low[lane][r] = pair_of(a - half_of(high[lane][r], 0), b - half_of(high[lane][r], 1));
        }
      }
      for (int j = 0; j < kValue / 8; j += 2) {
        const Matrices b = shared_.load_matrices_transposed([&](int lane) {
          const gpu::TileByte at = value_matrix_row(lane);
          return values + (16 * k + at.row) * kValueRow + at.byte + 16 * j;
        });
        for (const Matrices& part : {high, low}) {
          mma(warp.sum[static_cast<std::size_t>(j)], part, b, 0);
          mma(warp.sum[static_cast<std::size_t>(j + 1)], part, b, 2);
        }
      }
    }
  }

  void store(int w, std::vector<float>& out) {
    for (int lane = 0; lane < 32; ++lane) {
      for (int r = 0; r < 4; ++r) {
        const gpu::Element at = gpu::accumulator_element(0, lane, r);
        const std::int64_t row = at_.first_row + 16 * w + at.row;
        if (row >= plan_->rows) continue;
        float weight = 0;
        for (int i = 0; i < 4; ++i) weight += warps_[w].weight[lane / 4 * 4 + i][r / 2];
        for (int j = 0; j < kValue / 8; ++j) {
          float& to = out.at(static_cast<std::size_t>((at_.cache * plan_->rows + row) * kValue +
                                                      8 * j + at.column));
          EXPECT_TRUE(std::isnan(to)) << "written twice";
          to = warps_[w].sum[static_cast<std::size_t>(j)][static_cast<std::size_t>(lane)]
                            [static_cast<std::size_t>(r)] /
               weight;
        }
      }
    }
  }

  static float& value(std::array<Accumulators, kScoreTiles>& score, int tile, int lane, int r) {
    return score[static_cast<std::size_t>(tile)][static_cast<std::size_t>(lane)]
                [static_cast<std::size_t>(r)];
  }

  const PrefillPlan* plan_;
  const Rows *queries_, *keys_, *values_;
  PrefillBlock at_;
  float scale_;
  Shared shared_;
  std::array<Warp, 8> warps_{};
};

Shape shape(Form form, std::int64_t heads, std::int64_t kv_heads, std::int64_t tokens,
            std::int64_t context) {
  return {form, 2, heads, kv_heads, tokens, context, kKey, kValue};
}

TEST(PrefillLayout, the_whole_kernel_attends) {
  for (const Shape& s :
       {shape(Form::kPrefill, 2, 2, 128, 128),  // whole tiles
        shape(Form::kPrefill, 4, 2, 50, 70),    // a tile with rows of two heads, and past the end
        shape(Form::kPrefill, 2, 1, 1, 65),     // one query a head, one position past a tile
        shape(Form::kPrefill, 1, 1, 131, 200),  // two tiles of rows, edges everywhere
        shape(Form::kEncode, 2, 2, 67, 67)}) {
    const Rows queries(s.rows(), kKey, kKey, 1);
    const Rows keys(s.batch * s.kv_heads * s.context, kKey, kKey, 2);
    const Rows values(s.batch * s.kv_heads * s.context, kValue, kValue, 3);
    const auto plan = plan_prefill(s, kPrefillRows);
    ASSERT_TRUE(plan);
    std::vector<float> out(static_cast<std::size_t>(s.rows() * kValue), std::nanf(""));
    for (std::int64_t i = 0; i < plan->blocks(); ++i) {
      PrefillLayoutBlock(s, *plan, queries, keys, values, i).run(out);
    }
    double worst = 0;
    for (std::int64_t row = 0; row < s.rows(); ++row) {
      const auto expected = attend(s, queries, keys, values, row);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        const double error =
            std::fabs(out[static_cast<std::size_t>(row) * kValue + i] - expected[i]);
        ASSERT_FALSE(std::isnan(error)) << "row " << row;
        worst = std::max(worst, error);
      }
    }
    // Weights of one bf16 part would err by some 2^-9 of the values: 100 times as much.
    EXPECT_LT(worst, 5e-5) << s.tokens << " of " << s.context;
  }
}

TEST(PrefillLayout, blocks_take_every_row_once) {
  for (const Shape& s :
       {shape(Form::kPrefill, 8, 2, 256, 512), shape(Form::kPrefill, 6, 2, 130, 130),
        shape(Form::kEncode, 3, 3, 128, 128)}) {
    const auto plan = plan_prefill(s, kPrefillRows);
    ASSERT_TRUE(plan);
    std::set<std::pair<std::int64_t, std::int64_t>> begun;
    for (std::int64_t i = 0; i < plan->blocks(); ++i) {
      const PrefillBlock at = prefill_block(*plan, i, kPrefillRows);
      EXPECT_EQ(at.first_row % kPrefillRows, 0);
      EXPECT_LT(at.first_row, plan->rows);
      begun.emplace(at.cache, at.first_row);
    }
    EXPECT_EQ(static_cast<std::int64_t>(begun.size()), plan->blocks());
  }
}

TEST(PrefillLayout, what_a_tile_of_rows_sees_is_what_its_rows_see) {
  const Shape s = shape(Form::kPrefill, 3, 1, 50, 70);
  const auto plan = plan_prefill(s, kPrefillRows);
  ASSERT_TRUE(plan);
  for (const int count : {1, 16, 128}) {
    for (std::int64_t first = 0; first < 160; ++first) {
      int least = 1000;
      int most = 0;
      for (std::int64_t row = first; row < first + count && row < plan->rows; ++row) {
        least = std::min(least, static_cast<int>(s.seen(row % s.tokens)));
        most = std::max(most, static_cast<int>(s.seen(row % s.tokens)));
      }
      if (first >= plan->rows) continue;
      const Seen seen = seen_by_rows(*plan, first, count);
      EXPECT_LE(seen.least, least);
      EXPECT_GE(seen.most, most);
    }
  }
}

TEST(PrefillLayout, ldmatrix_meets_no_bank_twice) {
  for (const int elements : {64, 128, 192, 576}) {
    const int pitch = shared_pitch(2 * elements);
    EXPECT_EQ(pitch % 16, 0);
    for (int matrix = 0; matrix < 4; ++matrix) {
      std::set<int> keys, pairs, values;
      for (int lane = 8 * matrix; lane < 8 * matrix + 8; ++lane) {
        const auto group = [&](const gpu::TileByte& at) {
          return (at.row * pitch + at.byte) / 16 % 8;
        };
        keys.insert(group(key_matrix_row(lane)));
        pairs.insert(group(gpu::b_matrix_row(lane)));
        values.insert(group(value_matrix_row(lane)));
      }
      EXPECT_EQ(keys.size(), 8U);
      EXPECT_EQ(pairs.size(), 8U);
      EXPECT_EQ(values.size(), 8U);
    }
  }
}

}  // namespace
}  // namespace fleetmark::attention

// SPDX-License-Identifier: Apache-2.0
// The decode kernel for tensor cores played on a CPU with its own arithmetic: ring of tiles,
// splits, fragments, weights in two parts, what splits leave; compared with the definition.
#include <gtest/gtest.h>

#include "kernels/attention/decode_plan.h"
#include "kernels/attention/prefill_plan.h"
#include "tests/kernels/attention/warp_simulation.h"

namespace fleetmark::attention {
namespace {

constexpr float kNoScore = -1e30F;
constexpr int kWeightRow = kScorePitch * 4;

// What is left by all blocks: sums of values, largest score and sum of weights of every row.
struct Parts {
  std::vector<float> sums, most, weight;
};

class LayoutBlock {
 public:
  LayoutBlock(const Shape& shape, const DecodePlan& plan, const PrefillPlan& seen,
              std::int64_t index)
      : shape_(&shape),
        plan_(&plan),
        seen_(&seen),
        at_(decode_block(plan, index)),
        range_(tiles_of_split(plan.tiles, at_.split, plan.splits)),
        row_tiles_(plan.rows / 16),
        scale_(static_cast<float>(1.4426950408889634 / std::sqrt(static_cast<double>(shape.key)))),
        shared_(plan.map.total),
        most_(static_cast<std::size_t>(plan.rows), kNoScore),
        weight_(static_cast<std::size_t>(plan.rows)),
        factor_(static_cast<std::size_t>(plan.rows)),
        sums_(static_cast<std::size_t>(kDecodeWarps * row_tiles_ * plan.value_tiles)) {
    if (seen.is_causal) {
      range_.end =
          (seen_by_rows(seen, at_.row_tile * plan.rows, plan.rows).most + plan.positions - 1) /
          plan.positions;
    }
  }

  void run(const Rows& queries, const Rows& keys, const Rows& values, Parts& parts) {
    const std::int64_t first = at_.row_tile * plan_->rows;
    shared_.copy_rows(plan_->map.queries, plan_->map.key_row,
                      queries.row_bytes(at_.cache * seen_->rows + first), plan_->rows,
                      plan_->key_chunks, seen_->rows - first, kDecodeThreads);
    const auto count = static_cast<int>(range_.end - range_.begin);
    for (int stage = 0; stage < plan_->stages - 1; ++stage) load(stage, count, keys, values);
    for (int tile = 0; tile < count; ++tile) {
      load(tile + plan_->stages - 1, count, keys, values);
      for (int w = 0; w < kDecodeWarps; ++w) score(w, tile);
      for (int row = 0; row < plan_->rows; ++row) weigh(row, tile);
      for (int w = 0; w < kDecodeWarps; ++w) add(w, tile);
    }
    leave(parts);
  }

 private:
  [[nodiscard]] bool is_latent() const { return shape_->form == Form::kMlaDecode; }
  [[nodiscard]] int stage(int tile) const { return tile % plan_->stages * plan_->map.stage; }

  void load(int tile, int count, const Rows& keys, const Rows& values) {
    if (tile >= count) return;
    const std::int64_t position = (range_.begin + tile) * plan_->positions;
    const std::int64_t row = at_.cache * shape_->context + position;
    const std::int64_t inside = shape_->context - position;
    shared_.copy_rows(stage(tile), plan_->map.key_row, keys.row_bytes(row), plan_->positions,
                      plan_->key_chunks, inside, kDecodeThreads);
    if (is_latent()) return;
    shared_.copy_rows(stage(tile) + plan_->map.values, plan_->map.value_row, values.row_bytes(row),
                      plan_->positions, plan_->value_chunks, inside, kDecodeThreads);
  }

  void score(int w, int tile) {
    std::vector<Accumulators> sum(static_cast<std::size_t>(row_tiles_));
    for (int byte = 0; byte < plan_->key_pitch * 2; byte += 2 * gpu::kStepBytes) {
      const Matrices b = shared_.load_matrices([&](int lane) {
        const gpu::TileByte at = key_matrix_row(lane);
        return stage(tile) + (8 * w + at.row) * plan_->map.key_row + at.byte + byte;
      });
      for (int step = 0; step < 2; ++step) {
        for (int i = 0; i < row_tiles_; ++i) {
          const Matrices a = shared_.load_matrices([&](int lane) {
            const gpu::TileByte at = gpu::a_matrix_row(lane);
            return plan_->map.queries + (16 * i + at.row) * plan_->map.key_row + at.byte + byte +
                   step * gpu::kStepBytes;
          });
          mma(sum[static_cast<std::size_t>(i)], a, b, 2 * step);
        }
      }
    }
    for (int i = 0; i < row_tiles_; ++i) {
      for (int lane = 0; lane < 32; ++lane) {
        for (int r = 0; r < 4; ++r) {
          const gpu::Element at = gpu::accumulator_element(0, lane, r);
          shared_.put(plan_->map.scores + (16 * i + at.row) * kWeightRow + 4 * (8 * w + at.column),
                      sum[static_cast<std::size_t>(i)][static_cast<std::size_t>(lane)]
                         [static_cast<std::size_t>(r)] *
                          scale_);
        }
      }
    }
  }

  void weigh(int row, int tile) {
    const auto index = static_cast<std::size_t>(row);
    const int seen = seen_by(*seen_, at_.row_tile * plan_->rows + row) -
                     static_cast<int>((range_.begin + tile) * plan_->positions);
    std::array<float, kMmaPositions> s{};
    float most = most_[index];
    for (int p = 0; p < kMmaPositions; ++p) {
      float& value = s[static_cast<std::size_t>(p)];
      value = shared_.get<float>(plan_->map.scores + row * kWeightRow + 4 * p);
      if (p >= seen) value = kNoScore;
      most = std::max(most, value);
    }
    factor_[index] = std::exp2(most_[index] - most);
    weight_[index] *= factor_[index];
    most_[index] = most;
    for (int p = 0; p < kMmaPositions; p += 2) {
      const float a = std::exp2(s[static_cast<std::size_t>(p)] - most);
      const float b = std::exp2(s[static_cast<std::size_t>(p + 1)] - most);
      weight_[index] += a + b;
      const std::uint32_t high = pair_of(a, b);
      const int to = plan_->map.weights + row * kWeightRow + 2 * p;
      shared_.put(to, high);
      shared_.put(to + kWeightPartBytes, pair_of(a - half_of(high, 0), b - half_of(high, 1)));
    }
  }

  void add(int w, int tile) {
    const int values = stage(tile) + plan_->map.values;
    const int value_row = is_latent() ? plan_->map.key_row : plan_->map.value_row;
    const int first = w * plan_->value_tiles * 8;
    for (int i = 0; i < row_tiles_; ++i) {
      for (int j = 0; j < plan_->value_tiles; ++j) {
        for (int lane = 0; lane < 32; ++lane) {
          for (int r = 0; r < 4; ++r) {
            const gpu::Element at = gpu::accumulator_element(0, lane, r);
            sum(w, i, j)[static_cast<std::size_t>(lane)][static_cast<std::size_t>(r)] *=
                factor_[static_cast<std::size_t>(16 * i + at.row)];
          }
        }
      }
    }
    for (int k = 0; k < kMmaPositions; k += 16) {
      for (int j = 0; j < plan_->value_tiles; j += 2) {
        if (first + 8 * j >= plan_->value_pitch) break;
        const Matrices b = shared_.load_matrices_transposed([&](int lane) {
          const gpu::TileByte at = value_matrix_row(lane);
          return values + (k + at.row) * value_row + at.byte + 2 * first + 16 * j;
        });
        for (int i = 0; i < row_tiles_; ++i) {
          for (int part = 0; part < 2; ++part) {
            const Matrices a = shared_.load_matrices([&](int lane) {
              const gpu::TileByte at = gpu::a_matrix_row(lane);
              return plan_->map.weights + (16 * i + at.row) * kWeightRow + at.byte +
                     part * kWeightPartBytes + 2 * k;
            });
            mma(sum(w, i, j), a, b, 0);
            mma(sum(w, i, j + 1), a, b, 2);
          }
        }
      }
    }
  }

  void leave(Parts& parts) {
    const std::int64_t part = part_of(*plan_, at_) * plan_->rows;
    for (int row = 0; row < plan_->rows; ++row) {
      parts.most.at(static_cast<std::size_t>(part + row)) = most_[static_cast<std::size_t>(row)];
      parts.weight.at(static_cast<std::size_t>(part + row)) =
          weight_[static_cast<std::size_t>(row)];
    }
    for (int w = 0; w < kDecodeWarps; ++w) {
      for (int i = 0; i < row_tiles_; ++i) {
        for (int j = 0; j < plan_->value_tiles; ++j) {
          for (int lane = 0; lane < 32; ++lane) {
            for (int r = 0; r < 4; ++r) {
              const gpu::Element at = gpu::accumulator_element(0, lane, r);
              const int element = w * plan_->value_tiles * 8 + 8 * j + at.column;
              const std::int64_t row = at_.row_tile * plan_->rows + 16 * i + at.row;
              if (element >= shape_->value || row >= seen_->rows) continue;
              float& to = parts.sums.at(
                  static_cast<std::size_t>((part + 16 * i + at.row) * shape_->value + element));
              EXPECT_TRUE(std::isnan(to)) << "written twice";
              to = sum(w, i, j)[static_cast<std::size_t>(lane)][static_cast<std::size_t>(r)];
            }
          }
        }
      }
    }
  }

  Accumulators& sum(int w, int i, int j) {
    return sums_[static_cast<std::size_t>((w * row_tiles_ + i) * plan_->value_tiles + j)];
  }

  const Shape* shape_;
  const DecodePlan* plan_;
  const PrefillPlan* seen_;
  DecodeBlock at_;
  Range range_;
  int row_tiles_;
  float scale_;
  Shared shared_;
  std::vector<float> most_, weight_, factor_;
  std::vector<Accumulators> sums_;
};

// As combine_kernel does: row `row` of a cache.
double combined(const DecodePlan& plan, const Parts& parts, std::int64_t cache, std::int64_t row,
                std::int64_t value, std::int64_t element) {
  double most = kNoScore;
  double weight = 0;
  double sum = 0;
  for (int pass = 0; pass < 2; ++pass) {
    for (std::int64_t split = 0; split < plan.splits; ++split) {
      const std::int64_t at =
          part_of(plan, {cache, row / plan.rows, split}) * plan.rows + row % plan.rows;
      const auto index = static_cast<std::size_t>(at);
      if (pass == 0) {
        most = std::max<double>(most, parts.most[index]);
      } else {
        const double factor = std::exp2(parts.most[index] - most);
        weight += factor * parts.weight[index];
        sum += factor * parts.sums[static_cast<std::size_t>(at * value + element)];
      }
    }
  }
  return sum / weight;
}

struct Case {
  Shape shape;
  std::int64_t splits;
};

double worst_error(const Case& which) {
  const Shape& s = which.shape;
  auto plan = plan_decode(s, DType::kBf16, hopper());
  if (!plan) return INFINITY;
  plan->splits = which.splits;
  const auto seen = plan_prefill(s, plan->rows);
  const bool is_latent = s.form == Form::kMlaDecode;
  const std::int64_t cached = s.batch * s.kv_heads * s.context;
  const Rows queries(s.rows(), s.key, plan->key_pitch, 1);
  const Rows keys(cached, s.key, plan->key_pitch, 2);
  const Rows own_values(is_latent ? 1 : cached, s.value, plan->value_pitch, 3);
  const Rows& values = is_latent ? keys : own_values;
  Parts parts;
  const auto rows = static_cast<std::size_t>(plan->blocks() * plan->rows);
  parts.sums.assign(rows * static_cast<std::size_t>(s.value), std::nanf(""));
  parts.most.assign(rows, std::nanf(""));
  parts.weight.assign(rows, std::nanf(""));
  for (std::int64_t i = 0; i < plan->blocks(); ++i) {
    LayoutBlock(s, *plan, *seen, i).run(queries, keys, values, parts);
  }
  double worst = 0;
  for (std::int64_t row = 0; row < s.rows(); ++row) {
    const auto expected = attend(s, queries, keys, values, row);
    for (std::int64_t i = 0; i < s.value; ++i) {
      const double found = combined(*plan, parts, row / seen->rows, row % seen->rows, s.value, i);
      const double error = std::fabs(found - expected[static_cast<std::size_t>(i)]);
      if (!(error < INFINITY)) return INFINITY;
      worst = std::max(worst, error);
    }
  }
  return worst;
}

TEST(DecodeLayout, the_whole_kernel_attends) {
  // One head a cache, a group, a group beyond a tile of rows; edges of tiles; splits.
  EXPECT_LT(worst_error({{Form::kDecode, 2, 2, 2, 1, 64, 128, 128}, 1}), 5e-5);
  EXPECT_LT(worst_error({{Form::kDecode, 1, 8, 2, 1, 333, 128, 128}, 3}), 5e-5);
  EXPECT_LT(worst_error({{Form::kDecode, 1, 20, 1, 1, 130, 64, 64}, 2}), 5e-5);
  EXPECT_LT(worst_error({{Form::kDecode, 1, 33, 1, 1, 65, 40, 24}, 2}), 5e-5);
}

TEST(DecodeLayout, rows_of_any_length_are_padded) {
  EXPECT_LT(worst_error({{Form::kDecode, 1, 3, 1, 1, 70, 1, 1}, 2}), 5e-5);
  EXPECT_LT(worst_error({{Form::kDecode, 1, 2, 1, 1, 70, 37, 131}, 1}), 5e-5);
  EXPECT_LT(worst_error({{Form::kDecode, 1, 1, 1, 1, 5, 100, 520}, 1}), 5e-5);
}

TEST(DecodeLayout, latent_caches_are_keys_and_values) {
  EXPECT_LT(worst_error({{Form::kMlaDecode, 1, 16, 1, 1, 100, 576, 512}, 2}), 1e-4);
  EXPECT_LT(worst_error({{Form::kMlaDecode, 2, 18, 1, 1, 66, 50, 33}, 1}), 1e-4);
}

TEST(DecodeLayout, many_queries_see_what_they_may) {
  EXPECT_LT(worst_error({{Form::kPrefill, 1, 2, 1, 21, 90, 48, 32}, 1}), 5e-5);
  EXPECT_LT(worst_error({{Form::kPrefill, 1, 1, 1, 70, 70, 32, 16}, 1}), 5e-5);
  EXPECT_LT(worst_error({{Form::kEncode, 1, 2, 2, 67, 67, 16, 16}, 2}), 5e-5);
}

}  // namespace
}  // namespace fleetmark::attention

// SPDX-License-Identifier: Apache-2.0
// The decode kernel for ordinary cores played on a CPU with its own arithmetic of shared memory,
// rows, positions and slices; one split, compared with the definition.
#include <gtest/gtest.h>

#include "kernels/attention/decode_plan.h"
#include "kernels/attention/prefill_plan.h"
#include "tests/kernels/attention/warp_simulation.h"

namespace fleetmark::attention {
namespace {

constexpr float kNoFmaScore = -1e30F;
using Floats = RowsOf<float>;

class FmaBlock {
 public:
  FmaBlock(const Shape& shape, const DecodePlan& plan, const PrefillPlan& seen, std::int64_t index)
      : shape_(&shape),
        plan_(&plan),
        seen_(&seen),
        at_(decode_block(plan, index)),
        scale_(static_cast<float>(1.4426950408889634 / std::sqrt(static_cast<double>(shape.key)))),
        shared_(plan.map.total),
        most_(static_cast<std::size_t>(plan.rows), kNoFmaScore),
        weight_(static_cast<std::size_t>(plan.rows)),
        sums_(static_cast<std::size_t>(kDecodeThreads * plan.rows * 4)) {}

  void run(const Floats& queries, const Floats& keys, const Floats& values,
           std::vector<float>& out) {
    const DecodeMap& map = plan_->map;
    const std::int64_t first = at_.row_tile * plan_->rows;
    shared_.copy_rows(map.queries, map.key_row, queries.row_bytes(at_.cache * seen_->rows + first),
                      plan_->rows, plan_->key_chunks, seen_->rows - first, kDecodeThreads);
    const std::int64_t tiles =
        seen_->is_causal
            ? (seen_by_rows(*seen_, first, plan_->rows).most + kFmaPositions - 1) / kFmaPositions
            : plan_->tiles;
    for (std::int64_t tile = 0; tile < tiles; ++tile) {
      stage_ = static_cast<int>(tile % plan_->stages) * map.stage;
      const std::int64_t position = tile * kFmaPositions;
      const std::int64_t row = at_.cache * shape_->context + position;
      shared_.copy_rows(stage_, map.key_row, keys.row_bytes(row), kFmaPositions, plan_->key_chunks,
                        shape_->context - position, kDecodeThreads);
      if (!is_latent()) {
        shared_.copy_rows(stage_ + map.values, map.value_row, values.row_bytes(row), kFmaPositions,
                          plan_->value_chunks, shape_->context - position, kDecodeThreads);
      }
      for (int warp = 0; warp < kDecodeWarps; ++warp) score(warp);
      for (int warp = 0; warp < kDecodeWarps; ++warp) {
        for (int i = 0; weighed_row(warp, i) < plan_->rows; ++i) {
          weigh(weighed_row(warp, i), static_cast<int>(position));
        }
      }
      for (int thread = 0; thread < kDecodeThreads; ++thread) add(thread);
    }
    leave(out);
  }

 private:
  [[nodiscard]] bool is_latent() const { return shape_->form == Form::kMlaDecode; }

  void score(int warp) {
    const DecodeMap& map = plan_->map;
    const Range mine = tiles_of_split(plan_->key_chunks, warp, kDecodeWarps);
    for (int lane = 0; lane < 32; ++lane) {
      for (int row = 0; row < plan_->rows; ++row) {
        float sum = 0;
        for (auto i = static_cast<int>(mine.begin) * 4; i < static_cast<int>(mine.end) * 4; ++i) {
          sum += shared_.get<float>(map.queries + row * map.key_row + 4 * i) *
                 shared_.get<float>(stage_ + lane * map.key_row + 4 * i);
        }
        shared_.put(map.scores + 4 * score_part(warp, plan_->rows, row, lane), sum);
      }
    }
  }

  void weigh(int row, int position) {
    const DecodeMap& map = plan_->map;
    const auto index = static_cast<std::size_t>(row);
    const int seen = seen_by(*seen_, at_.row_tile * plan_->rows + row) - position;
    float scores[32];
    float most = most_[index];
    for (int lane = 0; lane < 32; ++lane) {
      scores[lane] = 0;
      for (int warp = 0; warp < kDecodeWarps; ++warp) {
        scores[lane] +=
            shared_.get<float>(map.scores + 4 * score_part(warp, plan_->rows, row, lane));
      }
      scores[lane] = lane < seen ? scores[lane] * scale_ : kNoFmaScore;
      most = std::max(most, scores[lane]);
    }
    const float factor = std::exp2(most_[index] - most);
    most_[index] = most;
    weight_[index] *= factor;
    for (int lane = 0; lane < 32; ++lane) {
      const float weight = std::exp2(scores[lane] - most);
      weight_[index] += weight;
      shared_.put(map.weights + 4 * (lane * plan_->rows + row), weight);
    }
    shared_.put(map.rows + 4 * row, factor);
  }

  void add(int thread) {
    const DecodeMap& map = plan_->map;
    const ValueShare share = value_share(thread, plan_->value_chunks);
    if (!share.has_work) return;
    const int value_row = is_latent() ? map.key_row : map.value_row;
    for (int row = 0; row < plan_->rows; ++row) {
      for (int e = 0; e < 4; ++e) sum(thread, row, e) *= shared_.get<float>(map.rows + 4 * row);
      for (int p = share.slice; p < kFmaPositions; p += share.slices) {
        const auto weight = shared_.get<float>(map.weights + 4 * (p * plan_->rows + row));
        for (int e = 0; e < 4; ++e) {
          sum(thread, row, e) += weight * shared_.get<float>(stage_ + map.values + p * value_row +
                                                             share.chunk * kChunkBytes + 4 * e);
        }
      }
    }
  }

  void leave(std::vector<float>& out) {
    std::vector<float> total(static_cast<std::size_t>(plan_->rows * plan_->value_pitch));
    for (int thread = 0; thread < kDecodeThreads; ++thread) {
      const ValueShare share = value_share(thread, plan_->value_chunks);
      if (!share.has_work) continue;
      for (int row = 0; row < plan_->rows; ++row) {
        for (int e = 0; e < 4; ++e) {
          total.at(static_cast<std::size_t>(row * plan_->value_pitch + 4 * share.chunk + e)) +=
              sum(thread, row, e);
        }
      }
    }
    const std::int64_t first = at_.row_tile * plan_->rows;
    for (int row = 0; row < plan_->rows && first + row < seen_->rows; ++row) {
      for (std::int64_t i = 0; i < shape_->value; ++i) {
        const std::int64_t to = (at_.cache * seen_->rows + first + row) * shape_->value + i;
        out.at(static_cast<std::size_t>(to)) =
            total[static_cast<std::size_t>(row * plan_->value_pitch + i)] /
            weight_[static_cast<std::size_t>(row)];
      }
    }
  }

  float& sum(int thread, int row, int e) {
    return sums_[static_cast<std::size_t>((thread * plan_->rows + row) * 4 + e)];
  }

  const Shape* shape_;
  const DecodePlan* plan_;
  const PrefillPlan* seen_;
  DecodeBlock at_;
  float scale_;
  Shared shared_;
  int stage_ = 0;
  std::vector<float> most_, weight_, sums_;
};

double worst_error(const Shape& s) {
  const auto plan = plan_decode(s, DType::kF32, hopper());
  if (!plan) return INFINITY;
  const auto seen = plan_prefill(s, plan->rows);
  const bool is_latent = s.form == Form::kMlaDecode;
  const std::int64_t cached = s.batch * s.kv_heads * s.context;
  const Floats queries(s.rows(), s.key, plan->key_pitch, 1);
  const Floats keys(cached, s.key, plan->key_pitch, 2);
  const Floats own_values(is_latent ? 1 : cached, s.value, plan->value_pitch, 3);
  const Floats& values = is_latent ? keys : own_values;
  std::vector<float> out(static_cast<std::size_t>(s.rows() * s.value), std::nanf(""));
  for (std::int64_t i = 0; i < plan->blocks(); ++i) {
    FmaBlock(s, *plan, *seen, i).run(queries, keys, values, out);
  }
  double worst = 0;
  for (std::int64_t row = 0; row < s.rows(); ++row) {
    const auto expected =
        is_latent ? attend(s, queries, keys, keys, row) : attend(s, queries, keys, values, row);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const double found = out[static_cast<std::size_t>(row * s.value) + i];
      const double error = std::fabs(found - expected[i]);
      if (!(error < INFINITY)) return INFINITY;
      worst = std::max(worst, error);
    }
  }
  return worst;
}

TEST(DecodeFma, the_whole_kernel_attends) {
  EXPECT_LT(worst_error({Form::kDecode, 2, 2, 2, 1, 64, 128, 128}), 5e-6);
  EXPECT_LT(worst_error({Form::kDecode, 1, 16, 2, 1, 70, 128, 128}), 5e-6);  // 8 rows
  EXPECT_LT(worst_error({Form::kDecode, 1, 20, 1, 1, 33, 64, 40}), 5e-6);    // 16 rows, and more
  EXPECT_LT(worst_error({Form::kDecode, 1, 3, 1, 1, 5, 1, 1}), 5e-6);
  EXPECT_LT(worst_error({Form::kDecode, 1, 1, 1, 1, 40, 37, 131}), 5e-6);
}

TEST(DecodeFma, other_forms) {
  EXPECT_LT(worst_error({Form::kMlaDecode, 1, 16, 1, 1, 50, 576, 512}), 5e-6);
  EXPECT_LT(worst_error({Form::kMlaDecode, 1, 5, 1, 1, 34, 50, 33}), 5e-6);
  EXPECT_LT(worst_error({Form::kPrefill, 1, 2, 1, 21, 90, 48, 32}), 5e-6);
  EXPECT_LT(worst_error({Form::kEncode, 1, 2, 2, 35, 35, 16, 16}), 5e-6);
}

TEST(DecodeFma, every_value_of_every_position_is_added_once) {
  for (const int chunks : {1, 3, 32, 33, 128, 256}) {
    std::vector<int> added(static_cast<std::size_t>(chunks * kFmaPositions));
    for (int thread = 0; thread < kDecodeThreads; ++thread) {
      const ValueShare share = value_share(thread, chunks);
      if (!share.has_work) continue;
      for (int p = share.slice; p < kFmaPositions; p += share.slices) {
        ++added[static_cast<std::size_t>(p * chunks + share.chunk)];
      }
    }
    EXPECT_EQ(added, std::vector<int>(added.size(), 1)) << chunks;
  }
}

}  // namespace
}  // namespace fleetmark::attention

// SPDX-License-Identifier: Apache-2.0
// See decode_plan.h.
#include "kernels/attention/decode_plan.h"

#include <algorithm>
#include <limits>

namespace fleetmark::attention {
namespace {

constexpr int kMostStages = 4;
constexpr std::int64_t kMostSplits = 256;  // what is left to combine stays small
// A block begins with an empty pipe and ends with a store and its share of the combining.
constexpr double kTilesLostPerBlock = 2;

std::int64_t rows_of_cache(const Shape& shape) { return shape.group() * shape.tokens; }
std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

DecodeMap map_of(const DecodePlan& plan, std::size_t element_bytes, bool is_latent) {
  const auto bytes = static_cast<int>(element_bytes);
  DecodeMap map;
  map.key_row = shared_pitch(plan.key_pitch * bytes);
  map.value_row = is_latent ? 0 : shared_pitch(plan.value_pitch * bytes);
  map.values = is_latent ? 0 : plan.positions * map.key_row;
  map.stage = plan.positions * (map.key_row + map.value_row);
  map.queries = plan.stages * map.stage;
  map.scores = map.queries + plan.rows * map.key_row;
  if (plan.is_mma) {
    map.weights = map.scores;
    map.rows = map.scores + plan.rows * kScorePitch * 4;
  } else {
    map.weights = map.scores + kDecodeWarps * plan.rows * plan.positions * 4;
    map.rows = map.weights + plan.positions * plan.rows * 4;
  }
  map.total = map.rows + 2 * plan.rows * 4;  // two figures of each row
  return map;
}

// As many stages as let two blocks share an SM; where that leaves no pipe, one block has it.
bool fit_stages(DecodePlan& plan, std::size_t element_bytes, bool is_latent, int shared_bytes) {
  const auto most_within = [&](int bytes) {
    for (plan.stages = kMostStages; plan.stages >= 2; --plan.stages) {
      plan.map = map_of(plan, element_bytes, is_latent);
      if (plan.map.total <= bytes) return true;
    }
    return false;
  };
  constexpr int kReserved = 1024;  // of each block, by the device
  return most_within(shared_bytes / 2 - kReserved) || most_within(shared_bytes);
}

void set_mma_shape(DecodePlan& plan, const Shape& shape) {
  plan.positions = kMmaPositions;
  plan.key_pitch = round_up(static_cast<int>(shape.key), 32);
  plan.value_pitch = round_up(static_cast<int>(shape.value), 16);
  plan.value_tiles = shape.value <= 128 ? 2 : shape.value <= 512 ? 8 : 16;
  plan.rows = rows_of_cache(shape) <= 16 || plan.value_tiles == 16 ? 16 : 32;
}

void set_fma_shape(DecodePlan& plan, const Shape& shape) {
  plan.positions = kFmaPositions;
  plan.key_pitch = round_up(static_cast<int>(shape.key), 4);
  plan.value_pitch = round_up(static_cast<int>(shape.value), 4);
  plan.rows = rows_of_cache(shape) <= 4 ? 4 : rows_of_cache(shape) <= 8 ? 8 : 16;
}

}  // namespace

Result<DecodePlan> plan_decode(const Shape& shape, DType dtype, const gpu::DeviceShape& device) {
  DecodePlan plan;
  plan.is_mma = dtype == DType::kBf16;
  plan.is_mma ? set_mma_shape(plan, shape) : set_fma_shape(plan, shape);
  const std::size_t bytes = bytes_of(dtype);
  const bool is_latent = shape.form == Form::kMlaDecode;
  plan.key_chunks = plan.key_pitch * static_cast<int>(bytes) / kChunkBytes;
  plan.value_chunks = plan.value_pitch * static_cast<int>(bytes) / kChunkBytes;
  if (!fit_stages(plan, bytes, is_latent, device.shared_bytes_per_block)) {
    return Error{ErrorCode::kNotSupported, "two tiles of such rows need " +
                                               std::to_string(plan.map.total) +
                                               " bytes of shared memory; this device has " +
                                               std::to_string(device.shared_bytes_per_block)};
  }
  plan.row_tiles = ceil_div(rows_of_cache(shape), plan.rows);
  plan.units = shape.batch * shape.kv_heads * plan.row_tiles;
  plan.tiles = ceil_div(shape.context, plan.positions);
  plan.splits = 1;
  if (plan.units > std::numeric_limits<std::int32_t>::max() / kMostSplits) {
    return Error{ErrorCode::kNotSupported, "more caches than a grid has blocks"};
  }
  return plan;
}

void plan_splits(DecodePlan& plan, const Shape& shape, const gpu::DeviceShape& device,
                 int resident_per_sm) {
  const std::int64_t slots =
      static_cast<std::int64_t>(std::max(1, device.sm_count)) * std::max(1, resident_per_sm);
  if (shape.is_causal()) return;  // a split that a row does not see at all would spoil its sum
  double least = std::numeric_limits<double>::max();
  for (std::int64_t splits = 1; splits <= std::min(plan.tiles, kMostSplits); ++splits) {
    const auto waves = static_cast<double>(ceil_div(plan.units * splits, slots));
    const double time =
        waves * (static_cast<double>(ceil_div(plan.tiles, splits)) + kTilesLostPerBlock);
    if (time < least) {
      least = time;
      plan.splits = splits;
    }
  }
}

}  // namespace fleetmark::attention

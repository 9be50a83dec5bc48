// SPDX-License-Identifier: Apache-2.0
// See attention_operands.h.
#include "kernels/attention/attention_operands.h"

#include <cmath>

namespace fleetmark::attention {
namespace {

constexpr std::size_t kPad = 16;
constexpr std::size_t kKeyBytesAhead = 8192;

std::size_t padded(std::size_t n, std::size_t to) { return (n + to - 1) / to * to; }

std::vector<cpu::ArrayPlan> input_plans(const Problem& problem) {
  const Layout layout(problem);
  const auto storage = cpu::storage_of(problem.dtype);
  const auto key = static_cast<std::size_t>(layout.shape.key);
  const std::size_t panels = layout.caches * layout.panels;
  std::vector<cpu::ArrayPlan> plans{
      {.storage = storage, .elements = static_cast<std::size_t>(layout.shape.rows()) * key},
      {.storage = storage, .elements = panels * layout.key_panel(), .grain = layout.key_panel()}};
  if (!layout.is_latent()) {
    plans.push_back({.storage = storage,
                     .elements = panels * layout.value_panel(),
                     .grain = layout.value_panel()});
  }
  return plans;
}

std::vector<cpu::ArrayPlan> output_plans(const Problem& problem) {
  const Shape s = shape_of(problem);
  return {{.storage = cpu::storage_of(problem.dtype),
           .elements = static_cast<std::size_t>(s.rows() * s.value)}};
}

const AttentionLoops& loops_for(const cpu::CpuFeatures& features) {
  if (features.avx512) return attention_loops_avx512();
  return features.avx2 ? attention_loops_avx2() : attention_loops_baseline();
}

// Where element i of an operand as it lies comes from; false: it is padding.
struct Source {
  bool is_real = false;
  int operand = 0;
  std::uint64_t index = 0;
};

Source source_of(const Layout& layout, int input, std::size_t i) {
  const std::size_t panel = i / (input == kValue ? layout.value_panel() : layout.key_panel());
  const std::size_t within = i % (input == kValue ? layout.value_panel() : layout.key_panel());
  const bool is_rows = input == kValue || layout.is_latent();
  const std::size_t pitch = input == kValue ? layout.value_pitch : layout.key_stored;
  const std::size_t lane = is_rows ? within / pitch : within % kPanelPositions;
  std::size_t d = is_rows ? within % pitch : within / kPanelPositions;
  const std::size_t position = panel % layout.panels * kPanelPositions + lane;
  if (position >= layout.context()) return {};
  const auto value = static_cast<std::size_t>(layout.shape.value);
  if (input == kValue && d >= value) return {};
  if (layout.is_latent()) {
    if (d >= value && d < layout.value_pitch) return {};
    if (d >= layout.value_pitch) d -= layout.value_pitch - value;
  }
  const std::size_t row = panel / layout.panels * layout.context() + position;
  const std::size_t width = input == kValue ? value : static_cast<std::size_t>(layout.shape.key);
  return {true, input == kValue ? 2 : 1, row * width + d};
}

}  // namespace

Layout::Layout(const Problem& problem)
    : shape(shape_of(problem)),
      dtype(problem.dtype),
      caches(static_cast<std::size_t>(shape.batch * shape.kv_heads)),
      panels((context() + kPanelPositions - 1) / kPanelPositions),
      value_pitch(padded(static_cast<std::size_t>(shape.value), kPad)),
      key_stored(static_cast<std::size_t>(shape.key)),
      rows_of_cache(static_cast<std::size_t>(shape.group() * shape.tokens)) {
  if (is_latent()) key_stored += value_pitch - static_cast<std::size_t>(shape.value);
}

AttentionKernel::AttentionKernel(cpu::CpuContext& context, const Problem& problem)
    : ArrayKernel(context.team, input_plans(problem), output_plans(problem)),
      layout_(problem),
      loops_(&loops_for(context.features)) {}

void AttentionKernel::fill_share(int input, void* data, cpu::IndexRange range,
                                 const InputRecipe& recipe) const {
  if (input == kQuery) return ArrayKernel::fill_share(input, data, range, recipe);
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const Source source = source_of(layout_, input, i);
    const float value = source.is_real ? input_value(recipe, source.operand, source.index) : 0.0F;
    cpu::set_element(input_plan(input).storage, data, i, value);
  }
}

void AttentionKernel::load_queries(int set, std::size_t first, std::size_t rows, float* to) const {
  const auto key = static_cast<std::size_t>(layout_.shape.key);
  const auto scale = static_cast<float>(1 / std::sqrt(static_cast<double>(key)));
  const auto load = [&](std::size_t from, float* at, std::size_t n) {
    loops_->scale.of(layout_.dtype)(in<char>(set, kQuery) + from * bytes_of(layout_.dtype), scale,
                                    at, n);
  };
  if (!layout_.is_latent()) return load(first * key, to, rows * key);
  const auto latent = static_cast<std::size_t>(layout_.shape.value);
  for (std::size_t row = 0; row < rows; ++row) {
    float* at = to + row * layout_.key_stored;
    load((first + row) * key, at, latent);
    std::fill(at + latent, at + layout_.value_pitch, 0.0F);
    load((first + row) * key + latent, at + layout_.value_pitch, key - latent);
  }
}

Block AttentionKernel::block(int set, std::size_t cache, std::size_t panel,
                             std::size_t positions) const {
  const std::size_t at = cache * layout_.panels + panel;
  const std::size_t bytes = bytes_of(layout_.dtype);
  Block block{.value_pitch = layout_.is_latent() ? layout_.key_stored : layout_.value_pitch,
              .positions = positions,
              .seen_by_first = static_cast<std::ptrdiff_t>(positions),
              .keys_ahead = kKeyBytesAhead / bytes,
              .values_ahead = layout_.value_panel()};
  block.keys = in<char>(set, kKey) + at * layout_.key_panel() * bytes;
  block.values =
      layout_.is_latent() ? block.keys : in<char>(set, kValue) + at * layout_.value_panel() * bytes;
  return block;
}

void AttentionKernel::attend(const Tile& tile, const Block& block) const {
  loops_->attend.of(layout_.dtype)(tile, block);
}

void AttentionKernel::finish(int set, const Tile& tile, std::size_t row) const {
  const auto value = static_cast<std::size_t>(layout_.shape.value);
  loops_->finish.of(layout_.dtype)(tile, out<char>(set, 0) + row * value * bytes_of(layout_.dtype),
                                   value);
}

TileMemory::TileMemory(std::size_t rows, std::size_t key, std::size_t value,
                       std::size_t score_pitch)
    : memory_(rows * (key + value + score_pitch + 2) + cpu::kLineFloats) {
  // Values and scores are read in whole vectors, so they come first: both are whole lines long.
  tile_.sums = cpu::aligned(memory_);
  tile_.scores = tile_.sums + rows * value;
  tile_.most = tile_.scores + rows * score_pitch;
  tile_.weights = tile_.most + rows;
  query_ = tile_.weights + rows;
  tile_.query = query_;
  tile_.rows = rows;
  tile_.key = key;
  tile_.value = value;
  tile_.score_pitch = score_pitch;
}

}  // namespace fleetmark::attention

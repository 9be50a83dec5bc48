// SPDX-License-Identifier: Apache-2.0
// See attention_operands.h.
#include "kernels/attention/attention_operands.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/cpu/input_fill.h"

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

// A row of keys or values as it lies: elements of the formula, and zeros around those that are
// padding. A latent has a gap between its value and its rope.
class RowWriter {
 public:
  RowWriter(const Layout& layout, int input, const InputRecipe& recipe)
      : layout_(layout),
        recipe_(recipe),
        operand_(input == kValue ? 2 : 1),
        real_(static_cast<std::size_t>(input == kValue ? layout.shape.value : layout.shape.key)),
        head_(layout.is_latent() ? static_cast<std::size_t>(layout.shape.value) : real_),
        tail_at_(layout.is_latent() ? layout.value_pitch : real_) {}

  // Row `row` of all caches, after which there are `pitch` elements at `to`.
  void write(std::size_t row, std::size_t pitch, char* to) const {
    std::fill_n(to, pitch * bytes(), '\0');
    fill(row * real_, head_, to);
    fill(row * real_ + head_, real_ - head_, to + tail_at_ * bytes());
  }

 private:
  [[nodiscard]] std::size_t bytes() const { return bytes_of(layout_.dtype); }
  void fill(std::size_t first, std::size_t count, char* to) const {
    cpu::fill_inputs(layout_.dtype, {recipe_, operand_, first, count}, to);
  }

  const Layout& layout_;
  const InputRecipe& recipe_;
  int operand_;
  std::size_t real_, head_, tail_at_;
};

// Position `lane` of a panel of keys, [key element][position].
template <typename Element>
void scatter(const char* row, std::size_t key, std::size_t lane, char* panel) {
  for (std::size_t d = 0; d < key; ++d) {
    std::memcpy(panel + (d * kPanelPositions + lane) * sizeof(Element), row + d * sizeof(Element),
                sizeof(Element));
  }
}
void scatter(std::size_t bytes, const char* row, std::size_t key, std::size_t lane, char* panel) {
  if (bytes == 1) return scatter<std::uint8_t>(row, key, lane, panel);
  if (bytes == 2) return scatter<std::uint16_t>(row, key, lane, panel);
  scatter<std::uint32_t>(row, key, lane, panel);
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
  const std::size_t panel_elements = input == kValue ? layout_.value_panel() : layout_.key_panel();
  for (std::size_t at = range.begin; at < range.end; at += panel_elements) {  // whole panels
    fill_panel(input, at / panel_elements, static_cast<char*>(data) + at * bytes_of(layout_.dtype),
               recipe);
  }
}

void AttentionKernel::fill_panel(int input, std::size_t panel, char* to,
                                 const InputRecipe& recipe) const {
  const bool is_rows = input == kValue || layout_.is_latent();
  const std::size_t pitch = input == kValue ? layout_.value_pitch : layout_.key_stored;
  const std::size_t bytes = bytes_of(layout_.dtype);
  const RowWriter writer(layout_, input, recipe);
  std::vector<char> row(pitch * bytes);
  std::fill_n(to, pitch * kPanelPositions * bytes, '\0');
  const std::size_t first = panel % layout_.panels * kPanelPositions;
  const std::size_t lanes = std::min(kPanelPositions, layout_.context() - first);
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const std::size_t from = panel / layout_.panels * layout_.context() + first + lane;
    writer.write(from, pitch, is_rows ? to + lane * pitch * bytes : row.data());
    if (!is_rows) scatter(bytes, row.data(), pitch, lane, to);
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
  const std::size_t at = row * value * bytes_of(layout_.dtype);
  loops_->finish.of(layout_.dtype)(tile, out<char>(set, 0) + at, value);
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

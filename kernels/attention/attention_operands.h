// SPDX-License-Identifier: Apache-2.0
// Operands of attention on the CPU: queries in rows, keys in panels of 32 positions, values in rows
// padded to 16 elements; of mla, rows of latent (padded to 16) and rope. Each sequence and head has
// whole panels; what lies past its context is zero. Panels are split over the workers, who touch
// first what they read.
#pragma once

#include "kernels/attention/attention_loops.h"
#include "kernels/attention/attention_spec.h"
#include "kernels/cpu/array_kernel.h"

namespace fleetmark::attention {

struct Layout {
  Shape shape;
  DType dtype = DType::kF32;
  std::size_t caches = 0;         // batch x kv_heads
  std::size_t panels = 0;         // of one cache
  std::size_t value_pitch = 0;    // elements of a value row as it lies, or of a latent
  std::size_t key_stored = 0;     // elements of a key as it lies
  std::size_t rows_of_cache = 0;  // query rows that see one cache: group x tokens

  explicit Layout(const Problem& problem);
  [[nodiscard]] std::size_t context() const { return static_cast<std::size_t>(shape.context); }
  [[nodiscard]] bool is_latent() const { return shape.form == Form::kMlaDecode; }
  [[nodiscard]] std::size_t key_panel() const { return key_stored * kPanelPositions; }
  [[nodiscard]] std::size_t value_panel() const { return value_pitch * kPanelPositions; }
};

enum Input { kQuery, kKey, kValue };

class AttentionKernel : public cpu::ArrayKernel {
 public:
  AttentionKernel(cpu::CpuContext& context, const Problem& problem);

 protected:
  void fill_share(int input, void* data, cpu::IndexRange range,
                  const InputRecipe& recipe) const override;
  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] const AttentionLoops& loops() const { return *loops_; }
  // Scaled queries in f32, from row `first` on, as the loops take them.
  void load_queries(int set, std::size_t first, std::size_t rows, float* to) const;
  // Panels first .. of one cache, as far as `positions` go.
  [[nodiscard]] Block block(int set, std::size_t cache, std::size_t panel,
                            std::size_t positions) const;
  void attend(const Tile& tile, const Block& block) const;
  void finish(int set, const Tile& tile, std::size_t row) const;

 private:
  void fill_panel(int input, std::size_t panel, char* to, const InputRecipe& recipe) const;

  Layout layout_;
  const AttentionLoops* loops_;
};

// What a tile needs, in one allocation.
class TileMemory {
 public:
  TileMemory(std::size_t rows, std::size_t key, std::size_t value, std::size_t score_pitch);
  [[nodiscard]] const Tile& tile() const { return tile_; }
  [[nodiscard]] float* query() { return query_; }

 private:
  std::vector<float> memory_;
  float* query_ = nullptr;
  Tile tile_;
};

using MakeResult = Result<std::unique_ptr<PreparedKernel>>;
MakeResult make_decode(cpu::CpuContext&, const Problem&, const PrepareOptions&);
MakeResult make_prefill(cpu::CpuContext&, const Problem&, const PrepareOptions&);

}  // namespace fleetmark::attention

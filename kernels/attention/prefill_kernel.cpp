// SPDX-License-Identifier: Apache-2.0
// attention.prefill and attention.encode: tiles of queries of one head against blocks of positions
// that stay in a cache, with an online softmax. Tiles that see more come first, and each worker
// takes the next one when it is done with the last.
#include <atomic>

#include "kernels/attention/attention_operands.h"

namespace fleetmark::attention {
namespace {

constexpr std::size_t kTileRows = 32;
constexpr std::size_t kBlockPanels = 4;

class PrefillKernel final : public AttentionKernel {
 public:
  PrefillKernel(cpu::CpuContext& context, const Problem& problem)
      : AttentionKernel(context, problem),
        tokens_(static_cast<std::size_t>(layout().shape.tokens)),
        tiles_((tokens_ + kTileRows - 1) / kTileRows) {
    for (int worker = 0; worker < team().size(); ++worker) {
      memory_.push_back(std::make_unique<TileMemory>(
          kTileRows, layout().key_stored, layout().value_pitch, kBlockPanels * kPanelPositions));
    }
  }

  void run_part(int worker, int set) override {
    const auto heads = static_cast<std::size_t>(layout().shape.batch * layout().shape.heads);
    const std::size_t tasks = heads * tiles_;
    for (;;) {
      const std::size_t task = next_.fetch_add(1, std::memory_order_relaxed);
      if (task >= tasks) break;
      run_tile(worker, set, task % heads, tiles_ - 1 - task / heads);
    }
    // The last to find nothing left sets the list back; the next launch begins after that.
    if (ended_.fetch_add(1, std::memory_order_acq_rel) != team().size() - 1) return;
    ended_.store(0, std::memory_order_relaxed);
    next_.store(0, std::memory_order_relaxed);
  }

 private:
  void run_tile(int worker, int set, std::size_t head, std::size_t tile_index) {
    const Shape& shape = layout().shape;
    TileMemory& memory = *memory_[static_cast<std::size_t>(worker)];
    const std::size_t first = tile_index * kTileRows;
    Tile tile = memory.tile();
    tile.rows = std::min(kTileRows, tokens_ - first);
    const std::size_t row = head * tokens_ + first;
    const std::size_t cache = head / static_cast<std::size_t>(shape.group());
    load_queries(set, row, tile.rows, memory.query());
    loops().begin(tile);
    const auto seen_by_first =
        static_cast<std::ptrdiff_t>(shape.seen(static_cast<std::int64_t>(first)));
    const auto seen_by_last =
        static_cast<std::size_t>(shape.seen(static_cast<std::int64_t>(first + tile.rows - 1)));
    for (std::size_t panel = 0; panel * kPanelPositions < seen_by_last; panel += kBlockPanels) {
      const std::size_t begin = panel * kPanelPositions;
      Block part =
          block(set, cache, panel, std::min(kBlockPanels * kPanelPositions, seen_by_last - begin));
      part.keys_ahead = part.values_ahead = 0;
      // A row that sees nothing of this block has seen others: its weights here come out as 0.
      if (shape.is_causal())
        part.seen_by_first = seen_by_first - static_cast<std::ptrdiff_t>(begin);
      attend(tile, part);
    }
    finish(set, tile, row);
  }

  std::size_t tokens_;
  std::size_t tiles_;  // of one head
  std::vector<std::unique_ptr<TileMemory>> memory_;
  std::atomic<std::size_t> next_{0};
  std::atomic<int> ended_{0};
};

}  // namespace

MakeResult make_prefill(cpu::CpuContext& context, const Problem& problem,
                        const PrepareOptions& options) {
  FLEETMARK_CHECK(checked_shape(problem));
  return cpu::ready(std::make_unique<PrefillKernel>(context, problem), options);
}

}  // namespace fleetmark::attention

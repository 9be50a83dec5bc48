// SPDX-License-Identifier: Apache-2.0
// attention.decode and attention.mla_decode: split-KV. All panels of all caches are one list that
// is split evenly over the workers, so that all work at batch 1; a cache is read once for all query
// heads that share it. A cache that several workers met is merged by the last of them to end.
#include <atomic>

#include "kernels/attention/attention_operands.h"

namespace fleetmark::attention {
namespace {

class DecodeKernel final : public AttentionKernel {
 public:
  DecodeKernel(cpu::CpuContext& context, const Problem& problem)
      : AttentionKernel(context, problem), ended_(layout().caches) {
    for (int i = 0; i < 2 * team().size(); ++i) {
      tiles_.push_back(std::make_unique<TileMemory>(layout().rows_of_cache, layout().key_stored,
                                                    layout().value_pitch, kPanelPositions));
    }
    const std::size_t panel = layout().is_latent() ? layout().key_panel() : 0;
    turned_.resize(static_cast<std::size_t>(team().size()), std::vector<float>(panel));
  }

  void run_part(int worker, int set) override {
    auto [begin, end] = share(layout().caches * layout().panels, worker, 1);
    while (begin < end) {
      const std::size_t cache = begin / layout().panels;
      const std::size_t first = begin % layout().panels;
      const std::size_t last = std::min(layout().panels, first + (end - begin));
      TileMemory& memory = tile_of(worker, first > 0);
      sum_up(worker, set, cache, first, last, memory);
      if (first == 0 && last == layout().panels) {
        finish(set, memory.tile(), cache * layout().rows_of_cache);
      } else {
        hand_in(set, cache);
      }
      begin += last - first;
    }
  }

 private:
  // A worker's list has at most one cache that begins before it and one that it begins but does not
  // end: each keeps its tile until the merge.
  TileMemory& tile_of(int worker, bool is_continued) {
    return *tiles_[2 * static_cast<std::size_t>(worker) + (is_continued ? 1U : 0U)];
  }

  void sum_up(int worker, int set, std::size_t cache, std::size_t first, std::size_t last,
              TileMemory& memory) {
    load_queries(set, cache * layout().rows_of_cache, layout().rows_of_cache, memory.query());
    loops().begin(memory.tile());
    for (std::size_t panel = first; panel < last; ++panel) {
      const std::size_t positions =
          std::min(kPanelPositions, layout().context() - panel * kPanelPositions);
      Block part = block(set, cache, panel, positions);
      if (layout().is_latent()) {
        attend_latent(worker, memory.tile(), part);
      } else {
        attend(memory.tile(), part);
      }
    }
  }

  // Rows of latents are values as they lie, and keys once they are turned.
  void attend_latent(int worker, const Tile& tile, Block& part) {
    float* turned = turned_[static_cast<std::size_t>(worker)].data();
    loops().turn.of(layout().dtype)(part.keys, layout().key_stored, turned);
    part.keys = turned;
    part.keys_ahead = 0;
    loops().attend_turned.of(layout().dtype)(tile, part);
  }

  // Workers whose shares meet the panels of this cache.
  [[nodiscard]] std::pair<int, int> workers_of(std::size_t cache) const {
    const std::size_t total = layout().caches * layout().panels;
    int first = team().size();
    int last = 0;
    for (int worker = 0; worker < team().size(); ++worker) {
      const auto [begin, end] = share(total, worker, 1);
      if (begin >= end || end <= cache * layout().panels ||
          begin >= (cache + 1) * layout().panels) {
        continue;
      }
      first = std::min(first, worker);
      last = std::max(last, worker);
    }
    return {first, last};
  }

  void hand_in(int set, std::size_t cache) {
    const auto [first, last] = workers_of(cache);
    const int others = last - first;
    if (ended_[cache].fetch_add(1, std::memory_order_acq_rel) != others) return;
    ended_[cache].store(0, std::memory_order_relaxed);  // the next launch begins after all ended
    const Tile& whole = tile_of(first, false).tile();
    for (int worker = first + 1; worker <= last; ++worker) {
      loops().merge(whole, tile_of(worker, true).tile());
    }
    finish(set, whole, cache * layout().rows_of_cache);
  }

  std::vector<std::unique_ptr<TileMemory>> tiles_;  // two of each worker
  std::vector<std::vector<float>> turned_;          // of each worker: one panel of keys
  std::vector<std::atomic<int>> ended_;             // of each cache: workers that handed it in
};

}  // namespace

MakeResult make_decode(cpu::CpuContext& context, const Problem& problem,
                       const PrepareOptions& options) {
  FLEETMARK_CHECK(checked_shape(problem));
  return cpu::ready(std::make_unique<DecodeKernel>(context, problem), options);
}

}  // namespace fleetmark::attention

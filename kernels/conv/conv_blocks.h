// SPDX-License-Identifier: Apache-2.0
// How our convolution of the CPU cuts its work: blocks of output pixels times blocks of filters of
// one group, and how the filters lie: panels of 32 with the terms as rows. Pure arithmetic.
#pragma once

#include <algorithm>

#include "kernels/conv/conv_loops.h"
#include "kernels/conv/conv_spec.h"

namespace fleetmark::conv {

inline constexpr std::size_t kBlockPixels = 64;
inline constexpr std::size_t kBlockPanels = 8;   // of filters
inline constexpr std::size_t kChunkTerms = 256;  // that windows and a panel hold in a cache

// One piece of work: pixels first .. first + pixels, panels of `group`.
struct ConvBlock {
  std::size_t group = 0;
  std::size_t first_pixel = 0, pixels = 0;
  std::size_t first_panel = 0, panels = 0;
};

class ConvBlocks {
 public:
  explicit constexpr ConvBlocks(const Shape& s)
      : pixels_(static_cast<std::size_t>(s.pixels())),
        pixel_blocks_((pixels_ + kBlockPixels - 1) / kBlockPixels),
        panels_((static_cast<std::size_t>(s.group_out()) + kPanelFilters - 1) / kPanelFilters),
        panel_blocks_((panels_ + kBlockPanels - 1) / kBlockPanels),
        count_(pixel_blocks_ * panel_blocks_ * static_cast<std::size_t>(s.groups)) {}

  [[nodiscard]] constexpr std::size_t count() const { return count_; }
  [[nodiscard]] constexpr std::size_t panels_of_group() const { return panels_; }
  // Pixels vary fastest: a worker keeps its filters.
  [[nodiscard]] constexpr ConvBlock at(std::size_t index) const {
    const std::size_t pixel_block = index % pixel_blocks_;
    const std::size_t panel_block = index / pixel_blocks_ % panel_blocks_;
    ConvBlock block{.group = index / (pixel_blocks_ * panel_blocks_),
                    .first_pixel = pixel_block * kBlockPixels,
                    .first_panel = panel_block * kBlockPanels};
    block.pixels = std::min(kBlockPixels, pixels_ - block.first_pixel);
    block.panels = std::min(kBlockPanels, panels_ - block.first_panel);
    return block;
  }

 private:
  std::size_t pixels_, pixel_blocks_, panels_, panel_blocks_, count_;
};

// Where element `i` of the filters as they lie comes from; -1: a filter that is not there.
constexpr std::int64_t filter_source(const Shape& s, std::size_t i) {
  const auto terms = static_cast<std::size_t>(s.terms());
  const std::size_t panels = ConvBlocks(s).panels_of_group();
  const std::size_t panel = i / (terms * kPanelFilters);
  const std::size_t filter = panel % panels * kPanelFilters + i % kPanelFilters;
  if (filter >= static_cast<std::size_t>(s.group_out())) return -1;
  const std::size_t channel = panel / panels * static_cast<std::size_t>(s.group_out()) + filter;
  return static_cast<std::int64_t>(channel * terms + i / kPanelFilters % terms);
}

}  // namespace fleetmark::conv

// SPDX-License-Identifier: Apache-2.0
// conv.forward on our own threads: what a block of output pixels sees is gathered into rows, some
// terms at a time, and multiplied by panels of filters, so that every filter is read once for 64
// pixels and every pixel once for 256 filters of each place in them.
#include "kernels/conv/conv_blocks.h"
#include "kernels/conv/conv_kernels.h"
#include "kernels/cpu/array_kernel.h"

namespace fleetmark::conv {
namespace {

enum Input { kImages, kFilters };

const ConvLoops& loops_for(const cpu::CpuFeatures& features) {
  if (features.avx512) return conv_loops_avx512();
  return features.avx2 ? conv_loops_avx2() : conv_loops_baseline();
}

// Of one worker: windows (pixels x terms) and sums (panels x pixels x filters).
struct Scratch {
  std::vector<float> window_room, sum_room;
  float* windows = nullptr;
  float* sums = nullptr;

  Scratch()
      : window_room(kBlockPixels * kChunkTerms + cpu::kLineFloats),
        sum_room(kBlockPanels * kBlockPixels * kPanelFilters + cpu::kLineFloats) {
    windows = cpu::aligned(window_room);
    sums = cpu::aligned(sum_room);
  }
};

template <typename T>
class BlockedConv final : public cpu::ArrayKernel {
 public:
  BlockedConv(cpu::CpuContext& context, const Problem& problem)
      : ArrayKernel(context.team, input_plans(problem), output_plans(problem)),
        shape_(shape_of(problem)),
        blocks_(shape_),
        loops_(&std::get<TypedLoops<T>>(loops_for(context.features))) {
    for (int worker = 0; worker < team().size(); ++worker) {
      scratch_.push_back(std::make_unique<Scratch>());
    }
  }

  void run_part(int worker, int set) override {
    Scratch& scratch = *scratch_[static_cast<std::size_t>(worker)];
    const auto [begin, end] = share(blocks_.count(), worker, 1);
    for (std::size_t i = begin; i < end; ++i) run_block(blocks_.at(i), set, scratch);
  }

 private:
  static std::vector<cpu::ArrayPlan> input_plans(const Problem& problem) {
    const Shape s = shape_of(problem);
    const auto storage = cpu::storage_of(problem.dtype);
    const auto panel = static_cast<std::size_t>(s.terms()) * kPanelFilters;
    const std::size_t panels = static_cast<std::size_t>(s.groups) * ConvBlocks(s).panels_of_group();
    return {{.storage = storage,
             .elements = static_cast<std::size_t>(s.batch * s.height * s.width * s.channels_in)},
            {.storage = storage, .elements = panels * panel, .grain = panel, .operand = 1}};
  }
  static std::vector<cpu::ArrayPlan> output_plans(const Problem& problem) {
    const Shape s = shape_of(problem);
    return {{.storage = cpu::storage_of(problem.dtype),
             .elements = static_cast<std::size_t>(s.pixels() * s.channels_out)}};
  }

  void fill_share(int input, void* data, cpu::IndexRange range,
                  const InputRecipe& recipe) const override {
    if (input != kFilters) return ArrayKernel::fill_share(input, data, range, recipe);
    for (std::size_t i = range.begin; i < range.end; ++i) {
      const std::int64_t from = filter_source(shape_, i);
      const float value =
          from < 0 ? 0.0F : input_value(recipe, kFilters, static_cast<std::uint64_t>(from));
      cpu::set_element(input_plan(input).storage, data, i, value);
    }
  }

  void run_block(const ConvBlock& block, int set, Scratch& scratch) const {
    const auto terms = static_cast<std::size_t>(shape_.terms());
    for (std::size_t first = 0; first < terms; first += kChunkTerms) {
      const std::size_t count = std::min(kChunkTerms, terms - first);
      for (std::size_t p = 0; p < block.pixels; ++p) {
        gather(set, block, block.first_pixel + p, first, count, scratch.windows + p * count);
      }
      for (std::size_t panel = 0; panel < block.panels; ++panel) {
        multiply(set, block, panel, first, count, scratch);
      }
    }
    keep(set, block, scratch);
  }

  // Terms first .. first + count of the window of one output pixel.
  void gather(int set, const ConvBlock& block, std::size_t pixel, std::size_t first,
              std::size_t count, float* to) const {
    const auto at = static_cast<std::int64_t>(pixel);
    const std::int64_t image = at / (shape_.out_height() * shape_.out_width());
    const std::int64_t top =
        at / shape_.out_width() % shape_.out_height() * shape_.stride - shape_.top();
    const std::int64_t left = at % shape_.out_width() * shape_.stride - shape_.left();
    const auto channels = static_cast<std::size_t>(shape_.group_in());
    const T* images = in<T>(set, kImages) + block.group * channels;
    for (std::size_t term = first; term < first + count;) {
      const auto place = static_cast<std::int64_t>(term / channels);  // in the filter
      const std::size_t channel = term % channels;
      const std::size_t run = std::min(channels - channel, first + count - term);
      const std::int64_t y = top + place / shape_.kernel;
      const std::int64_t x = left + place % shape_.kernel;
      if (y >= 0 && y < shape_.height && x >= 0 && x < shape_.width) {
        const std::int64_t row = (image * shape_.height + y) * shape_.width + x;
        loops_->widen(images + static_cast<std::size_t>(row * shape_.channels_in) + channel, to,
                      run);
      } else {
        std::fill_n(to, run, 0.0F);
      }
      term += run;
      to += run;
    }
  }

  void multiply(int set, const ConvBlock& block, std::size_t panel, std::size_t first,
                std::size_t count, Scratch& scratch) const {
    const auto terms = static_cast<std::size_t>(shape_.terms());
    const std::size_t index = block.group * blocks_.panels_of_group() + block.first_panel + panel;
    const std::size_t there = filters_of(block, panel);
    loops_->multiply({.windows = scratch.windows,
                      .filters = in<T>(set, kFilters) + (index * terms + first) * kPanelFilters,
                      .sums = scratch.sums + panel * kBlockPixels * kPanelFilters,
                      .rows = block.pixels,
                      .k = count,
                      .columns = there <= kPanelFilters / 2 ? kPanelFilters / 2 : kPanelFilters,
                      .adds = first > 0});
  }

  // Filters of a panel of the block that are there.
  [[nodiscard]] std::size_t filters_of(const ConvBlock& block, std::size_t panel) const {
    const std::size_t first = (block.first_panel + panel) * kPanelFilters;
    return std::min(kPanelFilters, static_cast<std::size_t>(shape_.group_out()) - first);
  }

  void keep(int set, const ConvBlock& block, const Scratch& scratch) const {
    const auto channels = static_cast<std::size_t>(shape_.channels_out);
    T* to = out<T>(set, 0) + block.group * static_cast<std::size_t>(shape_.group_out()) +
            block.first_panel * kPanelFilters;
    for (std::size_t p = 0; p < block.pixels; ++p) {
      for (std::size_t panel = 0; panel < block.panels; ++panel) {
        loops_->narrow(scratch.sums + (panel * kBlockPixels + p) * kPanelFilters,
                       to + (block.first_pixel + p) * channels + panel * kPanelFilters,
                       filters_of(block, panel));
      }
    }
  }

  Shape shape_;
  ConvBlocks blocks_;
  const TypedLoops<T>* loops_;
  std::vector<std::unique_ptr<Scratch>> scratch_;
};

}  // namespace

MakeResult make_blocked(cpu::CpuContext& context, const Problem& problem,
                        const PrepareOptions& options) {
  FLEETMARK_CHECK(checked_shape(problem));
  if (problem.dtype == DType::kBf16) {
    return cpu::ready(std::make_unique<BlockedConv<cpu::Bf16>>(context, problem), options);
  }
  if (problem.dtype == DType::kF16) {
    return cpu::ready(std::make_unique<BlockedConv<cpu::F16>>(context, problem), options);
  }
  return cpu::ready(std::make_unique<BlockedConv<float>>(context, problem), options);
}

}  // namespace fleetmark::conv

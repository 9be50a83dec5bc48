// SPDX-License-Identifier: Apache-2.0
// See joined_kernel.h. A graph holds the operands it was recorded with, so a few are recorded, one
// for each pass over the operand sets.
#include "kernels/backends/cuda/module/joined_kernel.h"

#include <algorithm>

#include "kernels/gpu/graph.h"

namespace fleetmark::cuda {
namespace {

constexpr int kGraphs = 8;
constexpr int kMaxHeldGraphs = 64;

Error has_none() {
  return Error{ErrorCode::kInternal, "joined kernels have no operands of their own"};
}

class JoinedKernel final : public gpu::GpuKernel {
 public:
  explicit JoinedKernel(std::vector<JoinedStep> steps) : steps_(std::move(steps)) {}

  // Leaves no graph where one cannot be recorded.
  void record(gpu::gpu_stream stream) {
    if (auto loaded = launch(stream, 0); !loaded) {
      refusal_ = loaded.error().message;
      return;
    }
    for (int pass = 0; pass < kGraphs; ++pass) {
      auto graph = gpu::Graph::record(stream, [&](gpu::gpu_stream on) { return launch(on, pass); });
      if (!graph) {
        refusal_ = graph.error().message;
        graphs_.clear();
        static_cast<void>(gpuGetLastError());
        return;
      }
      graphs_.push_back(*std::move(graph));
    }
  }

  [[nodiscard]] int operand_sets() const override { return kGraphs; }
  Result<> fill(gpu::gpu_stream, const InputRecipe&) override { return has_none(); }
  Result<> poison(gpu::gpu_stream) override { return has_none(); }
  Result<> enqueue(gpu::gpu_stream stream, int pass) override {
    if (graphs_.empty()) return launch(stream, pass);
    return graphs_[static_cast<std::size_t>(pass)].launch(stream);
  }
  [[nodiscard]] int max_held_launches() const override {
    if (!graphs_.empty()) return kMaxHeldGraphs;
    std::int64_t launches = 0;
    int fewest = 256;
    for (const auto& step : steps_) {
      launches += step.launches;
      fewest = std::min(fewest, step.kernel->max_held_launches());
    }
    return static_cast<int>(fewest / std::max<std::int64_t>(launches, 1));
  }
  [[nodiscard]] std::string choice() const override {
    return graphs_.empty() ? "launch by launch (no graph: " + refusal_ + ")" : "graph";
  }
  [[nodiscard]] std::int64_t elements() const override { return 0; }
  Result<> read(gpu::gpu_stream, int, std::int64_t, std::span<double>) override {
    return has_none();
  }

 private:
  Result<> launch(gpu::gpu_stream stream, int pass) {
    for (const auto& step : steps_) {
      for (std::int64_t i = 0; i < step.launches; ++i) {
        const std::int64_t set = (pass * step.launches + i) % step.kernel->operand_sets();
        FLEETMARK_CHECK(step.kernel->enqueue(stream, static_cast<int>(set)));
      }
    }
    return {};
  }

  std::vector<JoinedStep> steps_;
  std::vector<gpu::Graph> graphs_;
  std::string refusal_;
};

}  // namespace

Result<std::unique_ptr<gpu::GpuKernel>> join_kernels(gpu::gpu_stream stream,
                                                     std::vector<JoinedStep> steps) {
  auto joined = std::make_unique<JoinedKernel>(std::move(steps));
  joined->record(stream);
  return std::unique_ptr<gpu::GpuKernel>(std::move(joined));
}

}  // namespace fleetmark::cuda

// SPDX-License-Identifier: Apache-2.0
// The cost of a launch: n kernels of one thread, queued one by one or replayed as one graph.
//
// One by one is what the host can issue: the stream is not held back, so the figure is the longer
// of issuing and running. In a graph each kernel follows the one before without the host: the
// figure is the device's own. Each kernel stores its number, which is how a launch that never ran
// is found.
#include <limits>
#include <vector>

#include "kernels/gpu/gpu_kernel.h"
#include "kernels/gpu/graph.h"
#include "kernels/latency/latency_gpu.h"
#include "kernels/latency/latency_spec.h"

namespace fleetmark::latency {
namespace {

using gpu::DeviceBuffer;
using gpu::DeviceShape;
using gpu::gpu_stream;

constexpr std::int64_t kMostLaunches = 4096;  // nodes of a graph, entries of a queue

__global__ void __launch_bounds__(1) trace_kernel(double* to, double value) { *to = value; }

class Launches final : public gpu::GpuKernel {
 public:
  Launches(std::int64_t n, bool is_graph) : n_(n), is_graph_(is_graph) {}

  Result<> allocate(int sets) {
    for (int set = 0; set < sets; ++set) {
      FLEETMARK_TRY(auto buffer, DeviceBuffer::allocate(bytes()));
      traces_.push_back(std::move(buffer));
      if (!is_graph_) continue;
      // Recorded on a stream of its own: recording must not meet what others enqueue.
      FLEETMARK_TRY(const gpu::Stream recording, gpu::Stream::create());
      FLEETMARK_CHECK(launch_all(recording.get(), set));  // loads the kernel
      FLEETMARK_TRY(auto graph, gpu::Graph::record(recording.get(), [&](gpu_stream stream) {
                      return launch_all(stream, set);
                    }));
      FLEETMARK_GPU(gpuStreamSynchronize(recording.get()));
      graphs_.push_back(std::move(graph));
    }
    return {};
  }
  [[nodiscard]] int operand_sets() const override { return static_cast<int>(traces_.size()); }
  Result<> fill(gpu_stream, const InputRecipe&) override { return {}; }
  Result<> poison(gpu_stream stream) override {
    for (const auto& traces : traces_) {
      FLEETMARK_GPU(gpuMemsetAsync(traces.as<void>(), 0xFF, bytes(), stream));
    }
    return {};
  }
  Result<> enqueue(gpu_stream stream, int set) override {
    if (is_graph_) return graphs_[static_cast<std::size_t>(set)].launch(stream);
    return launch_all(stream, set);
  }
  [[nodiscard]] int max_held_launches() const override { return is_graph_ ? 64 : 0; }
  [[nodiscard]] std::int64_t elements() const override { return n_; }
  Result<> read(gpu_stream stream, int set, std::int64_t first, std::span<double> out) override {
    FLEETMARK_GPU(gpuMemcpyAsync(out.data(),
                                 traces_[static_cast<std::size_t>(set)].as<double>() + first,
                                 out.size_bytes(), gpuMemcpyDeviceToHost, stream));
    FLEETMARK_GPU(gpuStreamSynchronize(stream));
    return {};
  }

 private:
  [[nodiscard]] std::size_t bytes() const { return static_cast<std::size_t>(n_) * sizeof(double); }
  Result<> launch_all(gpu_stream stream, int set) {
    auto* traces = traces_[static_cast<std::size_t>(set)].as<double>();
    for (std::int64_t i = 0; i < n_; ++i) {
      trace_kernel<<<1, 1, 0, stream>>>(traces + i, launch_trace(i));
      FLEETMARK_GPU(gpuGetLastError());
    }
    return {};
  }

  std::int64_t n_;
  bool is_graph_;
  std::vector<DeviceBuffer> traces_;
  std::vector<gpu::Graph> graphs_;
};

Result<std::unique_ptr<gpu::GpuKernel>> make(const Problem& problem, int sets, bool is_graph) {
  const std::int64_t n = problem.size("n");
  if (n < 1 || n > kMostLaunches) {
    return Error{ErrorCode::kNotSupported,
                 "n must be from 1 to " + std::to_string(kMostLaunches) + " launches"};
  }
  auto kernel = std::make_unique<Launches>(n, is_graph);
  FLEETMARK_CHECK(kernel->allocate(sets));
  return std::unique_ptr<gpu::GpuKernel>(std::move(kernel));
}

}  // namespace

Result<std::unique_ptr<gpu::GpuKernel>> make_launches(const DeviceShape&, const Problem& problem,
                                                      int sets) {
  return make(problem, sets, false);
}
Result<std::unique_ptr<gpu::GpuKernel>> make_graph(const DeviceShape&, const Problem& problem,
                                                   int sets) {
  return make(problem, sets, true);
}

}  // namespace fleetmark::latency

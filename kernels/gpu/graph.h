// SPDX-License-Identifier: Apache-2.0
// A recorded sequence of launches that the driver replays with one call.
#pragma once

#include <utility>

#include "kernels/gpu/gpu_handles.h"

namespace fleetmark::gpu {

class Graph {
 public:
  // Records what `body(stream)` enqueues, which does not run now. What it launches must have been
  // launched before: kernels are loaded at their first launch, and a recording is no place for it.
  template <typename Body>
  static Result<Graph> record(gpu_stream stream, Body body) {
    FLEETMARK_GPU(gpuStreamBeginCapture(stream, gpuStreamCaptureModeThreadLocal));
    const Result<> enqueued = body(stream);
    gpu_graph recorded = nullptr;
    const gpu_error ended = gpuStreamEndCapture(stream, &recorded);
    if (!enqueued) {
      if (recorded != nullptr) static_cast<void>(gpuGraphDestroy(recorded));
      return enqueued.error();
    }
    FLEETMARK_GPU(ended);
    gpu_graph_exec ready = nullptr;
    const gpu_error made = gpuGraphInstantiate(&ready, recorded, 0);
    static_cast<void>(gpuGraphDestroy(recorded));
    FLEETMARK_GPU(made);
    Graph graph(ready);
    // Else the first launch brings the graph to the device, which may wait for a stream that is
    // held.
    FLEETMARK_GPU(gpuGraphUpload(ready, stream));
    return graph;
  }
  Graph() = default;
  Graph(Graph&& other) noexcept : ready_(std::exchange(other.ready_, nullptr)) {}
  Graph& operator=(Graph&& other) noexcept {
    std::swap(ready_, other.ready_);
    return *this;
  }
  ~Graph() {
    if (ready_ != nullptr) static_cast<void>(gpuGraphExecDestroy(ready_));
  }
  Result<> launch(gpu_stream stream) const {
    FLEETMARK_GPU(gpuGraphLaunch(ready_, stream));
    return {};
  }

 private:
  explicit Graph(gpu_graph_exec ready) : ready_(ready) {}
  gpu_graph_exec ready_ = nullptr;
};

}  // namespace fleetmark::gpu

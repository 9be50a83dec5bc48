// SPDX-License-Identifier: Apache-2.0
// The table of the latency family on a GPU.
#include <array>

#include "kernels/latency/latency_gpu.h"

namespace fleetmark {
namespace latency {
namespace {

bool runs_everywhere(const gpu::DeviceShape&) { return true; }

const std::array<gpu::GpuVariant, 3> kVariants{{{"latency.chase",
                                                 "one-thread",
                                                 "fleetmark, one thread, absolute addresses",
                                                 {DType::kF64},
                                                 false,
                                                 runs_everywhere,
                                                 make_chase},
                                                {"latency.launch",
                                                 "stream",
                                                 "the runtime's launches, one by one",
                                                 {DType::kF64},
                                                 true,
                                                 runs_everywhere,
                                                 make_launches},
                                                {"latency.launch",
                                                 "graph",
                                                 "the runtime's graph of launches",
                                                 {DType::kF64},
                                                 true,
                                                 runs_everywhere,
                                                 make_graph}}};

}  // namespace
}  // namespace latency

std::span<const gpu::GpuVariant> latency_gpu_variants() { return latency::kVariants; }

}  // namespace fleetmark

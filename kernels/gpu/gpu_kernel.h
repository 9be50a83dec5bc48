// SPDX-License-Identifier: Apache-2.0
// How a kernel family offers its device implementations inside the module: one table per family,
// `std::span<const GpuVariant> <family>_gpu_variants()`, joined by the generated gpu_registry.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/api/inputs.h"
#include "kernels/api/problem.h"
#include "kernels/gpu/gpu_handles.h"
#include "kernels/gpu/launch_plan.h"

namespace fleetmark::gpu {

// Everything enqueues on the stream it is given and leaves waiting to the caller.
class GpuKernel {
 public:
  virtual ~GpuKernel() = default;
  [[nodiscard]] virtual int operand_sets() const = 0;
  virtual Result<> fill(gpu_stream stream, const InputRecipe& recipe) = 0;
  virtual Result<> poison(gpu_stream stream) = 0;
  // Once, after the first fill(): what must be tried out on the operands. May launch and wait.
  virtual Result<> tune(gpu_stream) { return {}; }
  // What tune() chose, in one line (PreparedKernel::choice).
  [[nodiscard]] virtual std::string choice() const { return {}; }
  virtual Result<> enqueue(gpu_stream stream, int set) = 0;
  // How many enqueue() may be queued while the stream is held back. 0: enqueue() itself may wait
  // for the stream, and would wait for whoever holds it.
  [[nodiscard]] virtual int max_held_launches() const { return 256; }
  [[nodiscard]] virtual std::int64_t elements() const = 0;
  // Copies to the host and waits.
  virtual Result<> read(gpu_stream stream, int set, std::int64_t first, std::span<double> out) = 0;
};

struct GpuVariant {
  std::string_view kernel;
  std::string_view name;
  std::string_view implementation;
  std::vector<DType> dtypes;
  bool is_library = false;
  bool (*runs_on)(const DeviceShape&) = nullptr;
  Result<std::unique_ptr<GpuKernel>> (*make)(const DeviceShape&, const Problem&,
                                             int sets) = nullptr;
  std::string_view needs = {};  // of a device, where runs_on asks for something
};

std::vector<GpuVariant> all_gpu_variants();

}  // namespace fleetmark::gpu

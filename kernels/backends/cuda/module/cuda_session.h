// SPDX-License-Identifier: Apache-2.0
// Inside the module: one open device with its stream, its telemetry and its variants.
#pragma once

#include <memory>
#include <vector>

#include "kernels/api/module_abi.h"
#include "kernels/gpu/gpu_kernel.h"
#include "kernels/gpu/hold.h"
#include "kernels/gpu/host_node.h"
#include "kernels/gpu/stamper.h"
#include "kernels/gpu/telemetry.h"

struct fleetmark_session {
  int device = 0;
  std::unique_ptr<fleetmark::gpu::OnCpus> near_device;  // of the thread that opened it
  fleetmark::gpu::DeviceShape shape;
  fleetmark::gpu::Stream stream;
  fleetmark::gpu::Event begin, end;
  fleetmark::gpu::Event stamped;
  fleetmark::gpu::Hold hold;
  fleetmark::gpu::Stamper stamper;
  std::unique_ptr<fleetmark::gpu::Telemetry> telemetry;  // null when it cannot be used
  std::string clock_source;
  // A device that hangs frees nothing: whoever waited in vain leaves everything where it is.
  bool is_abandoned = false;
  std::vector<fleetmark::gpu::GpuVariant> variants;
};

struct fleetmark_kernel {
  fleetmark_session* session = nullptr;
  std::unique_ptr<fleetmark::gpu::GpuKernel> kernel;
};

namespace fleetmark::cuda {

// The number of usable devices; 0 with one line in `reason` (no driver, stub driver, too old,
// none).
int count_devices(std::string& reason);

Result<> describe_device(int device, fleetmark_device& out, fleetmark_fact_sink sink,
                         void* context);
Result<std::unique_ptr<fleetmark_session>> open_session(int device);
Result<std::unique_ptr<fleetmark_kernel>> prepare_kernel(fleetmark_session& session,
                                                         const fleetmark_problem& problem,
                                                         const InputRecipe& recipe);
Result<fleetmark_timing> time_batch(fleetmark_session& session, fleetmark_kernel& kernel,
                                    int first_set, int launches);
// Waits for all that was enqueued, and gives the session up when that takes too long.
Result<> wait_for_session(fleetmark_session& session);
Result<> read_state(fleetmark_session& session, fleetmark_state& out);
Result<> read_counters(fleetmark_session& session, fleetmark_fact_sink sink, void* context);

}  // namespace fleetmark::cuda

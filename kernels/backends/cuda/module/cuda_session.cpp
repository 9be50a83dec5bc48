// SPDX-License-Identifier: Apache-2.0
// Preparing, timing and watching on an open device: see cuda_session.h.
#include "kernels/backends/cuda/module/cuda_session.h"

#include <cstring>
#include <limits>

namespace fleetmark::cuda {
namespace {

// Beyond this many launches the queue may fill while the stream is held, and the host would wait
// for a queue that waits for the host.
constexpr int kMaxHeldLaunches = 256;

Result<Problem> problem_of(const fleetmark_problem& plain) {
  if (plain.dtype < 0 || plain.dtype >= static_cast<int>(kDTypes.size())) {
    return Error{ErrorCode::kInternal, "the module was asked for an unknown element type"};
  }
  Problem problem{plain.kernel, static_cast<DType>(plain.dtype), {}};
  for (int i = 0; i < plain.size_count; ++i) {
    problem.sizes.emplace_back(plain.size_names[i], plain.sizes[i]);
  }
  return problem;
}

}  // namespace

Result<std::unique_ptr<fleetmark_kernel>> prepare_kernel(fleetmark_session& session,
                                                         const fleetmark_problem& plain,
                                                         const InputRecipe& recipe) {
  FLEETMARK_GPU(gpuSetDevice(session.device));
  FLEETMARK_TRY(const Problem problem, problem_of(plain));
  for (const auto& variant : session.variants) {
    if (variant.kernel != plain.kernel || variant.name != plain.variant) continue;
    auto prepared = std::make_unique<fleetmark_kernel>();
    prepared->session = &session;
    FLEETMARK_TRY(prepared->kernel, variant.make(session.shape, problem, plain.operand_sets));
    FLEETMARK_CHECK(prepared->kernel->fill(session.stream.get(), recipe));
    FLEETMARK_CHECK(prepared->kernel->poison(session.stream.get()));
    FLEETMARK_GPU(gpuStreamSynchronize(session.stream.get()));
    return prepared;
  }
  return Error{ErrorCode::kNotSupported,
               std::string(plain.kernel) + "/" + plain.variant + " is not on this device"};
}

Result<double> time_batch(fleetmark_session& session, fleetmark_kernel& kernel, int first_set,
                          int launches) {
  const gpu::gpu_stream stream = session.stream.get();
  const int sets = kernel.kernel->operand_sets();
  const bool is_held = launches <= kMaxHeldLaunches;
  if (is_held) FLEETMARK_CHECK(session.hold.begin(stream));
  // Whatever fails while the stream is held, it must be let go before anybody waits for it.
  const auto queue = [&]() -> Result<> {
    FLEETMARK_GPU(gpuEventRecord(session.begin.get(), stream));
    for (int launch = 0; launch < launches; ++launch) {
      FLEETMARK_CHECK(kernel.kernel->enqueue(stream, (first_set + launch) % sets));
    }
    FLEETMARK_GPU(gpuEventRecord(session.end.get(), stream));
    return {};
  };
  const Result<> queued = queue();
  if (is_held) session.hold.release();
  FLEETMARK_CHECK(queued);
  FLEETMARK_GPU(gpuEventSynchronize(session.end.get()));
  float milliseconds = 0;
  FLEETMARK_GPU(gpuEventElapsedTime(&milliseconds, session.begin.get(), session.end.get()));
  return static_cast<double>(milliseconds) * 1e-3;
}

void read_state(fleetmark_session& session, fleetmark_state& out) {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  const gpu::NvmlReading reading = session.nvml ? session.nvml->read() : gpu::NvmlReading{};
  out.clock_hz = reading.sm_clock_hz.value_or(unknown);
  out.memory_clock_hz = reading.memory_clock_hz.value_or(unknown);
  out.pcie_generation = unknown;
  out.power_w = reading.power_w.value_or(unknown);
  out.energy_j = reading.energy_j.value_or(unknown);
  out.temperature_c = reading.temperature_c.value_or(unknown);
  std::strncpy(out.throttle, reading.throttle.value_or("").c_str(), sizeof out.throttle - 1);
}

}  // namespace fleetmark::cuda

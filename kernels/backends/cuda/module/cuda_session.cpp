// SPDX-License-Identifier: Apache-2.0
// Preparing, timing and watching on an open device: see cuda_session.h.
#include "kernels/backends/cuda/module/cuda_session.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>

#include "kernels/gpu/held_timing.h"
#include "kernels/gpu/wait.h"

namespace fleetmark::cuda {
namespace {

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
  FLEETMARK_TRY(const Problem problem, problem_of(plain));
  for (const auto& variant : session.variants) {
    if (variant.kernel != plain.kernel || variant.name != plain.variant) continue;
    if (!variant.runs_on(session.shape)) {
      return gpu::does_not_run(variant.implementation, variant.needs, session.shape);
    }
    auto prepared = std::make_unique<fleetmark_kernel>();
    prepared->session = &session;
    FLEETMARK_TRY(prepared->kernel, variant.make(session.shape, problem, plain.operand_sets));
    FLEETMARK_CHECK(prepared->kernel->fill(session.stream.get(), recipe));
    if (auto tuned = prepared->kernel->tune(session.stream.get()); !tuned) {
      // What a device that hangs may still be using is not freed.
      if (tuned.error().code == ErrorCode::kDeviceLost) {
        session.is_abandoned = true;
        static_cast<void>(prepared.release());
      }
      return tuned.error();
    }
    FLEETMARK_CHECK(prepared->kernel->poison(session.stream.get()));
    FLEETMARK_GPU(gpuStreamSynchronize(session.stream.get()));
    return prepared;
  }
  return Error{ErrorCode::kNotSupported,
               std::string(plain.kernel) + "/" + plain.variant + " is not on this device"};
}

Result<> wait_for_session(fleetmark_session& session) {
  auto waited = gpu::wait_for(session.stream.get());
  if (!waited) session.is_abandoned = true;
  return waited;
}

namespace {

// Part of a batch: what is queued at once.
struct Part {
  int first_set = 0;
  int launches = 0;
  bool is_first = true;  // the clock is stamped before the first part and after the last
  bool is_last = true;
};

Result<> queue_part(fleetmark_session& session, fleetmark_kernel& kernel, const Part& part) {
  const gpu::gpu_stream stream = session.stream.get();
  const int sets = kernel.kernel->operand_sets();
  if (part.is_first) FLEETMARK_CHECK(session.stamper.before(stream));
  FLEETMARK_GPU(gpuEventRecord(session.begin.get(), stream));
  for (int launch = 0; launch < part.launches; ++launch) {
    FLEETMARK_CHECK(kernel.kernel->enqueue(stream, (part.first_set + launch) % sets));
  }
  FLEETMARK_GPU(gpuEventRecord(session.end.get(), stream));
  if (part.is_last) FLEETMARK_CHECK(session.stamper.after(stream));
  FLEETMARK_GPU(gpuEventRecord(session.stamped.get(), stream));
  return {};
}

// Empty: the stream was let go before all was queued.
Result<std::optional<double>> try_part(fleetmark_session& session, fleetmark_kernel& kernel,
                                       const Part& part, bool is_held) {
  if (is_held) FLEETMARK_CHECK(session.hold.begin(session.stream.get()));
  const Result<> queued = queue_part(session, kernel, part);
  // Whatever failed while the stream was held, it must be let go before anybody waits for it.
  if (is_held) session.hold.release();
  if (!queued) return queued.error();
  if (auto done = gpu::wait_for(session.stamped.get()); !done) {
    session.is_abandoned = true;
    return done.error();
  }
  if (is_held && session.hold.has_given_up()) return std::optional<double>();
  float milliseconds = 0;
  FLEETMARK_GPU(gpuEventElapsedTime(&milliseconds, session.begin.get(), session.end.get()));
  return std::optional<double>(static_cast<double>(milliseconds) * 1e-3);
}

Result<double> time_part(fleetmark_session& session, fleetmark_kernel& kernel, const Part& part,
                         bool is_held) {
  return gpu::held_to_the_end(part.launches,
                              [&] { return try_part(session, kernel, part, is_held); });
}

}  // namespace

// A held stream takes so many launches and no more: beyond, the queue may fill, and the host would
// wait for a queue that waits for the host. A longer batch is timed in parts, so that short kernels
// are measured by the device's own pace and not by that of the host.
Result<fleetmark_timing> time_batch(fleetmark_session& session, fleetmark_kernel& kernel,
                                    int first_set, int launches) {
  const int most = kernel.kernel->max_held_launches();
  const bool is_held = most > 0;
  const int step = is_held ? most : launches;
  session.stamper.clear();
  double seconds = 0;
  for (int done = 0; done < launches; done += step) {
    const Part part{(first_set + done) % kernel.kernel->operand_sets(),
                    std::min(step, launches - done), done == 0, done + step >= launches};
    FLEETMARK_TRY(const double elapsed, time_part(session, kernel, part, is_held));
    seconds += elapsed;
  }
  std::optional<double> clock = session.stamper.clock_hz();
  session.clock_source =
      clock ? "cycle counter over global timer, per SM" : "management library, between batches";
  if (!clock && session.telemetry) clock = session.telemetry->last_sm_clock_hz();
  return fleetmark_timing{seconds, clock.value_or(-1)};
}

Result<> read_state(fleetmark_session& session, fleetmark_state& out) {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  gpu::TelemetryMeans means;
  if (session.telemetry) {
    FLEETMARK_TRY(means, session.telemetry->take());
  }
  out.clock_hz = means.sm_clock_hz.value_or(unknown);
  out.memory_clock_hz = means.memory_clock_hz.value_or(unknown);
  out.power_w = means.power_w.value_or(unknown);
  out.energy_j = means.energy_j.value_or(unknown);
  out.temperature_c = means.temperature_c.value_or(unknown);
  out.pcie_generation = means.pcie_generation ? *means.pcie_generation : unknown;
  const auto copy = [](auto& to, const std::string& text) {
    std::strncpy(to, text.c_str(), sizeof to - 1);
  };
  copy(out.throttle, means.throttle.value_or(""));
  copy(out.clock_source, session.clock_source);
  copy(out.power_source, means.power_source);
  return {};
}

Result<> read_counters(fleetmark_session& session, fleetmark_fact_sink sink, void* context) {
  if (!session.telemetry) return {};
  FLEETMARK_TRY(const auto counters, session.telemetry->counters());
  for (const auto& [key, value] : counters) {
    sink(context, key.c_str(), value ? 1 : 0, value.value_or(0), nullptr,
         value ? nullptr : "not reported by the driver");
  }
  return {};
}

}  // namespace fleetmark::cuda

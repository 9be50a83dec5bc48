// SPDX-License-Identifier: Apache-2.0
// What a backend is: a way to reach devices of one kind. A backend that cannot run here says why in
// one line and offers no devices; it never stops the program.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/api/device_info.h"
#include "kernels/api/kernel.h"

namespace fleetmark {

// One way to run one kernel on the session's device.
struct KernelVariant {
  const KernelSpec* spec = nullptr;
  std::string name;  // "nontemporal", "openblas", "naive": after the slash in triad/nontemporal
  std::string implementation;  // what really runs: "fleetmark avx512", "OpenBLAS 0.3.21 (openmp)"
  std::vector<DType> dtypes;   // those that run on this device
  bool is_library = false;     // a vendor or ecosystem library, not ours
  bool is_oracle = false;      // slow and plain; never in a suite
};

struct PrepareOptions {
  int operand_sets = 1;
  InputRecipe recipe;
};

// Device time of `launches` back-to-back launches, and what could be seen to disturb them.
struct TimedBatch {
  Seconds elapsed;             // of the whole batch
  std::optional<Hertz> clock;  // mean core clock during the batch, where it can be read
  int cpu_migrations = 0;      // worker threads found on another CPU than their own
  int preemptions = 0;         // involuntary context switches of the workers
};

// A look at the device between samples: means over the time since the last look, where the device
// is watched continuously; empty where unreadable.
struct DeviceState {
  std::optional<Hertz> clock;
  std::optional<Hertz> memory_clock;
  std::optional<Watts> power;
  std::optional<Joules> energy;  // cumulative counter
  std::optional<double> temperature_c;
  std::optional<int> pcie_generation;   // as trained now: read it under load
  std::optional<std::string> throttle;  // "none", "power_cap", "thermal", "power_brake", ...
  std::optional<double> other_load;     // CPU seconds per second used by others on our CPUs
  std::string clock_source;             // how the clock of a TimedBatch came about
  std::string power_source;             // "instantaneous", "driver's average, windows of 2 s"
};

// A prepared kernel as part of a sequence: how often it is launched before the next one is.
struct SequenceStep {
  PreparedKernel* kernel = nullptr;
  std::int64_t launches = 1;
};

class Session {
 public:
  virtual ~Session() = default;
  [[nodiscard]] virtual const DeviceInfo& device() const = 0;
  [[nodiscard]] virtual const std::vector<KernelVariant>& variants() const = 0;
  // Allocates, first-touches and fills. kNotSupported and kOutOfMemory become skips.
  virtual Result<std::unique_ptr<PreparedKernel>> prepare(const KernelVariant& variant,
                                                          const Problem& problem,
                                                          const PrepareOptions& options) = 0;
  // Launches back to back, starting at operand set `first_set` and rotating; waits for the end.
  virtual Result<TimedBatch> time(PreparedKernel& kernel, int first_set, int launches) = 0;
  // Kernels of this session as one, whose launch runs them in order, each on its own operand sets
  // in rotation; they outlive it. It has neither inputs nor output of its own: fill, poison and
  // check the parts. How it is launched is its choice().
  virtual Result<std::unique_ptr<PreparedKernel>> join(std::vector<SequenceStep> steps);
  virtual DeviceState state() = 0;
  // Cumulative counters, to be compared before and after: seconds throttled by cause
  // ("throttled_power_cap_s"), errors by kind ("xid_errors"). With them the limits that somebody
  // may change meanwhile ("power_limit_w", "default_power_limit_w"). Empty where there are none.
  virtual Result<std::vector<DeviceFact>> counters() { return std::vector<DeviceFact>{}; }
  // Whether anything was written outside the buffers of the kernels that are alive, after all work
  // is done: kWrongAnswer. A backend that cannot tell says yes.
  virtual Result<> check_memory() { return {}; }
};

class Backend {
 public:
  virtual ~Backend() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  // Why there are no devices, in one line; empty when usable.
  [[nodiscard]] virtual std::string unavailable_reason() const = 0;
  // Version strings worth recording: {"cuda_driver", "13000"}.
  [[nodiscard]] virtual std::vector<DeviceFact> libraries() const = 0;
  [[nodiscard]] virtual std::vector<DeviceInfo> devices() const = 0;
  virtual Result<std::unique_ptr<Session>> open(int index) = 0;
};

}  // namespace fleetmark

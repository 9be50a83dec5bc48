// SPDX-License-Identifier: Apache-2.0
// Watches a device from a thread of its own, so that no driver call ever stands between two timed
// batches. A call that does not come back in time is an error for the caller, who goes on; the
// thread and the library stay behind, for nothing can end such a call.
#pragma once

#include <memory>
#include <vector>

#include "kernels/api/result.h"
#include "kernels/gpu/nvml.h"
#include "kernels/gpu/telemetry_window.h"

namespace fleetmark::gpu {

struct TelemetryOptions {
  double period_s = 0.02;
  double energy_period_s = 0.1;  // the counter's own tick; reading it takes milliseconds
  double patience_s = 5;         // how long a driver call may take
};

class Telemetry {
 public:
  static std::unique_ptr<Telemetry> start(std::unique_ptr<Nvml> nvml,
                                          const TelemetryOptions& options);
  // Waits for the call in flight, for `patience_s` at most.
  ~Telemetry();
  Telemetry(const Telemetry&) = delete;
  Telemetry& operator=(const Telemetry&) = delete;

  // Means since the last call, or the last known ones when no reading fell in between. Does not
  // wait. kDeviceLost when a driver call is overdue.
  Result<TelemetryMeans> take();
  // As read last, for what has no clock of its own. Does not wait, and takes nothing from take().
  [[nodiscard]] std::optional<double> last_sm_clock_hz() const;
  // Fresh counters; waits for them. kDeviceLost when a driver call is overdue.
  Result<std::vector<NvmlCounter>> counters();

 private:
  struct Shared;
  explicit Telemetry(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
  std::shared_ptr<Shared> shared_;
};

}  // namespace fleetmark::gpu

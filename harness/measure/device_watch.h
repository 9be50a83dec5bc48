// SPDX-License-Identifier: Apache-2.0
// What the device told of itself while samples were taken: windows, counters, and what they spoil.
// One for all that take turns, for the device is one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/measure/sampling.h"
#include "harness/record/measurement.h"
#include "kernels/api/backend.h"

namespace fleetmark::measure {

class DeviceWatch {
 public:
  // `counters_first`: as they stood before the case was prepared; empty: nobody asked.
  DeviceWatch(Session& session, std::vector<DeviceFact> counters_first)
      : session_(session), counters_first_(std::move(counters_first)) {}

  // Reads the counters; the first window begins at `begin_s()`, read from the clock after that.
  Result<> begin(Clock& clock);
  [[nodiscard]] double begin_s() const { return begin_s_; }
  // Closes the window when it is due, or whenever something lies in it where `is_last`.
  void look(double now_s, bool is_last);
  // Reads the counters again and judges them.
  Result<> end(Clock& clock);

  [[nodiscard]] bool is_spoilt() const { return !seen_.invalidating.empty(); }
  [[nodiscard]] const Disturbance& seen() const { return seen_; }
  [[nodiscard]] const std::vector<record::Window>& windows() const { return windows_; }
  [[nodiscard]] const record::Watch& watch() const { return watch_; }

 private:
  void close_window(double now_s);
  void note_watch(const DeviceState& state);

  Session& session_;
  double begin_s_ = 0;
  double window_begin_s_ = 0;
  std::vector<DeviceFact> counters_first_, counters_before_;
  bool counts_throttling_ = false;
  std::optional<Joules> energy_before_;
  Disturbance seen_;
  std::vector<record::Window> windows_;
  record::Watch watch_;
};

}  // namespace fleetmark::measure

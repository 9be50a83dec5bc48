// SPDX-License-Identifier: Apache-2.0
// When warm-up is over: not after a count, but when nothing drifts any more. Clock and power are
// compared between successive windows where they can be read, else the time of a launch. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernels/api/backend.h"

namespace fleetmark::measure {

struct SettlePolicy {
  double window_s = 0.25;
  double max_clock_drift = 0.01;
  double max_power_drift = 0.02;
  double max_time_drift = 0.02;  // of the windows' median launch time, where no clock can be read
  double time_limit_s = 2.0;     // 0: one batch is all
};

class SettleRule {
 public:
  explicit SettleRule(const SettlePolicy& policy) : policy_(policy) {}

  // One batch: when it ended (since warm-up began), seconds per launch, what the device said.
  void observe(double at_s, double seconds_per_launch, const DeviceState& state);
  [[nodiscard]] bool is_settled() const { return is_settled_; }
  [[nodiscard]] bool is_over(double at_s) const {
    return is_settled_ || at_s >= policy_.time_limit_s;
  }
  [[nodiscard]] std::string rule() const;       // in words, for the record
  [[nodiscard]] std::string end_state() const;  // "launch time drift 0.4 %"

 private:
  struct Window {
    std::vector<double> seconds, clocks, powers;
  };
  void close_window();

  SettlePolicy policy_;
  Window current_;
  std::optional<Window> previous_;
  double window_begin_s_ = 0;
  bool is_settled_ = false;
  std::string end_state_ = "no two windows completed";
};

}  // namespace fleetmark::measure

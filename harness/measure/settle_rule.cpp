// SPDX-License-Identifier: Apache-2.0
// See settle_rule.h.
#include "harness/measure/settle_rule.h"

#include <cmath>
#include <cstdio>

#include "harness/measure/statistics.h"

namespace fleetmark::measure {
namespace {

double drift(const std::vector<double>& before, const std::vector<double>& after) {
  const double reference = median(before);
  const double change = std::fabs(median(after) - reference);
  return change > 0 ? change / reference : 0;  // an idle device may draw 0 W twice
}

std::string percent_text(double ratio) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2g %%", ratio * 100);
  return text;
}

}  // namespace

void SettleRule::observe(double at_s, double seconds_per_launch, const DeviceState& state) {
  current_.seconds.push_back(seconds_per_launch);
  if (state.clock) current_.clocks.push_back(state.clock->value);
  if (state.power) current_.powers.push_back(state.power->value);
  if (at_s - window_begin_s_ < policy_.window_s) return;
  close_window();
  window_begin_s_ = at_s;
}

void SettleRule::close_window() {
  if (previous_) {
    const bool has_clock = !previous_->clocks.empty() && !current_.clocks.empty();
    const bool has_power = !previous_->powers.empty() && !current_.powers.empty();
    is_settled_ = true;
    end_state_.clear();
    const auto judge = [this](const char* what, double found, double limit) {
      is_settled_ = is_settled_ && found <= limit;
      end_state_ +=
          (end_state_.empty() ? "" : ", ") + std::string(what) + " drift " + percent_text(found);
    };
    if (has_clock)
      judge("clock", drift(previous_->clocks, current_.clocks), policy_.max_clock_drift);
    if (has_power)
      judge("power", drift(previous_->powers, current_.powers), policy_.max_power_drift);
    if (!has_clock) {
      judge("launch time", drift(previous_->seconds, current_.seconds), policy_.max_time_drift);
    }
  }
  previous_ = std::move(current_);
  current_ = Window{};
}

std::string SettleRule::rule() const {
  if (policy_.time_limit_s <= 0) return "none: the suite asks for no settling";
  return "two windows of " + std::to_string(static_cast<int>(policy_.window_s * 1000)) +
         " ms differ by at most " + percent_text(policy_.max_clock_drift) + " in clock and " +
         percent_text(policy_.max_power_drift) + " in power, or, where no clock can be read, " +
         percent_text(policy_.max_time_drift) + " in launch time";
}

std::string SettleRule::end_state() const { return end_state_; }

}  // namespace fleetmark::measure

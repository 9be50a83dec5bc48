// SPDX-License-Identifier: Apache-2.0
// See device_watch.h.
#include "harness/measure/device_watch.h"

#include <algorithm>

#include "harness/measure/telemetry.h"

namespace fleetmark::measure {
namespace {

constexpr double kWindowSeconds = 0.5;  // how often the device is asked for its state

}  // namespace

Result<> DeviceWatch::begin(Clock& clock) {
  FLEETMARK_TRY(counters_before_, session_.counters());
  counts_throttling_ =
      classify_throttle(counter_changes(counters_before_, counters_before_), 1).is_known;
  begin_s_ = clock.now_s();
  window_begin_s_ = begin_s_;
  energy_before_ = session_.state().energy;  // differences of counters start here
  return {};
}

void DeviceWatch::look(double now_s, bool is_last) {
  if (now_s - window_begin_s_ >= kWindowSeconds) close_window(now_s);
  if (is_last && now_s > window_begin_s_) close_window(now_s);
}

Result<> DeviceWatch::end(Clock& clock) {
  FLEETMARK_TRY(const auto counters_after, session_.counters());
  watch_.counters = case_changes(counters_first_, counters_before_, counters_after);
  watch_.power_limits =
      power_limits(counters_first_.empty() ? counters_before_ : counters_first_, counters_after);
  const ThrottleVerdict throttle = classify_throttle(watch_.counters, clock.now_s() - begin_s_);
  if (throttle.is_known) {
    seen_.invalidating = throttle.invalidating;
    seen_.saw_power_cap = throttle.has_power_cap;
  }
  if (!throttle.limiting.empty()) seen_.clock_limits = throttle.limiting;
  const ErrorVerdict errors = classify_errors(watch_.counters);
  seen_.fatal_errors = errors.invalidating;
  seen_.corrected_errors = errors.corrected;
  return {};
}

void DeviceWatch::note_watch(const DeviceState& state) {
  watch_.clock_source = state.clock_source;
  watch_.power_source = state.power_source;
  if (state.memory_clock) watch_.memory_clock_hz = state.memory_clock->value;
  if (state.pcie_generation) {
    watch_.pcie_generation = std::max(watch_.pcie_generation.value_or(0), *state.pcie_generation);
  }
}

void DeviceWatch::close_window(double now_s) {
  const DeviceState state = session_.state();
  record::Window window;
  window.begin_s = window_begin_s_ - begin_s_;
  window.end_s = now_s - begin_s_;
  if (state.clock) {
    window.clock_hz = state.clock->value;
    seen_.window_clock.note(state.clock->value);
  }
  if (state.power) window.power_w = state.power->value;
  window.temperature_c = state.temperature_c;
  window.throttle = state.throttle;
  window.other_load = state.other_load;
  if (state.energy && energy_before_) window.energy_j = (*state.energy - *energy_before_).value;
  energy_before_ = state.energy;
  window_begin_s_ = now_s;
  if (state.other_load)
    seen_.worst_other_load = std::max(seen_.worst_other_load, *state.other_load);
  note_watch(state);
  // Where the device counts, the counters decide; a reading only catches what lasts.
  if (state.throttle == "power_cap") seen_.saw_power_cap = true;
  if (state.throttle == "other") seen_.clock_limits = "a cause that the driver does not count";
  if (is_slowdown(state.throttle) && !counts_throttling_) seen_.invalidating = *state.throttle;
  windows_.push_back(window);
}

}  // namespace fleetmark::measure

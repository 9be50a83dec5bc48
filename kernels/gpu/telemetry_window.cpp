// SPDX-License-Identifier: Apache-2.0
// See telemetry_window.h.
#include "kernels/gpu/telemetry_window.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace fleetmark::gpu {
namespace {

constexpr const char* kInstantaneous = "instantaneous";
constexpr const char* kAveraged = "driver's average over 1 s, windows of at least 2 s";

// From harmless to worst: what a window is called is the worst that any reading in it saw.
constexpr std::array<std::string_view, 6> kBySeverity{"none",        "other",       "power_cap",
                                                      "hw_slowdown", "power_brake", "thermal"};

std::size_t severity(std::string_view name) {
  const auto* at = std::ranges::find(kBySeverity, name);
  return static_cast<std::size_t>(at - kBySeverity.begin());
}

}  // namespace

void TelemetryWindow::add(double at_s, const NvmlReading& reading) {
  sm_clock_.add(reading.sm_clock_hz);
  memory_clock_.add(reading.memory_clock_hz);
  if (reading.power_w) add_power(at_s, reading);
  if (reading.temperature_c) {
    temperature_c_ =
        std::max(temperature_c_.value_or(*reading.temperature_c), *reading.temperature_c);
  }
  if (reading.pcie_generation) {
    pcie_generation_ = std::max(pcie_generation_.value_or(0), *reading.pcie_generation);
  }
  if (reading.throttle && (!throttle_ || severity(*reading.throttle) > severity(*throttle_))) {
    throttle_ = reading.throttle;
  }
}

void TelemetryWindow::add_power(double at_s, const NvmlReading& reading) {
  power_source_ = reading.is_power_instantaneous ? kInstantaneous : kAveraged;
  if (!has_power_begun_) {
    has_power_begun_ = true;
    power_begin_s_ = at_s;
  }
  power_end_s_ = at_s;
  if (reading.is_power_instantaneous || at_s - power_begin_s_ >= kPowerAveragingS) {
    power_.add(reading.power_w);
  }
}

TelemetryMeans TelemetryWindow::take() {
  TelemetryMeans means;
  means.sm_clock_hz = sm_clock_.value();
  means.memory_clock_hz = memory_clock_.value();
  means.energy_j = energy_j_;
  means.temperature_c = temperature_c_;
  means.pcie_generation = pcie_generation_;
  means.throttle = throttle_;
  means.power_source = power_source_;
  const bool is_averaged = power_source_ == kAveraged;
  if (is_averaged && power_end_s_ - power_begin_s_ >= kAveragedPowerWindowS) {
    last_averaged_power_w_ = power_.value();
  }
  means.power_w = is_averaged ? last_averaged_power_w_ : power_.value();
  if (!is_averaged || power_end_s_ - power_begin_s_ >= kAveragedPowerWindowS) {
    power_ = Mean{};
    has_power_begun_ = false;
  }
  sm_clock_ = memory_clock_ = Mean{};
  temperature_c_.reset();
  pcie_generation_.reset();
  throttle_.reset();
  return means;
}

}  // namespace fleetmark::gpu

// SPDX-License-Identifier: Apache-2.0
// What readings of the management library become: means over the time since they were last asked
// for. Pure: times come in, nothing is read here.
#pragma once

#include <optional>
#include <string>

#include "kernels/gpu/nvml.h"

namespace fleetmark::gpu {

struct TelemetryMeans {
  std::optional<double> sm_clock_hz;
  std::optional<double> memory_clock_hz;
  std::optional<double> power_w;
  std::optional<double> energy_j;  // the counter, as read last
  std::optional<double> temperature_c;
  std::optional<int> pcie_generation;   // highest seen
  std::optional<std::string> throttle;  // the worst seen
  std::string power_source;             // empty: power cannot be read
};

// The plain power reading is the driver's average over the last second: a window counts only when
// it is twice as long, and then without its first second, which looks back before its beginning.
inline constexpr double kAveragedPowerWindowS = 2;
inline constexpr double kPowerAveragingS = 1;

class TelemetryWindow {
 public:
  void add(double at_s, const NvmlReading& reading);
  void add_energy(double joules) { energy_j_ = joules; }
  // Means since the last call. Averaged power keeps gathering until its window is long enough, and
  // is the last such window's mean until then.
  TelemetryMeans take();

 private:
  struct Mean {
    double sum = 0;
    int count = 0;
    void add(const std::optional<double>& value) {
      if (value) sum += *value, ++count;
    }
    [[nodiscard]] std::optional<double> value() const {
      return count > 0 ? std::optional<double>(sum / count) : std::nullopt;
    }
  };
  void add_power(double at_s, const NvmlReading& reading);

  Mean sm_clock_, memory_clock_, power_;
  double power_begin_s_ = 0;
  double power_end_s_ = 0;
  bool has_power_begun_ = false;
  std::optional<double> last_averaged_power_w_;
  std::optional<double> energy_j_, temperature_c_;
  std::optional<int> pcie_generation_;
  std::optional<std::string> throttle_;
  std::string power_source_;
};

}  // namespace fleetmark::gpu

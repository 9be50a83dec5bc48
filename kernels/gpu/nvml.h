// SPDX-License-Identifier: Apache-2.0
// NVIDIA's management library, opened at run time with declarations of our own for its stable
// subset. A library or a symbol that is missing is an unknown value, never a failure. Plain C++: no
// CUDA.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fleetmark::gpu {

struct NvmlReading {
  std::optional<double> sm_clock_hz;
  std::optional<double> memory_clock_hz;
  std::optional<double> power_w;
  bool is_power_instantaneous = false;  // otherwise the driver's average over the last second
  std::optional<double> temperature_c;
  std::optional<int> pcie_generation;  // as trained now: falls when idle
  // "none", "power_cap", "thermal", "power_brake", "hw_slowdown" (either of the two), "other"
  std::optional<std::string> throttle;
};

struct NvmlFacts {
  std::optional<double> power_limit_w;  // enforced
  std::optional<double> default_power_limit_w;
  std::optional<bool> ecc_enabled;
  std::optional<bool> mig_enabled;
  std::optional<bool> persistence_enabled;
  std::optional<int> pcie_generation;
  std::optional<int> pcie_width;
  std::optional<int> nvlinks_active;
  std::optional<std::string> driver_version;
};

// A cumulative figure, to be compared before and after.
struct NvmlCounter {
  std::string key;  // "throttled_power_cap_s", "xid_errors"
  std::optional<double> value;
};

class Nvml {
 public:
  // `library`: "libnvidia-ml.so.1", or a path in tests. Null, with the reason, when it cannot be
  // used.
  static std::unique_ptr<Nvml> open(const std::string& library, const std::string& pci_bus_id,
                                    std::string& reason);
  ~Nvml();
  Nvml(const Nvml&) = delete;
  Nvml& operator=(const Nvml&) = delete;

  [[nodiscard]] NvmlReading read() const;
  // Cumulative since the driver was loaded; ticks about ten times a second, takes milliseconds.
  [[nodiscard]] std::optional<double> energy_j() const;
  [[nodiscard]] NvmlFacts facts() const;
  // Xid errors are counted since open(). With them, as they stand now, the power limits
  // ("power_limit_w", the enforced one, and "default_power_limit_w"): somebody may change them
  // while kernels run.
  [[nodiscard]] std::vector<NvmlCounter> counters();

 private:
  struct State;
  explicit Nvml(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Names the worst of the reason bits (nvmlClocksEventReasons in NVIDIA's API reference).
std::string throttle_name(unsigned long long reasons);

}  // namespace fleetmark::gpu

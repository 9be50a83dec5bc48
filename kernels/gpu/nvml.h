// SPDX-License-Identifier: Apache-2.0
// NVIDIA's management library, opened at run time with declarations of our own for its stable
// subset. A library or a symbol that is missing is an unknown value, never a failure. Plain C++: no
// CUDA.
#pragma once

#include <memory>
#include <optional>
#include <string>

namespace fleetmark::gpu {

struct NvmlReading {
  std::optional<double> sm_clock_hz;
  std::optional<double> memory_clock_hz;
  std::optional<double> power_w;   // as the driver averages it
  std::optional<double> energy_j;  // cumulative since the driver was loaded
  std::optional<double> temperature_c;
  std::optional<std::string> throttle;  // "none", "power_cap", "thermal", "hw_slowdown", "other"
};

struct NvmlFacts {
  std::optional<double> power_limit_w;
  std::optional<bool> ecc_enabled;
  std::optional<bool> mig_enabled;
  std::optional<bool> persistence_enabled;
  std::optional<int> pcie_generation;  // as trained now: falls when idle
  std::optional<int> pcie_width;
  std::optional<std::string> driver_version;
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
  [[nodiscard]] NvmlFacts facts() const;

 private:
  struct Functions;
  explicit Nvml(std::unique_ptr<Functions> functions);
  std::unique_ptr<Functions> f_;
};

// Names the worst of the reason bits (nvmlClocksEventReasons in NVIDIA's API reference).
std::string throttle_name(unsigned long long reasons);

}  // namespace fleetmark::gpu

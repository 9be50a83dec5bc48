// SPDX-License-Identifier: Apache-2.0
// See cpu_backend.h.
#include "kernels/backends/cpu/cpu_backend.h"

#include "kernels/backends/cpu/cpu_device_info.h"
#include "kernels/backends/cpu/cpu_session.h"
#include "kernels/cpu/topology.h"

namespace fleetmark::cpu {
namespace {

class CpuBackend final : public Backend {
 public:
  explicit CpuBackend(std::vector<CpuVariant> variants)
      : variants_(std::move(variants)),
        features_(detect_cpu_features()),
        topology_(read_topology()),
        cpus_(usable_cpus()) {}

  [[nodiscard]] std::string_view name() const override { return "cpu"; }
  [[nodiscard]] std::string unavailable_reason() const override { return {}; }
  [[nodiscard]] std::vector<DeviceFact> libraries() const override {
    return {DeviceFact{"hwloc", {}, topology_.hwloc_version, {}}};
  }
  [[nodiscard]] std::vector<DeviceInfo> devices() const override {
    return {read_cpu_device(topology_, features_, cpus_, "")};
  }
  Result<std::unique_ptr<Session>> open(int index) override {
    if (index != 0) return Error{ErrorCode::kNoDevice, "there is one CPU device, cpu:0"};
    return open_cpu_session(devices()[0], features_, variants_, cpus_);
  }

 private:
  std::vector<CpuVariant> variants_;
  CpuFeatures features_;
  Topology topology_;
  std::vector<int> cpus_;
};

}  // namespace

std::unique_ptr<Backend> make_cpu_backend(std::vector<CpuVariant> variants) {
  return std::make_unique<CpuBackend>(std::move(variants));
}

}  // namespace fleetmark::cpu

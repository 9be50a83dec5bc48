// SPDX-License-Identifier: Apache-2.0
// See nvml.h. Signatures and enumerators from NVIDIA's NVML API reference.
#include "kernels/gpu/nvml.h"

#include <dlfcn.h>

namespace fleetmark::gpu {
namespace {

using Device = void*;
constexpr int kSuccess = 0;
constexpr unsigned kClockSm = 1;
constexpr unsigned kClockMemory = 2;
constexpr unsigned kTemperatureGpu = 0;

// nvmlClocksEventReasons: bits that matter here.
constexpr unsigned long long kIdle = 0x1;
constexpr unsigned long long kApplicationClocks = 0x2;
constexpr unsigned long long kSoftwarePowerCap = 0x4;
constexpr unsigned long long kHardwareSlowdown = 0x8;
constexpr unsigned long long kSoftwareThermal = 0x20;
constexpr unsigned long long kHardwareThermal = 0x40;
constexpr unsigned long long kPowerBrake = 0x80;

}  // namespace

struct Nvml::Functions {
  void* library = nullptr;
  Device device = nullptr;
  int (*shutdown)() = nullptr;
  int (*clock_info)(Device, unsigned, unsigned*) = nullptr;
  int (*power_usage)(Device, unsigned*) = nullptr;
  int (*total_energy)(Device, unsigned long long*) = nullptr;
  int (*temperature)(Device, unsigned, unsigned*) = nullptr;
  int (*event_reasons)(Device, unsigned long long*) = nullptr;
  int (*power_limit)(Device, unsigned*) = nullptr;
  int (*ecc_mode)(Device, unsigned*, unsigned*) = nullptr;
  int (*mig_mode)(Device, unsigned*, unsigned*) = nullptr;
  int (*persistence_mode)(Device, unsigned*) = nullptr;
  int (*pcie_generation)(Device, unsigned*) = nullptr;
  int (*pcie_width)(Device, unsigned*) = nullptr;
  int (*driver_version)(char*, unsigned) = nullptr;

  ~Functions() {
    if (shutdown != nullptr && device != nullptr) shutdown();
    if (library != nullptr) ::dlclose(library);
  }
  template <typename Function>
  void find(Function& function, const char* name, const char* older_name = nullptr) {
    function = reinterpret_cast<Function>(::dlsym(library, name));
    if (function == nullptr && older_name != nullptr) {
      function = reinterpret_cast<Function>(::dlsym(library, older_name));
    }
  }
};

namespace {

// One unsigned value times a factor to SI; empty when the call is missing or refuses.
template <typename Function, typename... Before>
std::optional<double> scaled(double factor, Function function, Device device, Before... before) {
  unsigned value = 0;
  if (function == nullptr || function(device, before..., &value) != kSuccess) return std::nullopt;
  return value * factor;
}

template <typename Function>
std::optional<bool> current_mode(Function function, Device device) {
  unsigned current = 0;
  unsigned pending = 0;
  if (function == nullptr || function(device, &current, &pending) != kSuccess) return std::nullopt;
  return current == 1;
}

std::optional<int> as_int(std::optional<double> value) {
  return value ? std::optional<int>(static_cast<int>(*value)) : std::nullopt;
}

}  // namespace

std::string throttle_name(unsigned long long reasons) {
  if ((reasons & (kHardwareThermal | kSoftwareThermal)) != 0) return "thermal";
  if ((reasons & (kHardwareSlowdown | kPowerBrake)) != 0) return "hw_slowdown";
  if ((reasons & kSoftwarePowerCap) != 0) return "power_cap";
  const unsigned long long rest = reasons & ~(kIdle | kApplicationClocks);
  return rest == 0 ? "none" : "other";
}

Nvml::Nvml(std::unique_ptr<Functions> functions) : f_(std::move(functions)) {}
Nvml::~Nvml() = default;

std::unique_ptr<Nvml> Nvml::open(const std::string& library, const std::string& pci_bus_id,
                                 std::string& reason) {
  auto f = std::make_unique<Functions>();
  f->library = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (f->library == nullptr) {
    reason = library + " is not installed";
    return nullptr;
  }
  int (*init)() = nullptr;
  int (*by_bus_id)(const char*, Device*) = nullptr;
  f->find(init, "nvmlInit_v2", "nvmlInit");
  f->find(by_bus_id, "nvmlDeviceGetHandleByPciBusId_v2", "nvmlDeviceGetHandleByPciBusId");
  f->find(f->shutdown, "nvmlShutdown");
  if (init == nullptr || by_bus_id == nullptr || init() != kSuccess) {
    reason = library + " cannot be initialised";
    return nullptr;
  }
  if (by_bus_id(pci_bus_id.c_str(), &f->device) != kSuccess) {
    reason = library + " does not know the device at " + pci_bus_id;
    if (f->shutdown != nullptr) f->shutdown();
    f->device = nullptr;
    return nullptr;
  }
  f->find(f->clock_info, "nvmlDeviceGetClockInfo");
  f->find(f->power_usage, "nvmlDeviceGetPowerUsage");
  f->find(f->total_energy, "nvmlDeviceGetTotalEnergyConsumption");
  f->find(f->temperature, "nvmlDeviceGetTemperature");
  f->find(f->event_reasons, "nvmlDeviceGetCurrentClocksEventReasons",
          "nvmlDeviceGetCurrentClocksThrottleReasons");
  f->find(f->power_limit, "nvmlDeviceGetEnforcedPowerLimit");
  f->find(f->ecc_mode, "nvmlDeviceGetEccMode");
  f->find(f->mig_mode, "nvmlDeviceGetMigMode");
  f->find(f->persistence_mode, "nvmlDeviceGetPersistenceMode");
  f->find(f->pcie_generation, "nvmlDeviceGetCurrPcieLinkGeneration");
  f->find(f->pcie_width, "nvmlDeviceGetCurrPcieLinkWidth");
  f->find(f->driver_version, "nvmlSystemGetDriverVersion");
  return std::unique_ptr<Nvml>(new Nvml(std::move(f)));
}

NvmlReading Nvml::read() const {
  NvmlReading reading;
  reading.sm_clock_hz = scaled(1e6, f_->clock_info, f_->device, kClockSm);
  reading.memory_clock_hz = scaled(1e6, f_->clock_info, f_->device, kClockMemory);
  reading.power_w = scaled(1e-3, f_->power_usage, f_->device);
  reading.temperature_c = scaled(1.0, f_->temperature, f_->device, kTemperatureGpu);
  unsigned long long wide = 0;
  if (f_->total_energy != nullptr && f_->total_energy(f_->device, &wide) == kSuccess) {
    reading.energy_j = static_cast<double>(wide) * 1e-3;
  }
  if (f_->event_reasons != nullptr && f_->event_reasons(f_->device, &wide) == kSuccess) {
    reading.throttle = throttle_name(wide);
  }
  return reading;
}

NvmlFacts Nvml::facts() const {
  NvmlFacts facts;
  facts.power_limit_w = scaled(1e-3, f_->power_limit, f_->device);
  facts.ecc_enabled = current_mode(f_->ecc_mode, f_->device);
  facts.mig_enabled = current_mode(f_->mig_mode, f_->device);
  if (const auto mode = scaled(1.0, f_->persistence_mode, f_->device)) {
    facts.persistence_enabled = *mode == 1;
  }
  facts.pcie_generation = as_int(scaled(1.0, f_->pcie_generation, f_->device));
  facts.pcie_width = as_int(scaled(1.0, f_->pcie_width, f_->device));
  char version[96] = {};
  if (f_->driver_version != nullptr && f_->driver_version(version, sizeof version) == kSuccess) {
    facts.driver_version = version;
  }
  return facts;
}

}  // namespace fleetmark::gpu

// SPDX-License-Identifier: Apache-2.0
// The subset of NVML that is used, declared here so that its header is not needed. Signatures,
// layouts and enumerators from NVIDIA's NVML API reference. A null pointer is a symbol that this
// driver does not have.
#pragma once

#include <dlfcn.h>

#include <optional>

namespace fleetmark::gpu::nvml {

using Device = void*;
using EventSet = void*;
inline constexpr int kSuccess = 0;
inline constexpr unsigned kClockSm = 1;
inline constexpr unsigned kClockMemory = 2;
inline constexpr unsigned kTemperatureGpu = 0;
inline constexpr unsigned long long kXidCriticalError = 0x8;

// NVML_FI_DEV_*
inline constexpr unsigned kFieldPowerInstant = 186;
inline constexpr unsigned kFieldSoftwareThermal = 251;  // nanoseconds, cumulative; likewise below
inline constexpr unsigned kFieldHardwareThermal = 252;
inline constexpr unsigned kFieldPowerBrake = 253;

struct FieldValue {
  unsigned field = 0;
  unsigned scope = 0;
  long long timestamp_us = 0;
  long long latency_us = 0;
  int type = 0;  // 0 double, 1 unsigned, 2 unsigned long, 3 unsigned long long, 4 long long, 5 int
  int status = 0;
  union {
    double as_double;
    unsigned as_unsigned;
    unsigned long long as_wide;
  } value{0};
};
static_assert(sizeof(FieldValue) == 40);

struct ViolationTime {
  unsigned long long reference_us = 0;
  unsigned long long violation_ns = 0;
};

struct EventData {
  Device device = nullptr;
  unsigned long long type = 0;
  unsigned long long data = 0;
  unsigned gpu_instance = 0;
  unsigned compute_instance = 0;
};

struct Functions {
  void* library = nullptr;
  Device device = nullptr;
  EventSet events = nullptr;
  int (*shutdown)() = nullptr;
  int (*clock_info)(Device, unsigned, unsigned*) = nullptr;
  int (*power_usage)(Device, unsigned*) = nullptr;
  int (*field_values)(Device, int, FieldValue*) = nullptr;
  int (*total_energy)(Device, unsigned long long*) = nullptr;
  int (*temperature)(Device, unsigned, unsigned*) = nullptr;
  int (*event_reasons)(Device, unsigned long long*) = nullptr;
  int (*violation)(Device, unsigned, ViolationTime*) = nullptr;
  int (*power_limit)(Device, unsigned*) = nullptr;
  int (*default_power_limit)(Device, unsigned*) = nullptr;
  int (*ecc_mode)(Device, unsigned*, unsigned*) = nullptr;
  int (*ecc_errors)(Device, unsigned, unsigned, unsigned long long*) = nullptr;
  int (*remapped_rows)(Device, unsigned*, unsigned*, unsigned*, unsigned*) = nullptr;
  int (*mig_mode)(Device, unsigned*, unsigned*) = nullptr;
  int (*persistence_mode)(Device, unsigned*) = nullptr;
  int (*pcie_generation)(Device, unsigned*) = nullptr;
  int (*pcie_width)(Device, unsigned*) = nullptr;
  int (*pcie_replays)(Device, unsigned*) = nullptr;
  int (*nvlink_state)(Device, unsigned, unsigned*) = nullptr;
  int (*nvlink_errors)(Device, unsigned, unsigned, unsigned long long*) = nullptr;
  int (*driver_version)(char*, unsigned) = nullptr;
  int (*event_set_create)(EventSet*) = nullptr;
  int (*event_set_free)(EventSet) = nullptr;
  int (*register_events)(Device, unsigned long long, EventSet) = nullptr;
  int (*event_set_wait)(EventSet, EventData*, unsigned) = nullptr;

  ~Functions() {
    if (events != nullptr && event_set_free != nullptr) event_set_free(events);
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

  void find_all() {
    find(shutdown, "nvmlShutdown");
    find(clock_info, "nvmlDeviceGetClockInfo");
    find(power_usage, "nvmlDeviceGetPowerUsage");
    find(field_values, "nvmlDeviceGetFieldValues");
    find(total_energy, "nvmlDeviceGetTotalEnergyConsumption");
    find(temperature, "nvmlDeviceGetTemperature");
    find(event_reasons, "nvmlDeviceGetCurrentClocksEventReasons",
         "nvmlDeviceGetCurrentClocksThrottleReasons");
    find(violation, "nvmlDeviceGetViolationStatus");
    find(power_limit, "nvmlDeviceGetEnforcedPowerLimit");
    find(default_power_limit, "nvmlDeviceGetPowerManagementDefaultLimit");
    find(ecc_mode, "nvmlDeviceGetEccMode");
    find(ecc_errors, "nvmlDeviceGetTotalEccErrors");
    find(remapped_rows, "nvmlDeviceGetRemappedRows");
    find(mig_mode, "nvmlDeviceGetMigMode");
    find(persistence_mode, "nvmlDeviceGetPersistenceMode");
    find(pcie_generation, "nvmlDeviceGetCurrPcieLinkGeneration");
    find(pcie_width, "nvmlDeviceGetCurrPcieLinkWidth");
    find(pcie_replays, "nvmlDeviceGetPcieReplayCounter");
    find(nvlink_state, "nvmlDeviceGetNvLinkState");
    find(nvlink_errors, "nvmlDeviceGetNvLinkErrorCounter");
    find(driver_version, "nvmlSystemGetDriverVersion");
    find(event_set_create, "nvmlEventSetCreate");
    find(event_set_free, "nvmlEventSetFree");
    find(register_events, "nvmlDeviceRegisterEvents");
    find(event_set_wait, "nvmlEventSetWait_v2", "nvmlEventSetWait");
  }

  // The last integer argument of `function`, or empty when it is missing or refuses.
  template <typename Value = unsigned, typename Function, typename... Before>
  std::optional<double> ask(Function function, Before... before) const {
    Value value = 0;
    if (function == nullptr || function(device, before..., &value) != kSuccess) return std::nullopt;
    return static_cast<double>(value);
  }

  [[nodiscard]] std::optional<double> field(unsigned id) const {
    FieldValue value;
    value.field = id;
    if (field_values == nullptr || field_values(device, 1, &value) != kSuccess) return std::nullopt;
    if (value.status != kSuccess) return std::nullopt;
    if (value.type == 0) return value.value.as_double;
    const bool is_narrow = value.type == 1 || value.type == 5;
    return is_narrow ? static_cast<double>(value.value.as_unsigned)
                     : static_cast<double>(value.value.as_wide);
  }
};

}  // namespace fleetmark::gpu::nvml

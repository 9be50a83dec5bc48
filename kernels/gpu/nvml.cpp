// SPDX-License-Identifier: Apache-2.0
// See nvml.h.
#include "kernels/gpu/nvml.h"

#include <array>

#include "kernels/gpu/nvml_functions.h"

namespace fleetmark::gpu {
namespace {

// nvmlClocksEventReasons: bits that matter here.
constexpr unsigned long long kIdle = 0x1;
constexpr unsigned long long kApplicationClocks = 0x2;
constexpr unsigned long long kSoftwarePowerCap = 0x4;
constexpr unsigned long long kHardwareSlowdown = 0x8;
constexpr unsigned long long kSoftwareThermal = 0x20;
constexpr unsigned long long kHardwareThermal = 0x40;
constexpr unsigned long long kPowerBrake = 0x80;

constexpr unsigned kMaxLinks = 18;  // NVML_NVLINK_MAX_LINKS

std::optional<double> scaled(double factor, std::optional<double> value) {
  return value ? std::optional<double>(*value * factor) : std::nullopt;
}
std::optional<int> as_int(std::optional<double> value) {
  return value ? std::optional<int>(static_cast<int>(*value)) : std::nullopt;
}

template <typename Function>
std::optional<bool> current_mode(Function function, nvml::Device device) {
  unsigned current = 0;
  unsigned pending = 0;
  if (function == nullptr || function(device, &current, &pending) != nvml::kSuccess) {
    return std::nullopt;
  }
  return current == 1;
}

// Empty: the device has none, or cannot tell.
std::optional<std::vector<unsigned>> active_links(const nvml::Functions& f) {
  if (!f.ask(f.nvlink_state, 0U)) return std::nullopt;
  std::vector<unsigned> active;
  for (unsigned link = 0; link < kMaxLinks; ++link) {
    if (f.ask(f.nvlink_state, link).value_or(0) == 1) active.push_back(link);
  }
  return active;
}

std::optional<double> nvlink_errors(const nvml::Functions& f, const std::vector<unsigned>& links,
                                    unsigned kind) {
  std::optional<double> sum;
  for (const unsigned link : links) {
    const auto one = f.ask<unsigned long long>(f.nvlink_errors, link, kind);
    if (one) sum = sum.value_or(0) + *one;
  }
  return sum;
}

struct PolicyRow {
  const char* key;
  unsigned policy;  // nvmlPerfPolicyType_t
  unsigned field;   // NVML_FI_DEV_PERF_POLICY_*: the same where the driver has no violation status
};
constexpr std::array kPolicies{
    PolicyRow{"throttled_power_cap_s", 0, 74},   PolicyRow{"throttled_thermal_s", 1, 75},
    PolicyRow{"throttled_sync_boost_s", 2, 76},  PolicyRow{"throttled_board_limit_s", 3, 77},
    PolicyRow{"throttled_reliability_s", 5, 79}, PolicyRow{"below_base_clock_s", 11, 81}};

std::optional<double> seconds_violated(const nvml::Functions& f, const PolicyRow& row) {
  nvml::ViolationTime time;
  if (f.violation != nullptr && f.violation(f.device, row.policy, &time) == nvml::kSuccess) {
    return static_cast<double>(time.violation_ns) * 1e-9;
  }
  return scaled(1e-9, f.field(row.field));
}

struct FieldRow {
  const char* key;
  unsigned field;
};
constexpr std::array kThrottleFields{
    FieldRow{"throttled_software_thermal_s", nvml::kFieldSoftwareThermal},
    FieldRow{"throttled_hardware_thermal_s", nvml::kFieldHardwareThermal},
    FieldRow{"throttled_power_brake_s", nvml::kFieldPowerBrake}};

constexpr std::array<const char*, 4> kLinkErrors{"nvlink_replay_errors", "nvlink_recovery_errors",
                                                 "nvlink_crc_flit_errors",
                                                 "nvlink_crc_data_errors"};

void add_row_remaps(const nvml::Functions& f, std::vector<NvmlCounter>& counters) {
  std::array<unsigned, 4> rows{};
  const bool is_known =
      f.remapped_rows != nullptr &&
      f.remapped_rows(f.device, &rows[0], &rows[1], &rows[2], &rows[3]) == nvml::kSuccess;
  const auto value = [&](std::size_t i) {
    return is_known ? std::optional<double>(rows[i]) : std::nullopt;
  };
  counters.push_back({"remapped_rows_corrected", value(0)});
  counters.push_back({"remapped_rows_uncorrected", value(1)});
  counters.push_back({"row_remap_pending", value(2)});  // until the device is reset
  counters.push_back({"row_remap_failed", value(3)});
}

}  // namespace

struct Nvml::State {
  nvml::Functions f;
  double xids = 0;
  // Asked once: with 18 links the states alone were half of the calls for which a device that is
  // warm waits between warm-up and samples.
  std::optional<std::vector<unsigned>> links;
};

std::string throttle_name(unsigned long long reasons) {
  if ((reasons & (kHardwareThermal | kSoftwareThermal)) != 0) return "thermal";
  if ((reasons & kPowerBrake) != 0) return "power_brake";
  if ((reasons & kHardwareSlowdown) != 0) return "hw_slowdown";  // the driver does not say which
  if ((reasons & kSoftwarePowerCap) != 0) return "power_cap";
  const unsigned long long rest = reasons & ~(kIdle | kApplicationClocks);
  return rest == 0 ? "none" : "other";
}

Nvml::Nvml(std::unique_ptr<State> state) : state_(std::move(state)) {}
Nvml::~Nvml() = default;

std::unique_ptr<Nvml> Nvml::open(const std::string& library, const std::string& pci_bus_id,
                                 std::string& reason) {
  auto state = std::make_unique<State>();
  nvml::Functions& f = state->f;
  f.library = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (f.library == nullptr) {
    reason = library + " is not installed";
    return nullptr;
  }
  int (*init)() = nullptr;
  int (*by_bus_id)(const char*, nvml::Device*) = nullptr;
  f.find(init, "nvmlInit_v2", "nvmlInit");
  f.find(by_bus_id, "nvmlDeviceGetHandleByPciBusId_v2", "nvmlDeviceGetHandleByPciBusId");
  f.find_all();
  if (init == nullptr || by_bus_id == nullptr || init() != nvml::kSuccess) {
    reason = library + " cannot be initialised";
    return nullptr;
  }
  if (by_bus_id(pci_bus_id.c_str(), &f.device) != nvml::kSuccess) {
    reason = library + " does not know the device at " + pci_bus_id;
    if (f.shutdown != nullptr) f.shutdown();
    f.device = nullptr;
    return nullptr;
  }
  // A driver that cannot tell of Xid errors leaves the set null.
  if (f.event_set_create != nullptr && f.register_events != nullptr &&
      f.event_set_create(&f.events) == nvml::kSuccess &&
      f.register_events(f.device, nvml::kXidCriticalError, f.events) != nvml::kSuccess) {
    if (f.event_set_free != nullptr) f.event_set_free(f.events);
    f.events = nullptr;
  }
  state->links = active_links(f);
  return std::unique_ptr<Nvml>(new Nvml(std::move(state)));
}

NvmlReading Nvml::read() const {
  const nvml::Functions& f = state_->f;
  NvmlReading reading;
  reading.sm_clock_hz = scaled(1e6, f.ask(f.clock_info, nvml::kClockSm));
  reading.memory_clock_hz = scaled(1e6, f.ask(f.clock_info, nvml::kClockMemory));
  reading.power_w = scaled(1e-3, f.field(nvml::kFieldPowerInstant));
  reading.is_power_instantaneous = reading.power_w.has_value();
  if (!reading.power_w) reading.power_w = scaled(1e-3, f.ask(f.power_usage));
  reading.temperature_c = f.ask(f.temperature, nvml::kTemperatureGpu);
  reading.pcie_generation = as_int(f.ask(f.pcie_generation));
  unsigned long long reasons = 0;
  if (f.event_reasons != nullptr && f.event_reasons(f.device, &reasons) == nvml::kSuccess) {
    reading.throttle = throttle_name(reasons);
  }
  return reading;
}

std::optional<double> Nvml::energy_j() const {
  return scaled(1e-3, state_->f.ask<unsigned long long>(state_->f.total_energy));
}

NvmlFacts Nvml::facts() const {
  const nvml::Functions& f = state_->f;
  NvmlFacts facts;
  facts.power_limit_w = scaled(1e-3, f.ask(f.power_limit));
  facts.default_power_limit_w = scaled(1e-3, f.ask(f.default_power_limit));
  facts.ecc_enabled = current_mode(f.ecc_mode, f.device);
  facts.mig_enabled = current_mode(f.mig_mode, f.device);
  if (const auto mode = f.ask(f.persistence_mode)) facts.persistence_enabled = *mode == 1;
  facts.pcie_generation = as_int(f.ask(f.pcie_generation));
  facts.pcie_width = as_int(f.ask(f.pcie_width));
  if (state_->links) facts.nvlinks_active = static_cast<int>(state_->links->size());
  char version[96] = {};
  if (f.driver_version != nullptr && f.driver_version(version, sizeof version) == nvml::kSuccess) {
    facts.driver_version = version;
  }
  return facts;
}

std::vector<NvmlCounter> Nvml::counters() {
  const nvml::Functions& f = state_->f;
  std::vector<NvmlCounter> counters;
  for (const auto& row : kPolicies) counters.push_back({row.key, seconds_violated(f, row)});
  for (const auto& row : kThrottleFields) {
    counters.push_back({row.key, scaled(1e-9, f.field(row.field))});
  }
  nvml::EventData event;
  while (f.events != nullptr && f.event_set_wait != nullptr &&
         f.event_set_wait(f.events, &event, 0) == nvml::kSuccess) {
    state_->xids += 1;
  }
  counters.push_back(
      {"xid_errors", f.events != nullptr ? std::optional<double>(state_->xids) : std::nullopt});
  // nvmlMemoryErrorType_t 0 corrected, 1 uncorrected; nvmlEccCounterType_t 0 since reboot.
  counters.push_back({"ecc_corrected_errors", f.ask<unsigned long long>(f.ecc_errors, 0U, 0U)});
  counters.push_back({"ecc_uncorrected_errors", f.ask<unsigned long long>(f.ecc_errors, 1U, 0U)});
  add_row_remaps(f, counters);
  counters.push_back({"pcie_replays", f.ask(f.pcie_replays)});
  for (unsigned kind = 0; kind < kLinkErrors.size(); ++kind) {
    counters.push_back(
        {kLinkErrors[kind], state_->links ? nvlink_errors(f, *state_->links, kind) : std::nullopt});
  }
  counters.push_back({"power_limit_w", scaled(1e-3, f.ask(f.power_limit))});
  counters.push_back({"default_power_limit_w", scaled(1e-3, f.ask(f.default_power_limit))});
  return counters;
}

}  // namespace fleetmark::gpu

// SPDX-License-Identifier: Apache-2.0
// A management library that answers fixed figures, so that telemetry is tested without a driver.
// Built in variants: plain; FAKE_NVML_OLD (names of older drivers, no field values);
// FAKE_NVML_ERRORS (known device, every reading refused); FAKE_NVML_NO_DEVICE; FAKE_NVML_HANGS (one
// reading never returns); FAKE_NVML_STUCK (it cannot even be initialised, and does not say so);
// FAKE_NVML_STUCK_HANDLE and FAKE_NVML_STUCK_FACTS (the same of a later call); FAKE_NVML_NEW (no
// violation status, its counters being field values). The enforced power limit falls from 600 W to
// 500 W with the third time that it is asked for.
#include <unistd.h>

#include <atomic>
#include <cstring>

#include "kernels/gpu/nvml_functions.h"

namespace {

#if defined(FAKE_NVML_ERRORS)
constexpr int kAnswer = 3;  // not supported
#else
constexpr int kAnswer = 0;
#endif

int device_object;
std::atomic<unsigned long long> readings{0};

int put(unsigned* out, unsigned value) {
  if (kAnswer == 0) *out = value;
  return kAnswer;
}
int put(unsigned long long* out, unsigned long long value) {
  if (kAnswer == 0) *out = value;
  return kAnswer;
}

}  // namespace

#define FAKE extern "C" __attribute__((visibility("default"))) int

FAKE nvmlInit_v2() {
#if defined(FAKE_NVML_STUCK)
  for (;;) ::pause();
#endif
  return 0;
}
FAKE nvmlShutdown() { return 0; }
FAKE nvmlDeviceGetHandleByPciBusId_v2(const char* bus_id, void** device) {
#if defined(FAKE_NVML_STUCK_HANDLE)
  for (;;) ::pause();
#endif
#if defined(FAKE_NVML_NO_DEVICE)
  return 6;  // not found
#endif
  if (std::strcmp(bus_id, "0000:17:00.0") != 0) return 6;
  *device = &device_object;
  return 0;
}

FAKE nvmlDeviceGetClockInfo(void*, unsigned type, unsigned* mhz) {
  return put(mhz, type == 1 ? 1755 : 3201);
}
FAKE nvmlDeviceGetPowerUsage(void*, unsigned* milliwatts) {
#if defined(FAKE_NVML_HANGS)
  for (;;) ::pause();
#endif
  return put(milliwatts, 650'000);
}
// Each reading is 50 J after the one before.
FAKE nvmlDeviceGetTotalEnergyConsumption(void*, unsigned long long* millijoules) {
  return put(millijoules, 1'000'000 + 50'000 * readings++);
}
#if !defined(FAKE_NVML_OLD)
FAKE nvmlDeviceGetFieldValues(void*, int count, fleetmark::gpu::nvml::FieldValue* values) {
#if defined(FAKE_NVML_HANGS)
  for (;;) ::pause();
#endif
  for (int i = 0; i < count; ++i) {
    values[i].status = kAnswer;
    values[i].type = values[i].field == 186 ? 1 : 3;
    if (values[i].field == 186) values[i].value.as_unsigned = 655'000;
    if (values[i].field == 251) values[i].value.as_wide = 1'000'000'000;
    if (values[i].field == 252) values[i].value.as_wide = 2'000'000'000;
    if (values[i].field == 253) values[i].status = 3;  // this one is not supported
    // Perf policies: power 74, ..., base clocks 81; reliability, 79, is not supported.
    const bool is_policy = values[i].field >= 74 && values[i].field <= 81;
    if (is_policy) values[i].value.as_wide = (values[i].field - 70ULL) * 1'000'000'000;
    if (values[i].field == 79) values[i].status = 3;
  }
  return 0;
}
#endif
FAKE nvmlDeviceGetViolationStatus(void*, unsigned policy,
                                  fleetmark::gpu::nvml::ViolationTime* out) {
#if defined(FAKE_NVML_NEW)
  return 3;
#endif
  if (kAnswer != 0 || policy == 5) return 3;
  out->violation_ns = (policy + 1) * 500'000'000ULL;
  return 0;
}
FAKE nvmlDeviceGetTotalEccErrors(void*, unsigned type, unsigned, unsigned long long* count) {
  return put(count, type == 0 ? 7 : 0);
}
FAKE nvmlDeviceGetRemappedRows(void*, unsigned* corrected, unsigned* uncorrected, unsigned* pending,
                               unsigned* failed) {
  if (kAnswer != 0) return kAnswer;
  *corrected = 2;
  *uncorrected = 1;
  *pending = 1;
  *failed = 0;
  return 0;
}
FAKE nvmlDeviceGetPcieReplayCounter(void*, unsigned* count) { return put(count, 3); }
// Four links, of which the last is down.
std::atomic<int> link_states_asked{0};
FAKE fake_nvml_link_states_asked() { return link_states_asked; }
FAKE nvmlDeviceGetNvLinkState(void*, unsigned link, unsigned* is_active) {
  ++link_states_asked;
  if (link >= 4) return 2;
  return put(is_active, link == 3 ? 0 : 1);
}
FAKE nvmlDeviceGetNvLinkErrorCounter(void*, unsigned link, unsigned kind,
                                     unsigned long long* count) {
  return put(count, link == 3 ? 1000 : kind);
}
FAKE nvmlEventSetCreate(void** set) {
  *set = &device_object;
  return 0;
}
FAKE nvmlEventSetFree(void*) { return 0; }
FAKE nvmlDeviceRegisterEvents(void*, unsigned long long types, void*) {
  return types == 8 ? kAnswer : 2;
}
// One Xid is waiting when the set is asked for the first time.
FAKE nvmlEventSetWait_v2(void*, void*, unsigned) {
  static std::atomic<int> waiting{1};
  return waiting-- > 0 ? 0 : 10;
}
FAKE nvmlDeviceGetTemperature(void*, unsigned, unsigned* celsius) { return put(celsius, 61); }
#if defined(FAKE_NVML_OLD)
FAKE nvmlDeviceGetCurrentClocksThrottleReasons(void*, unsigned long long* reasons) {
#else
FAKE nvmlDeviceGetCurrentClocksEventReasons(void*, unsigned long long* reasons) {
#endif
  return put(reasons, 0x4);
}
FAKE nvmlDeviceGetEnforcedPowerLimit(void*, unsigned* milliwatts) {
  static std::atomic<int> asked{0};
  return put(milliwatts, asked++ < 2 ? 600'000 : 500'000);
}
FAKE nvmlDeviceGetPowerManagementDefaultLimit(void*, unsigned* milliwatts) {
#if defined(FAKE_NVML_STUCK_FACTS)
  for (;;) ::pause();
#endif
  return put(milliwatts, 700'000);
}
FAKE nvmlDeviceGetEccMode(void*, unsigned* current, unsigned* pending) {
  if (kAnswer == 0) *current = *pending = 1;
  return kAnswer;
}
FAKE nvmlDeviceGetMigMode(void*, unsigned* current, unsigned* pending) {
  if (kAnswer == 0) *current = *pending = 0;
  return kAnswer;
}
FAKE nvmlDeviceGetPersistenceMode(void*, unsigned* mode) { return put(mode, 1); }
FAKE nvmlDeviceGetCurrPcieLinkGeneration(void*, unsigned* generation) { return put(generation, 5); }
FAKE nvmlDeviceGetCurrPcieLinkWidth(void*, unsigned* width) { return put(width, 16); }
FAKE nvmlSystemGetDriverVersion(char* text, unsigned size) {
  if (kAnswer == 0) std::strncpy(text, "580.65.06", size);
  return kAnswer;
}

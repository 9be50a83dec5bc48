// SPDX-License-Identifier: Apache-2.0
// A management library that answers fixed figures, so that telemetry is tested without a driver.
// Built in variants: plain; FAKE_NVML_OLD (names of older drivers, no field values);
// FAKE_NVML_ERRORS (known device, every reading refused); FAKE_NVML_NO_DEVICE; FAKE_NVML_HANGS (one
// reading never returns).
#include <unistd.h>

#include <atomic>
#include <cstring>

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

FAKE nvmlInit_v2() { return 0; }
FAKE nvmlShutdown() { return 0; }
FAKE nvmlDeviceGetHandleByPciBusId_v2(const char* bus_id, void** device) {
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
// 500 W at ten readings a second, whatever the true pace: the test knows how often it read.
FAKE nvmlDeviceGetTotalEnergyConsumption(void*, unsigned long long* millijoules) {
  return put(millijoules, 1'000'000 + 50'000 * readings++);
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
  return put(milliwatts, 600'000);
}
FAKE nvmlDeviceGetPowerManagementDefaultLimit(void*, unsigned* milliwatts) {
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

// SPDX-License-Identifier: Apache-2.0
// A device module without a device runtime: one device, one kernel that copies, fixed readings.
// Built in variants: plain; FAKE_MODULE_OLD (speaks another version only); FAKE_MODULE_SHORT
// (claims the version, but its table is shorter); FAKE_MODULE_OTHER (a library that is no module).
#include <cmath>
#include <cstdio>
#include <cstring>
#include <vector>

#include "kernels/api/module_abi.h"

struct fleetmark_session {
  int batches = 0;
};
struct fleetmark_kernel {
  std::vector<double> in, out;
};

#if !defined(FAKE_MODULE_OTHER)
namespace {

int32_t fail(fleetmark_status* status, int32_t code, const char* message) {
  status->code = code;
  std::snprintf(status->message, sizeof status->message, "%s", message);
  return 0;
}

int32_t device_count(fleetmark_status*) { return 1; }
void libraries(fleetmark_fact_sink sink, void* context) {
  sink(context, "cuda_runtime", 1, 13000, nullptr, nullptr);
  sink(context, "cuda_driver", 0, 0, nullptr, "no driver");
}
int32_t describe(int32_t, fleetmark_device* out, fleetmark_fact_sink sink, void* context,
                 fleetmark_status*) {
  std::strcpy(out->name, "Fake H200");
  std::strcpy(out->vendor, "NVIDIA");
  std::strcpy(out->architecture, "sm_90");
  out->memory_total_bytes = 1e9;
  out->memory_available_bytes = -1;
  out->last_level_cache_bytes = 5e7;
  out->compute_units = 132;
  sink(context, "pci_bus_id", 0, 0, "0000:17:00.0", nullptr);
  return 1;
}
fleetmark_session* open_session(int32_t, fleetmark_status*) { return new fleetmark_session; }
void close_session(fleetmark_session* session) { delete session; }
int32_t variant_count(fleetmark_session*) { return 2; }
void variant(fleetmark_session*, int32_t index, fleetmark_variant* out) {
  // The second is a kernel that no program knows: it must be left out, not called.
  std::strcpy(out->kernel, index == 0 ? "memory.copy" : "memory.of_tomorrow");
  std::strcpy(out->variant, "plain");
  std::strcpy(out->implementation, "fake");
  out->dtype_mask = 0x3;
}
fleetmark_kernel* prepare(fleetmark_session*, const fleetmark_problem* problem,
                          const fleetmark_recipe*, fleetmark_status* status) {
  if (problem->size_count != 1 || std::strcmp(problem->size_names[0], "n") != 0) {
    fail(status, 10, "sizes did not arrive");
    return nullptr;
  }
  if (problem->sizes[0] > 1000) {
    fail(status, 5, "1001 elements do not fit");  // fleetmark::ErrorCode::kOutOfMemory
    return nullptr;
  }
  return new fleetmark_kernel{std::vector<double>(static_cast<size_t>(problem->sizes[0]), 0.5), {}};
}
void release(fleetmark_kernel* kernel) { delete kernel; }
int32_t fill(fleetmark_kernel*, const fleetmark_recipe*, fleetmark_status*) { return 1; }
int32_t poison(fleetmark_kernel* kernel, fleetmark_status*) {
  kernel->out.assign(kernel->in.size(), NAN);
  return 1;
}
int32_t enqueue(fleetmark_kernel* kernel, int32_t, fleetmark_status*) {
  kernel->out = kernel->in;
  return 1;
}
int64_t elements(fleetmark_kernel* kernel) { return static_cast<int64_t>(kernel->in.size()); }
int32_t read(fleetmark_kernel* kernel, int32_t, int64_t first, double* out, int64_t count,
             fleetmark_status*) {
  std::memcpy(out, kernel->out.data() + first, static_cast<size_t>(count) * sizeof(double));
  return 1;
}
int32_t time_batch(fleetmark_session* session, fleetmark_kernel*, int32_t, int32_t launches,
                   fleetmark_timing* out, fleetmark_status* status) {
  if (++session->batches > 2) return fail(status, 6, "the driver did not answer for 10 s");
  out->elapsed_s = 1e-3 * launches;
  out->clock_hz = 1.7e9;
  return 1;
}
int32_t state(fleetmark_session* session, fleetmark_state* out, fleetmark_status* status) {
  if (session->batches > 2) return fail(status, 6, "the driver did not answer for 10 s");
  *out = fleetmark_state{1.6e9, 3.2e9, 650, NAN, 61, 5, "power_cap", "stamps", "instantaneous"};
  return 1;
}
int32_t counters(fleetmark_session*, fleetmark_fact_sink sink, void* context, fleetmark_status*) {
  sink(context, "throttled_power_cap_s", 1, 2.5, nullptr, nullptr);
  sink(context, "xid_errors", 0, 0, nullptr, "not reported by the driver");
  return 1;
}
int32_t check_memory(fleetmark_session* session, fleetmark_status* status) {
  return session->batches > 1 ? fail(status, 7, "a kernel wrote after a buffer of 64 bytes") : 1;
}

void choice(fleetmark_kernel*, char* out, int32_t bytes) {
  std::snprintf(out, static_cast<size_t>(bytes), "%s", "the only one there is");
}

// One that holds as many elements as its parts launch.
fleetmark_kernel* join(fleetmark_session*, fleetmark_kernel* const* kernels,
                       const int64_t* launches, int32_t count, fleetmark_status* status) {
  size_t all = 0;
  for (int32_t i = 0; i < count; ++i) {
    all += kernels[i]->in.size() * static_cast<size_t>(launches[i]);
  }
  if (all > 100) {
    fail(status, 5, "no memory for the graph");
    return nullptr;
  }
  return new fleetmark_kernel{std::vector<double>(all), {}};
}

#if defined(FAKE_MODULE_SHORT)
constexpr uint32_t kBytes = sizeof(fleetmark_module_table) - sizeof(void*);
#else
constexpr uint32_t kBytes = sizeof(fleetmark_module_table);
#endif
constexpr fleetmark_module_table kTable{FLEETMARK_MODULE_ABI,
                                        kBytes,
                                        "cuda",
                                        device_count,
                                        libraries,
                                        describe,
                                        open_session,
                                        close_session,
                                        variant_count,
                                        variant,
                                        prepare,
                                        release,
                                        fill,
                                        poison,
                                        enqueue,
                                        elements,
                                        read,
                                        time_batch,
                                        state,
                                        counters,
                                        check_memory,
                                        choice,
                                        join};

}  // namespace

extern "C" __attribute__((visibility("default"))) const fleetmark_module_table* fleetmark_module(
    uint32_t abi_version) {
#if defined(FAKE_MODULE_OLD)
  return abi_version == FLEETMARK_MODULE_ABI - 1 ? &kTable : nullptr;
#else
  return abi_version == FLEETMARK_MODULE_ABI ? &kTable : nullptr;
#endif
}
#endif

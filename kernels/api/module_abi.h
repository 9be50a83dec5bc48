// SPDX-License-Identifier: Apache-2.0
// The one symbol that a device module exports, and the C table behind it. No C++ type and no
// exception crosses it, so module and program may be built by different compilers. Any change of
// layout raises FLEETMARK_MODULE_ABI; the program refuses another version.
#pragma once

#include <stdint.h>

#define FLEETMARK_MODULE_ABI 4U
#define FLEETMARK_MODULE_SYMBOL "fleetmark_module"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fleetmark_session fleetmark_session;
typedef struct fleetmark_kernel fleetmark_kernel;

// Functions that can fail return 0 (or a null handle) on failure and fill this.
typedef struct {
  int32_t code;  // fleetmark::ErrorCode
  char message[256];
} fleetmark_status;

// Called once per fact; exactly one of number_known and text holds, or reason says why neither
// does.
typedef void (*fleetmark_fact_sink)(void* context, const char* key, int32_t number_known,
                                    double number, const char* text, const char* reason);

typedef struct {
  char name[128];
  char vendor[64];
  char architecture[32];
  double memory_total_bytes;  // negative: not known; likewise below
  double memory_available_bytes;
  double last_level_cache_bytes;
  int32_t compute_units;
} fleetmark_device;

typedef struct {
  char kernel[64];
  char variant[64];
  char implementation[256];
  uint32_t dtype_mask;  // bit i: fleetmark::DType of value i
  int32_t is_library;
} fleetmark_variant;

typedef struct {
  const char* kernel;
  const char* variant;
  int32_t dtype;
  const char* const* size_names;  // as the spec names them, in its order
  const int64_t* sizes;
  int32_t size_count;
  int32_t operand_sets;
} fleetmark_problem;

typedef struct {
  int32_t pattern;  // fleetmark::DataPattern
  uint64_t seed;
} fleetmark_recipe;

typedef struct {
  double elapsed_s;
  double clock_hz;  // negative: not known
} fleetmark_timing;

// Means over the time since the last call; not a number: not known.
typedef struct {
  double clock_hz, memory_clock_hz, power_w, energy_j, temperature_c, pcie_generation;
  char throttle[32];      // empty: not known
  char clock_source[64];  // how clock_hz of fleetmark_timing came about; empty: not known
  char power_source[64];  // "instantaneous", "driver's average, windows of 2 s"
} fleetmark_state;

typedef struct {
  uint32_t abi_version;
  uint32_t struct_bytes;
  const char* backend;
  // Devices that can be used; 0 with a one-line reason in status when there are none.
  int32_t (*device_count)(fleetmark_status* status);
  void (*libraries)(fleetmark_fact_sink sink, void* context);
  int32_t (*describe)(int32_t device, fleetmark_device* out, fleetmark_fact_sink sink,
                      void* context, fleetmark_status* status);
  fleetmark_session* (*open)(int32_t device, fleetmark_status* status);
  void (*close)(fleetmark_session* session);
  int32_t (*variant_count)(fleetmark_session* session);
  void (*variant)(fleetmark_session* session, int32_t index, fleetmark_variant* out);
  fleetmark_kernel* (*prepare)(fleetmark_session* session, const fleetmark_problem* problem,
                               const fleetmark_recipe* recipe, fleetmark_status* status);
  void (*release)(fleetmark_kernel* kernel);
  int32_t (*fill)(fleetmark_kernel* kernel, const fleetmark_recipe* recipe,
                  fleetmark_status* status);
  int32_t (*poison)(fleetmark_kernel* kernel, fleetmark_status* status);
  int32_t (*enqueue)(fleetmark_kernel* kernel, int32_t set, fleetmark_status* status);
  int64_t (*elements)(fleetmark_kernel* kernel);
  // Waits for what was enqueued.
  int32_t (*read)(fleetmark_kernel* kernel, int32_t set, int64_t first, double* out, int64_t count,
                  fleetmark_status* status);
  int32_t (*time)(fleetmark_session* session, fleetmark_kernel* kernel, int32_t first_set,
                  int32_t launches, fleetmark_timing* out, fleetmark_status* status);
  // Fails when the driver has stopped answering.
  int32_t (*state)(fleetmark_session* session, fleetmark_state* out, fleetmark_status* status);
  // Cumulative counters of the device: seconds throttled by cause, errors by kind.
  int32_t (*counters)(fleetmark_session* session, fleetmark_fact_sink sink, void* context,
                      fleetmark_status* status);
  // Fails when a kernel has written outside its buffers.
  int32_t (*check_memory)(fleetmark_session* session, fleetmark_status* status);
  // What was chosen for this kernel's problem, in one line, cut to `bytes`; empty: nothing.
  void (*choice)(fleetmark_kernel* kernel, char* out, int32_t bytes);
  // Kernels as one that launches them in order, kernel i launches[i] times; released before them.
  fleetmark_kernel* (*join)(fleetmark_session* session, fleetmark_kernel* const* kernels,
                            const int64_t* launches, int32_t count, fleetmark_status* status);
} fleetmark_module_table;

// Null when the module cannot speak the asked version.
typedef const fleetmark_module_table* (*fleetmark_module_function)(uint32_t abi_version);

#ifdef __cplusplus
}
#endif

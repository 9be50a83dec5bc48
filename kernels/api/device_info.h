// SPDX-License-Identifier: Apache-2.0
// What a backend can tell about a device it stands on. What the machine hides stays empty, with the
// reason: a virtual machine's host is not guessed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernels/api/units.h"

namespace fleetmark {

struct DeviceFact {
  std::string key;  // snake_case with the unit: "l2_bytes", "isa", "sm_count"
  std::optional<double> number;
  std::optional<std::string> text;
  std::string unknown_reason;  // set when neither number nor text is known
};

struct DeviceInfo {
  std::string id;       // "cpu:0", "cuda:0"
  std::string backend;  // "cpu"
  std::string name;     // model as the device reports it
  std::string vendor;
  std::string architecture;  // "x86-64 avx512", "sm_90"
  std::optional<Bytes> memory_total;
  std::optional<Bytes> memory_available;  // what may be allocated now
  std::optional<Bytes> last_level_cache;  // what a cold-cache working set must exceed
  int compute_units = 0;                  // cores given to us, SMs, cores of an NPU
  std::vector<DeviceFact> facts;          // everything else, in a fixed order
};

}  // namespace fleetmark

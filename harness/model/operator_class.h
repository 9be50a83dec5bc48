// SPDX-License-Identifier: Apache-2.0
// Which operators share an efficiency: kinds of work, and shapes that run alike. Pure.
#pragma once

#include <optional>
#include <string>

#include "kernels/api/problem.h"

namespace fleetmark::model {

// What no cache holds.
inline constexpr double kWellBeyondCacheBytes = 64e6;

struct OperatorClass {
  std::string name;           // as profiles name it: "gemm_large", "attention_decode"
  std::string shape;          // "m 2 to 16", "cache below 1 MB"
  bool is_bandwidth = false;  // whatever its type, only bytes count
};
// Empty for what is no operator: latencies, transfers, peaks, sweeps of caches.
std::optional<OperatorClass> operator_class_of(const Problem& problem);

}  // namespace fleetmark::model

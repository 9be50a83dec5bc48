// SPDX-License-Identifier: Apache-2.0
// How a kernel family offers its CPU implementations: one table per family,
// `std::span<const CpuVariant> <family>_cpu_variants()`, which the generated registry joins.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kernels/api/backend.h"
#include "kernels/cpu/cpu_features.h"
#include "kernels/cpu/thread_team.h"

namespace fleetmark::cpu {

// What a prepared CPU kernel runs on; outlives every kernel made with it.
struct CpuContext {
  ThreadTeam& team;
  const CpuFeatures& features;
};

struct CpuVariant {
  std::string_view kernel;  // spec id
  std::string_view name;    // variant name
  bool is_library = false;
  bool is_oracle = false;
  std::string (*implementation)(const CpuFeatures&) = nullptr;
  std::vector<DType> (*dtypes)(const CpuFeatures&) = nullptr;  // empty: cannot run on this CPU
  Result<std::unique_ptr<PreparedKernel>> (*make)(CpuContext&, const Problem&,
                                                  const PrepareOptions&) = nullptr;
};

}  // namespace fleetmark::cpu

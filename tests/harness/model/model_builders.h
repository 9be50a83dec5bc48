// SPDX-License-Identifier: Apache-2.0
// Small profiles, tasks and measurements with round figures, for tests of model and cost.
#pragma once

#include <string>
#include <vector>

#include "harness/model/micro_task.h"

namespace fleetmark::test {

inline model::Figure figure(double value, const std::string& unit,
                            model::Kind kind = model::Kind::kDatasheet) {
  return {.value = value,
          .unit = unit,
          .as_written = std::to_string(value) + " " + unit,
          .kind = kind,
          .source = "sheet",
          .date = "2026-01",
          .date_is_inherited = false,
          .note = ""};
}

// 4 TB/s, 1 PFLOP/s bf16, 700 W, 20,000 / 30,000 / 40,000 USD a card.
inline model::DeviceProfile profile(const std::string& id, const std::string& vendor = "NVIDIA") {
  model::DeviceProfile device;
  device.id = id;
  device.name = "Device " + id;
  device.vendor = vendor;
  device.memory_bandwidth = figure(4e12, "B/s");
  device.peak_dense["bf16_matrix"] = figure(1e15, "FLOP/s");
  device.tdp = figure(700, "W");
  device.prices.push_back({.currency = "USD",
                           .scope = "card",
                           .includes = {},
                           .condition = "new",
                           .date = "2026-01",
                           .low = figure(20000, "USD"),
                           .typical = figure(30000, "USD"),
                           .high = figure(40000, "USD")});
  return device;
}

inline model::Utilisation utilisation(const std::string& operator_class, const std::string& dtype,
                                      double value, model::Kind kind,
                                      const std::string& stack = "library") {
  return {.operator_class = operator_class,
          .dtype = dtype,
          .stack = stack,
          .value = figure(value, "1", kind),
          .basis = ""};
}

inline model::MicroTask triad_task() {
  return {.workload_id = "triad",
          .unit = {.name = "PB",
                   .phrase = "1 PB moved",
                   .measure = model::TaskMeasure::kBytes,
                   .amount = 1'000'000'000'000'000},
          .problem = {.kernel = "memory.triad", .dtype = DType::kF32, .sizes = {{"n", 1 << 28}}},
          .operator_class = "stream",
          .peak_key = "memory_bandwidth",
          .generic_efficiency = model::kGenericMemoryEfficiency,
          .flops_per_byte = 2.0 / 12};
}

inline model::MicroTask gemm_task() {
  return {.workload_id = "gemm",
          .unit = {.name = "EFLOP",
                   .phrase = "1 EFLOP",
                   .measure = model::TaskMeasure::kFlops,
                   .amount = 1'000'000'000'000'000'000},
          .problem = {.kernel = "matmul.gemm",
                      .dtype = DType::kBf16,
                      .sizes = {{"m", 8000}, {"n", 8000}, {"k", 20000}}},
          .operator_class = "gemm_large",
          .peak_key = "peak_dense.bf16_matrix",
          .generic_efficiency = model::kGenericGemmEfficiency,
          .flops_per_byte = 2857};
}

}  // namespace fleetmark::test

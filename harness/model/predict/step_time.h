// SPDX-License-Identifier: Apache-2.0
// Seconds of one step on one device of its group: the roofline of each operator with efficiencies
// that depend on its shape (Williams et al. 2009; research of 2026-08), collectives by latency and
// bandwidth, and fixed times: T_op = max(flops / peak, bytes / bandwidth) + tau_op.
#pragma once

#include <array>

#include "harness/model/predict/parameters.h"
#include "harness/model/predict/step_work.h"

namespace fleetmark::model {

struct StepTime {
  std::array<double, static_cast<std::size_t>(WorkClass::kCount)> class_s{};  // by WorkClass
  double compute_s = 0;    // of operators that the peak holds up
  double bandwidth_s = 0;  // of operators that memory holds up; compute_s + bandwidth_s = all
  double exchanges_s = 0;
  double fixed_s = 0;     // step, operators, layers and sequences
  double measured_s = 0;  // of operators whose share of what holds them up was measured here

  [[nodiscard]] double operators_s() const {
    double sum = 0;
    for (const double seconds : class_s) sum += seconds;
    return sum;
  }
  [[nodiscard]] double total_s() const { return operators_s() + exchanges_s + fixed_s; }
};

// "memory bandwidth", "compute", "links" or "fixed time": what takes most of a step.
std::string_view bound_of(const StepTime& time);

StepTime step_time(const StepWork& work, const DeviceRates& rates,
                   const ModelParameters& parameters);

// What no software can pass: each product and attention at the dense peak, or its weights and cache
// once at the full bandwidth, whichever is longer. Activations may stay on the chip and elementwise
// operators may be fused away: they count for nothing, unless there is nothing else.
double ideal_step_s(const StepWork& work, const DeviceRates& rates);

// The operations of products and attention alone, at the dense peak.
double ideal_compute_s(const StepWork& work, const DeviceRates& rates);

}  // namespace fleetmark::model

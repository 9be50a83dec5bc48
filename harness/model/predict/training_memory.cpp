// SPDX-License-Identifier: Apache-2.0
// See training_memory.h.
#include "harness/model/predict/training_memory.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::model {
namespace {

constexpr double kStateBytes = 3 * 4;  // master copy, first and second moment in f32
constexpr double kGradientBytes = 2;   // at least: sums of many need more than 8 bits

std::string gigabytes(double bytes) { return std::to_string(std::llround(bytes / 1e9)) + " GB"; }

double trained_weights(const Operator& op) {
  if (op.problem.kernel != "optimizer.adamw") return 0;
  return static_cast<double>(op.problem.size("n")) * static_cast<double>(op.count);
}

}  // namespace

double trained_weights(const Phase& phase) {
  double weights = 0;
  for (const auto& op : phase.operators) weights += trained_weights(op);
  return weights;
}

double gradient_bytes(const Phase& phase) {
  double bytes = 0;
  for (const auto& op : phase.operators) {
    bytes += trained_weights(op) *
             std::max(kGradientBytes, static_cast<double>(bytes_of(op.problem.dtype)));
  }
  return bytes;
}

Result<double> training_state_bytes(const Workload& workload, const Phase& phase,
                                    const Precision* precision) {
  double bytes = gradient_bytes(phase);
  for (const auto& op : phase.operators) {
    bytes += trained_weights(op) * (kStateBytes + static_cast<double>(bytes_of(op.problem.dtype)));
  }
  if (phase.name != "lora") return bytes;
  FLEETMARK_TRY(const WeightCount frozen, count_weights(workload));
  return bytes + stored_bytes(frozen, precision);
}

Result<GradientBytes> gradient_bytes(const Workload& workload, std::int64_t tensor,
                                     std::int64_t expert) {
  FLEETMARK_TRY(const WeightCount all, count_weights(workload));
  const double bytes_each = kGradientBytes / static_cast<double>(tensor);
  return GradientBytes{bytes_each * static_cast<double>(all.total - all.experts),
                       bytes_each * static_cast<double>(all.experts) / static_cast<double>(expert)};
}

Result<> held_by_job(const Workload& workload, const Phase& phase, const Precision* precision,
                     double devices, double capacity_bytes) {
  FLEETMARK_TRY(const double need_bytes, training_state_bytes(workload, phase, precision));
  const double have_bytes = devices * capacity_bytes;
  if (need_bytes <= have_bytes) return {};
  return Error{
      ErrorCode::kNotSupported,
      workload.id + ": memory: a job of it needs at least " + gigabytes(need_bytes) +
          " for weights, gradients and optimizer, " + std::to_string(std::llround(devices)) +
          (devices == 1 ? " device has " : " devices have ") + gigabytes(have_bytes) + ": " +
          gigabytes(need_bytes - have_bytes) + " are missing; at least " +
          std::to_string(std::llround(std::ceil(need_bytes / capacity_bytes))) + " devices"};
}

Result<> held_by_copies(const Workload& workload, const Phase& phase, const Precision* precision,
                        const Copies& copies, double capacity_bytes) {
  FLEETMARK_TRY(const double all_bytes, training_state_bytes(workload, phase, precision));
  const double state_bytes = kStateBytes * trained_weights(phase);
  const double need_bytes =
      (all_bytes - state_bytes) / (copies.tensor * copies.stages) + state_bytes / copies.devices();
  if (need_bytes <= capacity_bytes) return {};
  return Error{ErrorCode::kNotSupported,
               workload.id + ": memory: each device of a copy on " +
                   std::to_string(std::llround(copies.tensor * copies.stages)) +
                   " needs at least " + gigabytes(std::ceil(need_bytes / 1e9) * 1e9) +
                   " for weights and gradients and has " + gigabytes(capacity_bytes) +
                   "; share it by more"};
}

}  // namespace fleetmark::model

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

StateBytes share_of(const StateBytes& all, double share) {
  return {all.weights * share, all.gradients * share, all.optimizer * share};
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

Result<TrainingState> training_state(const Workload& workload, const Phase& phase,
                                     const Precision* precision) {
  StateBytes trained{.gradients = gradient_bytes(phase)};
  for (const auto& op : phase.operators) {
    trained.weights += trained_weights(op) * static_cast<double>(bytes_of(op.problem.dtype));
    trained.optimizer += trained_weights(op) * kStateBytes;
  }
  FLEETMARK_TRY(const WeightCount all, count_weights(workload));
  if (phase.name == "lora") {
    const double expert_bytes = stored_bytes({all.experts, 0, all.experts}, precision);
    trained.weights += stored_bytes(all, precision) - expert_bytes;
    return TrainingState{trained, {.weights = expert_bytes}};
  }
  const double of_experts =
      all.experts > 0 ? static_cast<double>(all.experts) / static_cast<double>(all.total) : 0;
  return TrainingState{share_of(trained, 1 - of_experts), share_of(trained, of_experts)};
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
  FLEETMARK_TRY(const TrainingState state, training_state(workload, phase, precision));
  const double need_bytes = state.all_bytes();
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
                        const Copies& copies, std::int64_t expert, double capacity_bytes) {
  FLEETMARK_TRY(const TrainingState state, training_state(workload, phase, precision));
  const auto& [dense, experts] = state;
  const double of_a_copy = dense.weights + dense.gradients +
                           (experts.weights + experts.gradients) / static_cast<double>(expert);
  const double need_bytes = of_a_copy / (copies.tensor * copies.stages) +
                            (dense.optimizer + experts.optimizer) / copies.devices();
  if (need_bytes <= capacity_bytes) return {};
  return Error{ErrorCode::kNotSupported,
               workload.id + ": memory: each device of a copy on " +
                   std::to_string(std::llround(copies.tensor * copies.stages)) +
                   " needs at least " + gigabytes(std::ceil(need_bytes / 1e9) * 1e9) +
                   " for weights and gradients and has " + gigabytes(capacity_bytes) +
                   "; share it by more"};
}

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// See training_question.h.
#include "harness/model/predict/training_question.h"

#include <algorithm>
#include <cmath>

#include "harness/model/predict/training_memory.h"
#include "harness/model/workload.h"

namespace fleetmark::model {
namespace {

// Stages are equal, so that each does its share of the layers in its share of the time: what is
// left is the bubble.
std::optional<NoCase> add_pipeline(StepTask& step, const Pipeline& pipeline) {
  if (static_cast<double>(pipeline.stages) > std::max(step.work.layers, 1.0)) {
    return NoCase{true, "pp " + std::to_string(pipeline.stages) + ": more stages than its " +
                            std::to_string(std::llround(step.work.layers)) + " layers"};
  }
  if (pipeline.chunks > 1 && pipeline.stages < 2) {
    return NoCase{true, "chunks " + std::to_string(pipeline.chunks) +
                            ": one stage has nothing to interleave"};
  }
  if (static_cast<double>(pipeline.stages * pipeline.chunks) > std::max(step.work.layers, 1.0)) {
    return NoCase{true, "chunks " + std::to_string(pipeline.chunks) + " of each of " +
                            std::to_string(pipeline.stages) + " stages: more than its " +
                            std::to_string(std::llround(step.work.layers)) + " layers"};
  }
  const auto factor = pipeline_time_factor(pipeline);
  if (!factor) return NoCase{true, factor.error().message};
  step.time_factor = *factor;
  return std::nullopt;
}

// Gradients of experts are summed by the copies that have the same ones, as far apart as the others
// are many.
Result<GradientExchange> exchange_of(const Question& question, const Phase& phase,
                                     const Precision* precision) {
  GradientExchange exchange{.copies = copies_of(question)};
  const Copies& copies = exchange.copies;
  const auto expert = static_cast<double>(std::max<std::int64_t>(question.expert, 1));
  FLEETMARK_TRY(const TrainingState state, training_state(*question.workload, phase, precision));
  exchange.bytes = state.dense.gradients / copies.tensor;
  exchange.expert_bytes = state.experts.gradients / (copies.tensor * expert);
  exchange.expert_copies = {std::max(1.0, copies.all / expert), copies.tensor * expert,
                            copies.stages};
  return exchange;
}

// A step has one run of it for all micro-batches.
void run_optimizer_once(StepTask& step, std::int64_t microbatches) {
  for (auto& load : step.work.operators) {
    if (load.work_class == WorkClass::kOptimizer) {
      load.launches /= static_cast<double>(microbatches);
    }
  }
}

}  // namespace

Copies copies_of(const Question& question) {
  const auto tensor = static_cast<double>(std::max<std::int64_t>(question.tensor, 1));
  const double stages = question.pipeline ? static_cast<double>(question.pipeline->stages) : 1;
  return {std::floor(question.job_devices.value_or(0) / (tensor * stages)), tensor, stages};
}

std::optional<NoCase> not_laid_out(const Question& question, const PhaseRule& rule) {
  const Workload& workload = *question.workload;
  if (question.recompute && !rule.parameters.contains("recompute")) {
    return NoCase{true, "recompute: phase '" + rule.name + "' of " + workload.id +
                            " keeps no activations to compute again"};
  }
  if (question.expert <= 1) return std::nullopt;
  const std::string flag = "ep " + std::to_string(question.expert);
  if (!is_training(rule.name)) {
    return NoCase{true, flag + ": phase '" + rule.name + "' of " + workload.id + " trains nothing"};
  }
  const auto experts = workload.parameters.find("experts");
  if (experts == workload.parameters.end()) {
    return NoCase{true, flag + ": " + workload.id + " has no experts to spread"};
  }
  const std::int64_t spread = question.expert * std::max<std::int64_t>(question.tensor, 1);
  if (experts->second % spread == 0) return std::nullopt;
  return NoCase{true, flag + ": " + std::to_string(spread) +
                          " devices (ep x tp) do not divide the " +
                          std::to_string(experts->second) + " experts of " + workload.id};
}

CaseOr<std::int64_t> microbatches_of(const Question& question, std::int64_t batch) {
  if (!question.global_batch) {
    return question.pipeline ? question.pipeline->microbatches : std::int64_t{1};
  }
  const Copies copies = copies_of(question);
  const std::int64_t all = std::llround(copies.all);
  if (all < 1 || copies.devices() != *question.job_devices) {
    return NoCase{true, "a job of " + std::to_string(std::llround(*question.job_devices)) +
                            " devices is no whole number of copies of " +
                            std::to_string(std::llround(copies.tensor * copies.stages))};
  }
  const std::int64_t expert = std::max<std::int64_t>(question.expert, 1);
  if (all % expert != 0) {
    return NoCase{true, "ep " + std::to_string(expert) + ": the job has " + std::to_string(all) +
                            " copies, no multiple of it"};
  }
  if (*question.global_batch % (all * batch) != 0) {
    return NoCase{true, "global batch " + std::to_string(*question.global_batch) + ": " +
                            std::to_string(all) + " copies of batch " + std::to_string(batch) +
                            " take a multiple of " + std::to_string(all * batch)};
  }
  return *question.global_batch / (all * batch);
}

std::optional<NoCase> too_large_for_job(const Question& question, const Phase& phase,
                                        const Precision* precision, const DeviceRates& rates) {
  if (!question.job_devices || !is_training(phase.name)) return std::nullopt;
  const std::int64_t sharing = std::max<std::int64_t>(question.tensor, 1) *
                               (question.pipeline ? question.pipeline->stages : 1);
  if (static_cast<double>(sharing) > *question.job_devices) {
    return NoCase{true, std::to_string(sharing) + " devices share the model, and the job has " +
                            std::to_string(std::llround(*question.job_devices))};
  }
  const auto held = held_by_job(*question.workload, phase, precision, *question.job_devices,
                                rates.capacity_bytes);
  const auto refused = [](const Error& error) {
    return NoCase{error.code == ErrorCode::kNotSupported, error.message};
  };
  if (!held) return refused(held.error());
  if (!question.global_batch) return std::nullopt;
  const auto held_each =
      held_by_copies(*question.workload, phase, precision, copies_of(question),
                     std::max<std::int64_t>(question.expert, 1), rates.capacity_bytes);
  if (!held_each) return refused(held_each.error());
  return std::nullopt;
}

std::optional<NoCase> add_training(StepTask& step, const Question& question, const Phase& phase,
                                   const Precision* precision, std::int64_t microbatches) {
  run_optimizer_once(step, microbatches);
  if (question.global_batch) {
    auto exchange = exchange_of(question, phase, precision);
    if (!exchange) return NoCase{false, exchange.error().message};
    exchange->microbatches = static_cast<double>(microbatches);
    step.gradients = *exchange;
  }
  if (!question.pipeline) return std::nullopt;
  Pipeline pipeline = *question.pipeline;
  pipeline.microbatches = microbatches;
  return add_pipeline(step, pipeline);
}

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// See task.h.
#include "harness/model/predict/task.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::model {
namespace {

// Sequences per device group of attention that a step of `running` holds.
ServingWork with_running(const ServingWork& work, double running) {
  ServingWork fewer = work;
  const double share = running / work.running;
  fewer.running = running;
  fewer.prompts = std::min(work.prompts, running);
  fewer.decode.sequences *= share;
  fewer.decode.tokens *= share;
  for (auto& load : fewer.decode.operators) {
    const bool is_of_sequences = load.work_class == WorkClass::kCache ||
                                 load.work_class == WorkClass::kLatentCache ||
                                 load.work_class == WorkClass::kElementwise;
    if (is_of_sequences) load.lasting_bytes *= share;
    // Weights are read whole, whoever runs.
    const double weights = is_of_sequences ? 0 : load.lasting_bytes;
    load.bytes = weights + (load.bytes - weights) * share;
    load.flops *= share;
    load.rows *= share;
  }
  for (auto& collective : fewer.decode.collectives) collective.bytes *= share;
  return fewer;
}

std::optional<Path> missing_peak(const StepWork& work, const DeviceRates& rates) {
  for (const auto& load : work.operators) {
    const bool computes = load.work_class != WorkClass::kElementwise &&
                          load.work_class != WorkClass::kOptimizer && load.flops > 0;
    if (computes && !path_on(rates, load.path)) return load.path;
  }
  return std::nullopt;
}

double step_rate(const StepTask& step, double seconds, double gradients_s = 0) {
  return step.amount / (seconds * step.time_factor + gradients_s);
}

}  // namespace

double exposed_gradients_s(const GradientExchange& exchange, double operators_s,
                           const DeviceRates& rates, const LinkQuality& quality,
                           double hidden_share) {
  const double once_s =
      gradient_exchange_s(exchange.bytes, exchange.copies, rates, quality) +
      gradient_exchange_s(exchange.expert_bytes, exchange.expert_copies, rates, quality);
  const double exposed_once_s =
      exposed_s({.beside_s = once_s}, operators_s / exchange.context, hidden_share);
  return exposed_once_s * exchange.context / exchange.microbatches;
}

double exposed_gradients_s(const GradientExchange& exchange, double operators_s,
                           const DeviceRates& rates, const ModelParameters& p) {
  const LinkQuality links{p[Parameter::kLinkShare], p[Parameter::kNetworkShare],
                          p[Parameter::kExchangeLatency]};
  return exposed_gradients_s(exchange, operators_s, rates, links, p[Parameter::kHiddenGradients]);
}

ServingWork with_running_at_most(const ServingWork& work, double most) {
  return work.running > most ? with_running(work, most) : work;
}

TokenSeconds offline_seconds(const ServingWork& work, const DeviceRates& rates,
                             const ModelParameters& p) {
  const ServingWork run = with_running_at_most(work, p[Parameter::kSequencesAtMost]);
  const double decode_s = step_time(run.decode, rates, p).total_s();
  const StepWork& prefill = run.together ? run.together->prefill : run.prefill;
  const double prompts = run.together ? run.together->prompts : 1;
  const double prefill_s = (step_time(prefill, rates, p).total_s() + p[Parameter::kPrefillTime]) /
                           (run.prompts * prompts);
  const auto output = static_cast<double>(work.load.output_tokens);
  return {prefill_s * p[Parameter::kPrefillShare] / output, decode_s / run.running};
}

double offline_rate(const ServingWork& work, const DeviceRates& rates, const ModelParameters& p) {
  const TokenSeconds seconds = offline_seconds(work, rates, p);
  return 1 / (seconds.prefill + seconds.decode) / work.devices;
}

double modelled(const Task& task, const DeviceRates& rates, const ModelParameters& p) {
  const double left = p[Parameter::kRemainingShare];
  if (const auto* step = std::get_if<StepTask>(&task.what)) {
    const StepTime time = step_time(step->work, rates, p);
    const double gradients_s =
        step->gradients ? exposed_gradients_s(*step->gradients, time.operators_s(), rates, p) : 0;
    return left * step_rate(*step, time.total_s(), gradients_s);
  }
  const auto& work = std::get<ServingWork>(task.what);
  if (task.quantity == Quantity::kOfflineRate) return left * offline_rate(work, rates, p);
  const ServingTime time = serving_time(work, rates, p);
  switch (task.quantity) {
    case Quantity::kTpot:
      return time.tpot_s / left;
    case Quantity::kTtft:
      return time.ttft_s / left;
    default:
      return left * time.output_tokens_per_s_per_device;
  }
}

double share_outside(const Task& task, const DeviceRates& rates, const ModelParameters& p) {
  const auto* work = std::get_if<ServingWork>(&task.what);
  if (work == nullptr || task.quantity != Quantity::kTtft) return 0;
  const ServingTime time = serving_time(*work, rates, p);
  return time.outside_s / time.ttft_s;
}

std::optional<Path> missing_peak(const Task& task, const DeviceRates& rates) {
  if (const auto* step = std::get_if<StepTask>(&task.what)) return missing_peak(step->work, rates);
  const auto& work = std::get<ServingWork>(task.what);
  for (const StepWork* step : steps_of(work)) {
    if (const auto missing = missing_peak(*step, rates)) return missing;
  }
  return std::nullopt;
}

double physical_bound(const Task& task, const DeviceRates& rates) {
  if (const auto* step = std::get_if<StepTask>(&task.what)) {
    return step->is_exact ? step_rate(*step, ideal_step_s(step->work, rates)) : HUGE_VAL;
  }
  const auto& work = std::get<ServingWork>(task.what);
  switch (task.quantity) {
    case Quantity::kTpot:
      return least_tpot_s(work, rates);
    case Quantity::kTtft:
      return ideal_step_s(work.prefill, rates);
    default:
      return most_output_tokens_per_s(work, rates);
  }
}

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// Something that a device does at a speed: a step that yields so much, or a model that is served.
// What predictions are made of, and what published records are compared with.
#pragma once

#include <optional>
#include <variant>

#include "harness/model/predict/group_links.h"
#include "harness/model/predict/serving.h"

namespace fleetmark::model {

// What is asked of it. Rates are per second and device.
enum class Quantity : std::uint8_t { kRate, kTpot, kTtft, kOutputRate, kOfflineRate };
constexpr bool is_time(Quantity quantity) {
  return quantity == Quantity::kTpot || quantity == Quantity::kTtft;
}

// Copies of a model that train together: once a step each gets its share of the sum of all
// gradients, and gathers what the others made of theirs (Rajbhandari et al., "ZeRO", SC 2020, 7: as
// many bytes as an all-reduce).
struct GradientExchange {
  double bytes = 0;  // of the gradients of one device that has all layers; weights as many
  Copies copies;
  double microbatches = 1;  // of a step on each copy, >= 1
  // Devices that share each sequence: each does so much less of a micro-batch than the task says.
  double context = 1;
  // Likewise of experts, where copies share theirs: fewer devices have the same.
  double expert_bytes = 0;
  Copies expert_copies = {};
};

// Seconds of one exchange for each micro-batch. Gradients are summed beside the backward work of
// the last, weights gathered beside the forward work of the first: of the time that the operators
// of one micro-batch take, `operators_s` on one device, the part `hidden_share` (0 .. 1) hides as
// much of it.
double exposed_gradients_s(const GradientExchange& exchange, double operators_s,
                           const DeviceRates& rates, const LinkQuality& quality,
                           double hidden_share);
double exposed_gradients_s(const GradientExchange& exchange, double operators_s,
                           const DeviceRates& rates, const ModelParameters& parameters);

// A step over and over: a kernel, a prefill, a request of another kind, a training step.
struct StepTask {
  StepWork work;
  double amount = 0;       // bytes, operations, tokens or samples that a step yields on one device
  double time_factor = 1;  // that a pipeline's bubble adds to every step
  bool is_exact = true;    // false: sizes are the largest or a guess, and bound nothing
  double least_devices = 1;  // whose memory together holds what no step can do without
  std::optional<GradientExchange> gradients = {};  // where how many copies train is told
};

struct Task {
  std::variant<StepTask, ServingWork> what;
  Quantity quantity = Quantity::kRate;
};

// The same work with no more than so many sequences in a step.
ServingWork with_running_at_most(const ServingWork& work, double most);

// Seconds, or amount per second and device. No correction from records, no bound.
double modelled(const Task& task, const DeviceRates& rates, const ModelParameters& parameters);

// Of a modelled time to first token, the share (0 .. 1) that passes outside, until one of those
// that run is done; 0 of all else.
double share_outside(const Task& task, const DeviceRates& rates, const ModelParameters& parameters);

// Beyond what silicon allows: the least seconds, or the highest rate.
double physical_bound(const Task& task, const DeviceRates& rates);

// The first number format that the task computes in and the silicon has no peak for, not even of a
// wider one. Such a task has no time.
std::optional<Path> missing_peak(const Task& task, const DeviceRates& rates);

// Offline: all requests wait, the engine runs as many as memory and its own limit allow and takes
// waiting prompts together. Output tokens per second and device:
// 1 / (prefill / prompts / output tokens + decode step / running).
struct TokenSeconds {
  double prefill = 0, decode = 0;  // of the group, for one output token
};
TokenSeconds offline_seconds(const ServingWork& work, const DeviceRates& rates,
                             const ModelParameters& parameters);
double offline_rate(const ServingWork& work, const DeviceRates& rates,
                    const ModelParameters& parameters);

}  // namespace fleetmark::model

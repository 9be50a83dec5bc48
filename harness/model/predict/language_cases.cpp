// SPDX-License-Identifier: Apache-2.0
// Published results of language models: served under a load, as fast as it goes, or prefill alone.
#include <algorithm>
#include <cstdlib>

#include "harness/model/predict/attributes.h"
#include "harness/model/predict/published_parts.h"

namespace fleetmark::model {
namespace {

// "DEP4": attention by data, experts spread over 4; "TP8", "tensor_parallel": 8. Tensor 0: not
// stated.
Parallel published_parallel(const record::PublishedResult& result) {
  const std::string text = text_of(result, "parallelism");
  Parallel parallel;
  const auto tensor = number_of(result, "tensor_parallel");
  if (const auto spread = number_after(text, "DEP")) {
    parallel.attention_data = parallel.expert = *spread;
  } else if (const auto wide = number_after(text, "EP"); wide && !number_after(text, "TP")) {
    parallel.attention_data = parallel.expert = *wide;
  } else if (tensor) {
    parallel.tensor = std::min(whole(*tensor), result.devices);
  } else {
    parallel.tensor = number_after(text, "TP").value_or(0);
  }
  return parallel;
}

// The fewest devices, a power of two, whose memory holds the model and leaves room for its cache.
std::int64_t least_group(const Workload& workload, const Precision* precision,
                         const DeviceRates& rates, std::int64_t most) {
  for (std::int64_t group = 1; group < most; group *= 2) {
    const auto weights = weights_on_device(workload, precision, Parallel{.tensor = group});
    if (weights && *weights < kMostForWeights * rates.capacity_bytes) return group;
  }
  return std::max<std::int64_t>(most, 1);
}

// A mean length: of its own column, of the plain one, or as the description of the data says it
// ("input mean ~9.4k").
std::optional<double> length_of(const record::PublishedResult& result, std::string_view mean,
                                std::string_view plain, std::string_view words) {
  if (const auto value = number_of(result, mean)) return value;
  if (const auto value = number_of(result, plain)) return value;
  const std::string dataset = text_of(result, "dataset");
  const std::size_t at = dataset.find(words);
  if (at == std::string::npos) return std::nullopt;
  const std::size_t first = dataset.find_first_of("0123456789", at);
  if (first == std::string::npos) return std::nullopt;
  const double value = std::strtod(dataset.c_str() + first, nullptr);
  const std::size_t end = dataset.find_first_not_of("0123456789.", first);
  return end != std::string::npos && dataset[end] == 'k' ? value * 1000 : value;
}

// Requests at once: a number, or "burst of 500 requests".
std::optional<double> concurrency_of(const record::PublishedResult& result) {
  for (const char* name : {"avg_concurrency", "concurrency", "batch"}) {
    if (const auto value = number_of(result, name)) return value;
  }
  const auto burst = number_after(text_of(result, "concurrency"), "of ");
  return burst ? std::optional<double>(static_cast<double>(*burst)) : std::nullopt;
}

struct Measure {
  Quantity quantity = Quantity::kOutputRate;
  double value = 0;
};

std::optional<Measure> measure_of(const record::PublishedResult& result, double input,
                                  double output) {
  const std::string& metric = result.metric;
  if (metric == "tpot_ms") return Measure{Quantity::kTpot, result.value / 1e3};
  if (metric == "output_tokens_per_s" || metric == "output_tokens_per_s_per_gpu") {
    return Measure{Quantity::kOutputRate, result.per_device};
  }
  if (metric == "total_tokens_per_s") {
    return Measure{Quantity::kOutputRate, result.per_device * output / (input + output)};
  }
  if (metric == "samples_per_s") return Measure{Quantity::kOutputRate, result.per_device * output};
  return std::nullopt;
}

// Prompts of an attention group that are computed together: told, or as many as the tokens of a
// batch hold. How fast prompts are read depends on it, so nobody may choose it for the source.
std::optional<double> prompts_of(const record::PublishedResult& result, double input) {
  if (const auto batch = number_of(result, "batch")) return batch;
  const auto tokens = number_of(result, "batch_tokens");
  return tokens ? std::optional<double>(std::max(1.0, *tokens / input)) : std::nullopt;
}

CaseOr<PublishedCase> prefill_case(const record::PublishedResult& result, const Workload& workload,
                                   const Precision* precision, Parallel parallel) {
  const auto input = number_of(result, "isl");
  if (!input) return NoCase{false, "isl"};
  const auto each = prompts_of(result, *input);
  if (!each) return NoCase{false, "batch"};
  if (parallel.tensor == 0) parallel.tensor = result.devices;
  const std::int64_t batch = whole(*each) * parallel.attention_data;
  auto work = step_work(workload, "prefill", precision, parallel, batch, whole(*input));
  if (!work) return NoCase{false, work.error().message};
  work->is_balanced = text_of(result, "expert_load") == "balanced";
  const double tokens = static_cast<double>(batch) * *input;
  const auto devices = static_cast<double>(parallel.devices());
  PublishedCase made;
  made.what.channel = Channel::kPrefill;
  made.what.extents = {devices, *each, *input, 1};
  made.what.task.what = StepTask{std::move(*work), tokens / devices, 1};
  made.measured = result.metric == "time_to_first_token_ms"
                      ? tokens / (result.value / 1e3) / devices
                      : result.per_device;
  return made;
}

CaseOr<PublishedCase> served_case(const record::PublishedResult& result, const Workload& workload,
                                  const Precision* precision, Parallel parallel,
                                  const DeviceRates& rates) {
  const auto input = length_of(result, "isl_mean", "isl", "input mean");
  auto output = length_of(result, "osl_mean", "osl", "output mean");
  if (!output) output = length_of(result, "", "", "output max");
  // Benchmarks of one stream without a prompt start from next to nothing.
  const bool is_stream = number_of(result, "batch") == 1;
  if (!input && !is_stream) return NoCase{false, "isl"};
  if (!output) return NoCase{false, "osl"};
  const auto measure = measure_of(result, input.value_or(1), *output);
  if (!measure) return NoCase{false, "metric " + result.metric};
  if (parallel.tensor == 0) {
    parallel.tensor = least_group(workload, precision, rates, result.devices);
  }
  const auto at_once = concurrency_of(result);
  if (!at_once && measure->quantity == Quantity::kTpot) return NoCase{false, "concurrency"};
  const bool is_offline = !at_once || result.category == "llm_offline";
  constexpr double kAllRequests = 4096;  // as many as are wanted: memory decides
  const ServingLoad load{whole(input.value_or(1)), whole(*output),
                         whole(at_once.value_or(kAllRequests))};
  auto work = serving_work(workload, precision, parallel, load, rates.capacity_bytes);
  if (!work) {
    return NoCase{work.error().code == ErrorCode::kNotSupported, work.error().message};
  }
  PublishedCase made;
  Case& what = made.what;
  made.measured = measure->value;
  what.task.quantity = measure->quantity;
  what.channel = Channel::kOutput;
  if (measure->quantity == Quantity::kTpot) {
    what.channel = Channel::kTpot;
  } else if (is_offline) {
    what.channel = Channel::kOffline;
    what.task.quantity = Quantity::kOfflineRate;
  }
  what.is_closed_loop = what.channel == Channel::kOutput;
  what.extents = {work->devices, is_offline ? 1 : static_cast<double>(load.concurrency),
                  static_cast<double>(load.input_tokens), static_cast<double>(load.output_tokens)};
  if (what.channel == Channel::kOffline) {
    if (auto done = take_prompts_together(*work, workload, precision, parallel); !done) {
      return NoCase{false, done.error().message};
    }
  }
  what.task.what = std::move(*work);
  return made;
}

// What schedules requests, where it is no engine that takes each as soon as there is room for it:
// MLPerf's scenario, or a batch that begins and ends together.
std::string schedule_of(const record::PublishedResult& result, const Parallel& parallel) {
  const std::string scenario = text_of(result, "scenario");
  if (!scenario.empty()) return lower_case(scenario);
  const bool is_static = result.category == "llm_offline" && number_of(result, "batch");
  return is_static ? "static batch" : layout_of(parallel);
}

}  // namespace

CaseOr<PublishedCase> language_case(const record::PublishedResult& result, const Workload& workload,
                                    const DeviceRates& rates) {
  const std::string name = text_of(result, "precision_weights");
  const Precision* precision = published_precision(workload, name, rates);
  if (precision == nullptr) return NoCase{false, "precision " + name + " of " + workload.id};
  const Parallel parallel = published_parallel(result);
  auto made = result.category == "llm_prefill"
                  ? prefill_case(result, workload, precision, parallel)
                  : served_case(result, workload, precision, parallel, rates);
  if (auto* found = std::get_if<PublishedCase>(&made)) {
    describe(found->what, rates, &workload, stack_of(result), precision->name,
             schedule_of(result, parallel));
  }
  return made;
}

}  // namespace fleetmark::model

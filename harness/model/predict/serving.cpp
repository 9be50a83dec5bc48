// SPDX-License-Identifier: Apache-2.0
// See serving.h.
#include "harness/model/predict/serving.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::model {
namespace {

Error does_not_fit(const Workload& workload, double need_bytes, double have_bytes) {
  const auto gb = [](double bytes) { return std::to_string(std::llround(bytes / 1e9)) + " GB"; };
  return Error{ErrorCode::kNotSupported, workload.id + ": memory: needs " + gb(need_bytes) +
                                             " on each device, " + gb(have_bytes) + " are usable"};
}

// Where nothing says how many bits a weight has, the precision's type does.
double bytes_per_weight(const Precision* precision) {
  return precision == nullptr ? 2 : precision->bits_of_weight() / 8;
}

}  // namespace

double sequences_that_fit(double capacity_bytes, double weights_bytes, double sequence_bytes) {
  const double free_bytes = (capacity_bytes - weights_bytes) * kCacheShare;
  if (free_bytes <= 0) return 0;
  return sequence_bytes <= 0 ? HUGE_VAL : std::floor(free_bytes / sequence_bytes);
}

Result<double> weights_on_device(const Workload& workload, const Precision* precision,
                                 const Parallel& parallel) {
  WeightCount all = workload.counted_weights.value_or(WeightCount{});
  if (!workload.counted_weights) {
    FLEETMARK_TRY(all, count_weights(workload));
  }
  const double each = bytes_per_weight(precision);
  const auto group = static_cast<double>(parallel.devices());
  if (parallel.attention_data <= 1) return static_cast<double>(all.total) * each / group;
  FLEETMARK_TRY(const WeightCount rest, count_weights(workload, {"attention"}));
  const double attention = static_cast<double>(all.total - rest.total);
  return each * (static_cast<double>(rest.total) / group +
                 attention / static_cast<double>(parallel.tensor * parallel.pipeline));
}

Result<ServingWork> serving_work(const Workload& workload, const Precision* precision,
                                 const Parallel& parallel, const ServingLoad& load,
                                 double capacity_bytes) {
  ServingWork work;
  work.load = load;
  work.devices = static_cast<double>(parallel.devices());
  FLEETMARK_TRY(work.weights_bytes, weights_on_device(workload, precision, parallel));
  Parameters overrides;
  if (workload.parameters.contains("tp")) overrides["tp"] = parallel.tensor;
  FLEETMARK_TRY(const std::int64_t elements, kv_elements_of_token(workload, overrides));
  const double element_bytes =
      precision == nullptr ? 2 : static_cast<double>(bytes_of(precision->kv));
  work.sequence_bytes =
      static_cast<double>(elements) * element_bytes *
      (static_cast<double>(load.input_tokens) + static_cast<double>(load.output_tokens) / 2) /
      static_cast<double>(parallel.pipeline);
  const double fit = sequences_that_fit(capacity_bytes, work.weights_bytes, work.sequence_bytes);
  if (fit < 1) {
    return does_not_fit(workload, work.weights_bytes + work.sequence_bytes / kCacheShare,
                        capacity_bytes);
  }
  const auto spread = static_cast<double>(std::max<std::int64_t>(parallel.attention_data, 1));
  work.running = std::min(static_cast<double>(load.concurrency), fit * spread);
  const double free_bytes = capacity_bytes - work.weights_bytes;
  const double could_fit =
      work.sequence_bytes <= 0 ? HUGE_VAL : std::floor(free_bytes / work.sequence_bytes);
  work.could_run = std::min(static_cast<double>(load.concurrency), could_fit * spread);
  FLEETMARK_TRY(
      work.decode,
      step_work(workload, "decode", precision, parallel, static_cast<std::int64_t>(work.running),
                load.input_tokens + std::max<std::int64_t>(load.output_tokens / 2, 1)));
  Parallel for_one = parallel;
  FLEETMARK_TRY(work.prefill, step_work(workload, "prefill", precision, for_one,
                                        for_one.attention_data, load.input_tokens));
  return work;
}

double closed_loop_rate(const ServingLoad& load, double ttft_s, double tpot_s, double devices) {
  const auto output = static_cast<double>(load.output_tokens);
  return static_cast<double>(load.concurrency) * output / (ttft_s + (output - 1) * tpot_s) /
         devices;
}

ServingTime serving_time(const ServingWork& work, const DeviceRates& rates,
                         const ModelParameters& p) {
  ServingTime time;
  time.decode = step_time(work.decode, rates, p);
  time.prefill = step_time(work.prefill, rates, p);
  // A prefill of the whole group serves as many requests as it holds groups of attention.
  const double groups =
      work.prefill.sequences > 0
          ? std::max(1.0, std::round(work.running / std::max(1.0, work.decode.sequences)))
          : 1;
  const double prefill_s = time.prefill.total_s() + p[Parameter::kPrefillTime];
  const double each_s = prefill_s / groups;
  const auto output = static_cast<double>(work.load.output_tokens);
  time.tpot_s =
      time.decode.total_s() + p[Parameter::kPrefillShare] * (work.running - 1) * each_s / output;
  const double busy = std::min(0.95, work.running * each_s / (each_s + output * time.tpot_s));
  const double wait = each_s * busy / (2 * (1 - busy));
  const double burst = p[Parameter::kBurstShare] * (work.running - 1) / 2 * each_s;
  const double life = prefill_s + output * time.tpot_s;
  const double outside = static_cast<double>(work.load.concurrency) / work.running - 1;
  time.ttft_s = p[Parameter::kFirstTokenTime] + prefill_s + time.decode.total_s() + wait + burst +
                outside * life;
  time.output_tokens_per_s_per_device =
      closed_loop_rate(work.load, time.ttft_s, time.tpot_s, work.devices);
  return time;
}

double least_tpot_s(const ServingWork& work, const DeviceRates& rates) {
  return ideal_step_s(work.decode, rates);
}

}  // namespace fleetmark::model

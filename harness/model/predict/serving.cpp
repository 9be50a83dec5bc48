// SPDX-License-Identifier: Apache-2.0
// See serving.h.
#include "harness/model/predict/serving.h"

#include <algorithm>
#include <cmath>

#include "harness/model/predict/queueing.h"
#include "harness/model/predict/speculative.h"
#include "harness/model/predict/verify_work.h"

namespace fleetmark::model {
namespace {

Error does_not_fit(const Workload& workload, double need_bytes, double have_bytes) {
  const auto gb = [](double bytes) { return std::to_string(std::llround(bytes / 1e9)) + " GB"; };
  return Error{ErrorCode::kNotSupported, workload.id + ": memory: needs " + gb(need_bytes) +
                                             " on each device, " + gb(have_bytes) + " are usable"};
}

// Half of the output is done.
std::int64_t context_of(const ServingLoad& load) {
  return load.input_tokens + std::max<std::int64_t>(load.output_tokens / 2, 1);
}

struct Memory {
  double weights_bytes = 0, sequence_bytes = 0;  // on one device
};

Result<Memory> memory_of(const Workload& workload, const Precision* precision,
                         const Parallel& parallel, const ServingLoad& load) {
  Memory memory;
  FLEETMARK_TRY(memory.weights_bytes, weights_on_device(workload, precision, parallel));
  FLEETMARK_TRY(const double sequence_bytes,
                cache_bytes_of_sequence(workload, precision, parallel,
                                        load.input_tokens + (load.output_tokens + 1) / 2));
  memory.sequence_bytes = sequence_bytes / static_cast<double>(parallel.pipeline);
  return memory;
}

Result<DraftWork> draft_work(const Speculation& speculation, const Parallel& parallel,
                             const ServingLoad& load, std::int64_t running) {
  DraftWork work{speculation.drafts, speculation.tokens_per_step, {}, {}};
  if (speculation.draft == nullptr) return work;
  FLEETMARK_TRY(work.decode, step_work(*speculation.draft, "decode", speculation.precision,
                                       parallel, running, context_of(load)));
  FLEETMARK_TRY(work.prefill,
                step_work(*speculation.draft, "prefill", speculation.precision, parallel,
                          std::min(parallel.attention_data, running), load.input_tokens));
  return work;
}

SpeculativeStep speculative_step(const ServingWork& work, double verify_s, double draft_s) {
  SpeculativeStep step{.verify_s = verify_s, .draft_s = draft_s};
  if (work.speculation) {
    step.drafts = work.speculation->drafts;
    step.tokens_per_step = work.speculation->tokens_per_step;
  }
  return step;
}

}  // namespace

Result<double> cache_bytes_of_sequence(const Workload& workload, const Precision* precision,
                                       const Parallel& parallel, std::int64_t tokens) {
  Parameters overrides;
  if (workload.parameters.contains("tp")) overrides["tp"] = parallel.tensor;
  FLEETMARK_TRY(const std::int64_t elements, kv_elements_of_sequence(workload, overrides, tokens));
  return static_cast<double>(elements) *
         (precision == nullptr ? 2 : static_cast<double>(bytes_of(precision->kv)));
}

Result<> held_in_memory(const Workload& workload, const Precision* precision,
                        const Parallel& parallel, const ServingLoad& load, double capacity_bytes) {
  FLEETMARK_TRY(const Memory memory, memory_of(workload, precision, parallel, load));
  const double need_bytes =
      memory.weights_bytes + static_cast<double>(load.concurrency) * memory.sequence_bytes;
  if (need_bytes <= capacity_bytes) return {};
  return does_not_fit(workload, need_bytes, capacity_bytes);
}

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
  const double bytes = stored_bytes(all, precision);
  const auto group = static_cast<double>(parallel.devices());
  if (parallel.attention_data <= 1) return bytes / group;
  FLEETMARK_TRY(const WeightCount rest, count_weights(workload, {"attention"}));
  const double rest_bytes = stored_bytes(rest, precision);
  return rest_bytes / group +
         (bytes - rest_bytes) / static_cast<double>(parallel.tensor * parallel.pipeline);
}

Result<ServingWork> serving_work(const Workload& workload, const Precision* precision,
                                 const Parallel& parallel, const ServingLoad& load,
                                 double capacity_bytes,
                                 const std::optional<Speculation>& speculation) {
  ServingWork work;
  work.load = load;
  work.devices = static_cast<double>(parallel.devices());
  FLEETMARK_TRY(Memory memory, memory_of(workload, precision, parallel, load));
  if (speculation && speculation->draft != nullptr) {
    FLEETMARK_TRY(const Memory more,
                  memory_of(*speculation->draft, speculation->precision, parallel, load));
    memory.weights_bytes += more.weights_bytes;
    memory.sequence_bytes += more.sequence_bytes;
  }
  work.weights_bytes = memory.weights_bytes;
  work.sequence_bytes = memory.sequence_bytes;
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
  const auto stages = static_cast<double>(parallel.pipeline);
  const auto running = static_cast<std::int64_t>(std::ceil(work.running / stages));
  FLEETMARK_TRY(work.decode, verify_work(workload, precision, parallel, running, context_of(load),
                                         speculation ? speculation->drafts : 0));
  const std::int64_t prompts = std::min(parallel.attention_data, running);
  work.prompts = std::min(static_cast<double>(prompts) * stages, work.running);
  FLEETMARK_TRY(work.prefill,
                step_work(workload, "prefill", precision, parallel, prompts, load.input_tokens));
  if (speculation) {
    FLEETMARK_TRY(work.speculation, draft_work(*speculation, parallel, load, running));
  }
  return work;
}

Result<> take_prompts_together(ServingWork& work, const Workload& workload,
                               const Precision* precision, const Parallel& parallel) {
  const auto groups = static_cast<double>(parallel.attention_data);
  const auto stages = static_cast<double>(parallel.pipeline);
  const double fit = std::floor(kPrefillTokens / static_cast<double>(work.load.input_tokens));
  const double prompts = std::min(std::floor(work.running / (groups * stages)), fit);
  if (prompts <= 1) return {};
  PromptsTogether together{prompts, {}};
  FLEETMARK_TRY(together.prefill,
                step_work(workload, "prefill", precision, parallel,
                          static_cast<std::int64_t>(prompts * groups), work.load.input_tokens));
  work.together = std::move(together);
  return {};
}

Result<ServingWork> serving_work_apart(const Workload& workload, const Precision* precision,
                                       const Parallel& prefill, const Parallel& decode,
                                       const WorkersApart& workers, const ServingLoad& load,
                                       double capacity_bytes,
                                       const std::optional<Speculation>& speculation) {
  ServingLoad of_worker = load;
  of_worker.concurrency =
      static_cast<std::int64_t>(std::ceil(static_cast<double>(load.concurrency) / workers.decode));
  FLEETMARK_TRY(ServingWork work,
                serving_work(workload, precision, decode, of_worker, capacity_bytes, speculation));
  // Memory of a prefill worker is asked with one prompt alone.
  FLEETMARK_TRY(const ServingWork first,
                serving_work(workload, precision, prefill,
                             ServingLoad{load.input_tokens, 1, prefill.attention_data},
                             capacity_bytes, speculation));
  work.prefill = first.prefill;
  if (work.speculation) work.speculation->prefill = first.speculation->prefill;
  work.load = load;
  work.apart = workers;
  work.apart->prompts_at_once = static_cast<double>(prefill.attention_data);
  work.devices = workers.prefill * static_cast<double>(prefill.devices()) +
                 workers.decode * static_cast<double>(decode.devices());
  return work;
}

double closed_loop_rate(const ServingLoad& load, double ttft_s, double tpot_s, double devices) {
  const auto output = static_cast<double>(load.output_tokens);
  return static_cast<double>(load.concurrency) * output / (ttft_s + (output - 1) * tpot_s) /
         devices;
}

namespace {

double prompts_at_once(const ServingWork& work) {
  return work.apart ? work.apart->prompts_at_once * work.apart->prefill : work.prompts;
}

// Of a request for the prefills of others, `requests` of which are in the system. Several prefills
// at once are one that is as much faster, and the rest of its time is spent away (Seidmann,
// Schweitzer and Shalev-Oren, "Computerized closed queueing network models of flexible
// manufacturing systems", Large Scale Systems 12, 1987).
double prefill_wait_s(double requests, double prefill_s, double each_s, double decoding_s,
                      const ModelParameters& p) {
  const double burst = p[Parameter::kBurstShare] * std::max(requests - 1, 0.0) / 2 * each_s;
  return closed_wait_s(requests, each_s, decoding_s + prefill_s - each_s) + burst;
}

}  // namespace

ServingTime serving_time(const ServingWork& work, const DeviceRates& rates,
                         const ModelParameters& p) {
  ServingTime time;
  time.decode = step_time(work.decode, rates, p);
  time.prefill = step_time(work.prefill, rates, p);
  double prefill_s = time.prefill.total_s() + p[Parameter::kPrefillTime];
  if (work.speculation && work.speculation->decode) {
    time.draft_s = step_time(*work.speculation->decode, rates, p).total_s();
    prefill_s += step_time(*work.speculation->prefill, rates, p).total_s();
  }
  const SpeculativeStep step = speculative_step(work, time.decode.total_s(), time.draft_s);
  const double each_s = prefill_s / prompts_at_once(work);
  const auto asked = static_cast<double>(work.load.concurrency);
  const auto output = static_cast<double>(work.load.output_tokens);
  const double of_others_s =
      work.apart ? 0 : p[Parameter::kPrefillShare] * (work.running - 1) * each_s / output;
  time.tpot_s = speculative_tpot_s(step) + of_others_s;
  const double decoding_s = output * time.tpot_s;
  const double running = work.running * (work.apart ? work.apart->decode : 1);
  const double wait_s = prefill_wait_s(std::min(running, asked), prefill_s, each_s, decoding_s, p);
  const double outside = std::max(asked / running - 1, 0.0);
  const double step_s = step.verify_s + static_cast<double>(step.drafts) * step.draft_s;
  // One that waits outside stays as long as those inside do, their wait for prefills included.
  time.outside_s = outside * (prefill_s + wait_s + decoding_s);
  const double before_s = p[Parameter::kFirstTokenLayerTime] * std::max(1.0, work.prefill.layers);
  time.ttft_s = before_s + prefill_s + step_s + wait_s + time.outside_s;
  if (work.apart) time.ttft_s = std::max(time.ttft_s, asked * each_s - (decoding_s - time.tpot_s));
  time.output_tokens_per_s_per_device =
      closed_loop_rate(work.load, time.ttft_s, time.tpot_s, work.devices);
  return time;
}

double most_output_tokens_per_s(const ServingWork& work, const DeviceRates& rates) {
  // With all of the memory that weights leave, whatever engines keep of it.
  const double decoding =
      work.could_run * (work.apart ? work.apart->decode : 1) / least_tpot_s(work, rates);
  double prompts_s = ideal_compute_s(work.prefill, rates);
  if (work.speculation && work.speculation->prefill) {
    prompts_s += ideal_compute_s(*work.speculation->prefill, rates);
  }
  const double prefilling =
      static_cast<double>(work.load.output_tokens) * prompts_at_once(work) / prompts_s;
  return std::min(decoding, prefilling) / work.devices;
}

std::vector<const StepWork*> steps_of(const ServingWork& work) {
  std::vector<const StepWork*> steps{&work.decode, &work.prefill};
  if (work.speculation && work.speculation->decode) {
    steps.push_back(&*work.speculation->decode);
    steps.push_back(&*work.speculation->prefill);
  }
  return steps;
}

double least_tpot_s(const ServingWork& work, const DeviceRates& rates) {
  const bool has_draft = work.speculation && work.speculation->decode;
  const double draft_s = has_draft ? ideal_step_s(*work.speculation->decode, rates) : 0;
  return speculative_tpot_s(speculative_step(work, ideal_step_s(work.decode, rates), draft_s));
}

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// Serving a language model: what a group of devices under a closed load of `concurrency` requests
// does (in-flight batching), from the work of one decode step and of one prefill.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/predict/step_time.h"

namespace fleetmark::model {

struct ServingLoad {
  std::int64_t input_tokens = 0;   // of a request, mean
  std::int64_t output_tokens = 0;  // likewise
  std::int64_t concurrency = 1;    // requests in the system at all times
};

// Drafts that a step of the model verifies, and who makes them.
struct Speculation {
  std::int64_t drafts = 0;          // of a sequence and step
  double tokens_per_step = 1;       // that a sequence gains, the model's own included
  const Workload* draft = nullptr;  // null: looked up in the text, for nothing
  const Precision* precision = nullptr;
};

// What speculation adds to a model's own steps.
struct DraftWork {
  std::int64_t drafts = 0;
  double tokens_per_step = 1;
  std::optional<StepWork> decode, prefill;  // of the draft model, on the devices of the model
};

// Prefill and decode on workers of their own, so many of each.
struct WorkersApart {
  double prefill = 1, decode = 1;
  double prompts_at_once = 1;  // of a prefill worker
};

// A prefill of several prompts in each group of attention.
struct PromptsTogether {
  double prompts = 1;
  StepWork prefill;
};

// One (workload, precision, parallelism, load), free of the device's speed.
struct ServingWork {
  StepWork decode;   // of the sequences that fit, half of their output done; it verifies the drafts
                     // where there are any
  StepWork prefill;  // of one request
  ServingLoad load;  // of all workers
  std::optional<PromptsTogether> together;  // where all requests wait at once
  std::optional<DraftWork> speculation;
  std::optional<WorkersApart> apart;  // else one group does both; decode, running and memory are
                                      // those of one decode worker, devices of all workers
  double devices = 1;
  double weights_bytes = 0;   // on one device, a draft model's included
  double sequence_bytes = 0;  // cache of one sequence with half of its output, on one device, a
                              // draft model's included
  double prompts = 1;         // that prefills of the group take at once, in groups of attention
                              // and stages
  double running = 0;         // sequences that run, over the group: its stages each have their
                              // share of them in a step
  double could_run = 0;       // likewise, with all of the memory that weights leave
};

// Of the memory that weights leave, what engines give to the cache (TensorRT-LLM
// free_gpu_memory_fraction 0.9; vLLM gpu_memory_utilization 0.9 counts the weights too). The rest
// is for activations, fragments and the engine itself.
inline constexpr double kCacheShare = 0.9;
// A group that a source does not tell is the smallest whose weights leave room for a cache: they
// take no more than this of its memory.
inline constexpr double kMostForWeights = 0.7;

// Whether weights and the caches of `load.concurrency` sequences fit, input tokens and half of the
// output each: kNotSupported with both figures where they do not.
Result<> held_in_memory(const Workload& workload, const Precision* precision,
                        const Parallel& parallel, const ServingLoad& load, double capacity_bytes);

// Sequences whose cache fits beside the weights; 0 when not even the weights do.
double sequences_that_fit(double capacity_bytes, double weights_bytes, double sequence_bytes);

// Weights of one device, in bytes, where `parallel` divides them; attention with data parallelism
// holds all of attention (its share is taken from the workload's weight rules named "attention").
Result<double> weights_on_device(const Workload& workload, const Precision* precision,
                                 const Parallel& parallel);

// Cache of a sequence of `tokens` on one device of a tensor group, over all layers.
Result<double> cache_bytes_of_sequence(const Workload& workload, const Precision* precision,
                                       const Parallel& parallel, std::int64_t tokens);

// `capacity_bytes` bounds the sequences of a step. Errors as step_work; kNotSupported, with what is
// missing in bytes, when the model or one sequence does not fit.
Result<ServingWork> serving_work(const Workload& workload, const Precision* precision,
                                 const Parallel& parallel, const ServingLoad& load,
                                 double capacity_bytes,
                                 const std::optional<Speculation>& speculation = {});

// Tokens of the prompts that one prefill takes together where they wait: the default of
// TensorRT-LLM (max_num_tokens), and of vLLM and SGLang on data centre devices
// (max_num_batched_tokens, chunked_prefill_size). A longer prompt is taken alone.
inline constexpr double kPrefillTokens = 8192;

// Sets `together`: as many prompts as those tokens hold and as run. Errors as step_work.
Result<> take_prompts_together(ServingWork& work, const Workload& workload,
                               const Precision* precision, const Parallel& parallel);

// Prefill workers and decode workers, of their own degrees, under a closed load of all of them;
// requests are spread evenly over the decode workers. Errors as serving_work, for either kind.
Result<ServingWork> serving_work_apart(const Workload& workload, const Precision* precision,
                                       const Parallel& prefill, const Parallel& decode,
                                       const WorkersApart& workers, const ServingLoad& load,
                                       double capacity_bytes,
                                       const std::optional<Speculation>& speculation = {});

struct ServingTime {
  double ttft_s = 0;     // mean time to first token
  double outside_s = 0;  // of it, until one of those that run is done
  double tpot_s = 0;     // mean time per output token after the first
  double output_tokens_per_s_per_device = 0;
  StepTime decode, prefill;
  double draft_s = 0;  // of a draft model's step for one draft of each sequence
};

// Closed loop with in-flight batching (research of 2026-08, section 9.1):
//   TPOT = T_decode(running) + share (running - 1) T_prefill / output tokens
//   output rate = running output / (TTFT + (output - 1) TPOT)
// TTFT adds to one's own prefill the wait for others': M/D/1 (Pollaczek-Khinchine) in the steady
// state, and half the queue for the share of requests that arrive in one burst.
// Prefill workers leave decoding alone (share = 0) and prefill one request in
// T_prefill / (prompts at once x workers); no closed loop passes that rate:
//   TTFT >= concurrency times that - (output - 1) TPOT
// Stages of a pipeline each have a share of the running sequences in their step, and a token passes
// all of them: T_decode(running / stages), and as many prefills at once.
// What moving the cache takes is not in here: tables do not tell the link.
// With speculation T_decode is (T_verify + drafts T_draft) / tokens of a step (speculative.h), and
// a draft model's prefill follows the model's own.
ServingTime serving_time(const ServingWork& work, const DeviceRates& rates,
                         const ModelParameters& parameters);

// No prediction may be faster: every output token waits for one step at the speed of the silicon,
// or for its share of one that verifies drafts.
double least_tpot_s(const ServingWork& work, const DeviceRates& rates);

// Nor may more output tokens be had a second and device: by steps of all the sequences that memory
// could hold, and by the operations of the prompts at the dense peak, each as if the other were
// for nothing.
double most_output_tokens_per_s(const ServingWork& work, const DeviceRates& rates);

// Every step that the work is made of.
std::vector<const StepWork*> steps_of(const ServingWork& work);

// Output tokens a second and device, by what a closed loop yields.
double closed_loop_rate(const ServingLoad& load, double ttft_s, double tpot_s, double devices);

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// See question.h.
#include "harness/model/predict/question.h"

#include <algorithm>
#include <cmath>

#include "harness/model/micro_task.h"
#include "harness/model/predict/case_parts.h"
#include "harness/model/predict/group_links.h"
#include "harness/model/predict/serving_case.h"
#include "harness/model/predict/training_memory.h"
#include "harness/model/replica.h"

namespace fleetmark::model {
namespace {

constexpr std::int64_t kWidestGroup = 16;    // that is taken unasked
constexpr std::int64_t kAllRequests = 4096;  // as many as are wanted: memory decides

bool is_served(const Question& question) {
  return question.phase.empty() && find_phase(*question.workload, "decode") != nullptr &&
         find_phase(*question.workload, "prefill") != nullptr;
}

Path path_of(const Precision& precision) {
  if (precision.matrix_peak == "fp4") return Path::kFp4;
  switch (precision.weights) {
    case DType::kFp8E4m3:
      return Path::kFp8;
    case DType::kInt8:
      return Path::kInt8;
    case DType::kF32:
      return Path::kF32;
    default:
      return Path::k16Bit;
  }
}

Channel channel_of(const Question& question, const PhaseRule& rule) {
  switch (question.workload->unit.measure) {
    case TaskMeasure::kBytes:
      return Channel::kStream;
    case TaskMeasure::kFlops:
      return Channel::kGemm;
    default:
      break;
  }
  if (is_training(rule.name)) return Channel::kTraining;
  if (rule.name == "prefill") return Channel::kPrefill;
  const bool recommends =
      question.workload->id.starts_with("dlrm") || question.workload->id.starts_with("hstu");
  return recommends ? Channel::kRecommendation : Channel::kOther;
}

struct SharedWork {
  Parallel parallel;
  ServingWork work;
};

// By the devices asked for, else by the fewest, a power of two, that leave room for caches. Nobody
// crosses a network unasked who can do without, be it in little room, or who does not know it.
CaseOr<SharedWork> shared_work(const Question& question, const Precision* precision,
                               const ServingLoad& load, const DeviceRates& rates) {
  const bool is_asked = question.tensor > 0;
  const bool is_linked = rates.link_bytes_per_s.has_value();
  const std::int64_t last = is_asked ? question.tensor : kWidestGroup;
  std::optional<SharedWork> cramped;
  NoCase none;
  std::int64_t widest = 1;
  for (std::int64_t tensor = is_asked ? last : 1; tensor <= last; tensor *= 2) {
    const bool crosses = is_linked && tensor > widest_without_network(rates);
    if (!is_asked && crosses && (cramped || !missing_link(rates, tensor).empty())) break;
    widest = tensor;
    const Parallel parallel{.tensor = tensor};
    auto work = serving_work(*question.workload, precision, parallel, load, rates.capacity_bytes);
    if (!work) {
      none = NoCase{work.error().code == ErrorCode::kNotSupported, work.error().message};
      if (!none.is_infeasible) return none;
      continue;
    }
    const bool has_room = work->weights_bytes <= kMostForWeights * rates.capacity_bytes;
    if (is_asked || has_room || !is_linked) return SharedWork{parallel, std::move(*work)};
    cramped = SharedWork{parallel, std::move(*work)};
  }
  if (cramped) return std::move(*cramped);
  if (!is_asked) {
    none.what += "; " + std::to_string(widest) + " share it at most unasked: see --tp";
  }
  return none;
}

CaseOr<Case> served(const Question& question, const Precision* precision,
                    const DeviceRates& rates) {
  const bool is_loop = question.concurrency > 0;
  const ServingLoad load{question.input_tokens, question.output_tokens,
                         is_loop ? question.concurrency : kAllRequests};
  auto found = shared_work(question, precision, load, rates);
  if (const auto* none = std::get_if<NoCase>(&found)) return *none;
  auto& [parallel, work] = std::get<SharedWork>(found);
  if (!is_loop) {
    if (auto done = take_prompts_together(work, *question.workload, precision, parallel); !done) {
      return NoCase{false, done.error().message};
    }
  }
  Case made;
  made.is_closed_loop = is_loop;
  made.channel = is_loop ? Channel::kOutput : Channel::kOffline;
  describe(made, rates, question.workload, question.stack, precision->name, layout_of(parallel));
  made.extents = {work.devices, is_loop ? static_cast<double>(load.concurrency) : 1,
                  static_cast<double>(load.input_tokens), static_cast<double>(load.output_tokens)};
  made.task = {std::move(work), is_loop ? Quantity::kOutputRate : Quantity::kOfflineRate};
  return made;
}

// Of phases that read a cache; training spreads its state over all devices of its job, and tables
// of recommendation may lie in the host's memory.
std::optional<NoCase> too_large(const Question& question, const PhaseRule& rule,
                                const Precision* precision, const Parallel& parallel,
                                const ServingLoad& load, const DeviceRates& rates) {
  if (rule.name != "prefill" && rule.name != "decode") return std::nullopt;
  const auto fits =
      held_in_memory(*question.workload, precision, parallel, load, rates.capacity_bytes);
  if (fits) return std::nullopt;
  return NoCase{fits.error().code == ErrorCode::kNotSupported, fits.error().message};
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
  if (held) return std::nullopt;
  return NoCase{held.error().code == ErrorCode::kNotSupported, held.error().message};
}

// Stages are equal, so that each does its share of the layers in its share of the time: what is
// left is the bubble. The optimizer runs once for all microbatches.
std::optional<NoCase> add_pipeline(StepTask& step, const Pipeline& pipeline) {
  if (static_cast<double>(pipeline.stages) > std::max(step.work.layers, 1.0)) {
    return NoCase{true, "pp " + std::to_string(pipeline.stages) + ": more stages than its " +
                            std::to_string(std::llround(step.work.layers)) + " layers"};
  }
  const auto factor = pipeline_time_factor(pipeline);
  if (!factor) return NoCase{true, factor.error().message};
  step.time_factor = *factor;
  for (auto& load : step.work.operators) {
    if (load.work_class == WorkClass::kOptimizer) {
      load.launches /= static_cast<double>(pipeline.microbatches);
    }
  }
  return std::nullopt;
}

CaseOr<Case> repeated(const Question& question, const PhaseRule& rule, const Precision* precision,
                      const DeviceRates& rates) {
  const auto own = [&](const char* name, std::int64_t asked) -> std::int64_t {
    if (asked > 0) return asked;
    if (const auto found = rule.parameters.find(name); found != rule.parameters.end()) {
      return found->second;
    }
    const auto found = question.workload->parameters.find(name);
    return found == question.workload->parameters.end() ? 1 : found->second;
  };
  const std::int64_t batch = own("batch", question.batch),
                     context = own("context", question.context);
  const Parallel parallel{.tensor = std::max<std::int64_t>(question.tensor, 1)};
  auto work = step_work(*question.workload, rule.name, precision, parallel, batch, context);
  if (!work) {
    return NoCase{work.error().code == ErrorCode::kNotSupported, work.error().message};
  }
  const ServingLoad held{.input_tokens = context, .output_tokens = 0, .concurrency = batch};
  if (const auto none = too_large(question, rule, precision, parallel, held, rates)) return *none;
  Parameters parameters;
  if (rule.parameters.contains("batch") || question.workload->parameters.contains("batch")) {
    parameters["batch"] = batch;
  }
  if (rule.parameters.contains("context") || question.workload->parameters.contains("context")) {
    parameters["context"] = context;
  }
  const auto phase =
      evaluate_phase(*question.workload, rule, Conditions{std::move(parameters), precision});
  if (!phase) return NoCase{false, phase.error().message};
  if (const auto none = too_large_for_job(question, *phase, precision, rates)) return *none;
  Case made;
  made.channel = channel_of(question, rule);
  if (made.channel == Channel::kStream || made.channel == Channel::kGemm) {
    // One kernel: called as records of kernels are.
    const DType dtype = phase->operators.front().problem.dtype;
    describe(made, rates, nullptr, question.stack, peak_name(dtype),
             made.channel == Channel::kStream ? "read and write" : "");
  } else {
    const bool trains = made.channel == Channel::kTraining;
    describe(made, rates, question.workload, question.stack,
             precision == nullptr ? "" : precision->name, trains ? rule.name : "offline");
  }
  made.extents = {static_cast<double>(parallel.devices()), static_cast<double>(batch),
                  static_cast<double>(context), 1};
  if (made.channel == Channel::kStream) {
    made.extents = {1, static_cast<double>(phase->operators.front().each.bytes()), 1, 1};
  }
  if (made.channel == Channel::kGemm) {
    const Problem& gemm = phase->operators.front().problem;
    made.extents = {1, static_cast<double>(gemm.size("m")), static_cast<double>(gemm.size("n")),
                    static_cast<double>(gemm.size("k"))};
  }
  StepTask step{std::move(*work),
                static_cast<double>(phase->amount) / static_cast<double>(parallel.tensor)};
  if (question.pipeline) {
    if (const auto none = add_pipeline(step, *question.pipeline)) return *none;
    made.extents[3] = static_cast<double>(parallel.tensor * question.pipeline->stages);
    made.extents[0] = made.extents[3];
  }
  made.task.what = std::move(step);
  return made;
}

CaseOr<Case> made_of(const Question& question, const DeviceRates& rates) {
  const Precision* precision = precision_of(question, rates);
  if (precision == nullptr && !question.workload->precisions.empty()) {
    return NoCase{false, "precision " + question.precision + " of " + question.workload->id};
  }
  if (is_served(question)) return served(question, precision, rates);
  const PhaseRule* rule = repeated_phase(question);
  if (rule == nullptr) {
    return NoCase{false, "phase " + question.phase + " of " + question.workload->id};
  }
  return repeated(question, *rule, precision, rates);
}

}  // namespace

std::string training_by_default(const Workload& workload) {
  for (const auto& rule : workload.phase_rules) {
    if (is_training(rule.name) && rule.measure == workload.unit.measure) return rule.name;
  }
  const std::string& first = workload.phase_rules.front().name;
  const bool serves = find_phase(workload, "decode") != nullptr;
  return !serves && is_training(first) ? first : "";
}

const PhaseRule* repeated_phase(const Question& question) {
  if (is_served(question)) return nullptr;
  if (question.phase.empty()) return &question.workload->phase_rules.front();
  return find_phase(*question.workload, question.phase);
}

const Precision* precision_of(const Question& question, const DeviceRates& rates) {
  const auto& all = question.workload->precisions;
  if (!question.precision.empty()) {
    return precision_named(*question.workload, question.precision, rates);
  }
  const auto own = std::ranges::find_if(
      all, [&](const Precision& precision) { return rates.peak(path_of(precision)) > 0; });
  if (own != all.end()) return &*own;
  return all.empty() ? nullptr : &all.front();
}

const Precision* common_precision(const Workload& workload, const std::vector<DeviceRates>& rates) {
  for (const auto& precision : workload.precisions) {
    const bool is_common = std::ranges::all_of(
        rates, [&](const DeviceRates& device) { return device.peak(path_of(precision)) > 0; });
    if (is_common) return &precision;
  }
  return nullptr;
}

std::string unit_of(const Question& question) {
  if (is_served(question)) return "tokens/s";
  switch (question.workload->unit.measure) {
    case TaskMeasure::kBytes:
      return "B/s";
    case TaskMeasure::kFlops:
      return "FLOP/s";
    default:
      break;
  }
  const PhaseRule* rule = repeated_phase(question);
  return rule == nullptr ? "1/s" : std::string(name_of(rule->measure)) + "/s";
}

CaseOr<Case> case_of(const Question& question, const DeviceRates& rates) {
  auto made = made_of(question, rates);
  if (const auto* found = std::get_if<Case>(&made)) {
    if (const std::string missing = missing_figure(found->task, rates); !missing.empty()) {
      return NoCase{false, missing};
    }
  }
  return made;
}

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// See question.h.
#include "harness/model/predict/question.h"

#include <algorithm>
#include <cmath>

#include "harness/model/micro_task.h"
#include "harness/model/predict/case_parts.h"
#include "harness/model/predict/served_question.h"
#include "harness/model/predict/serving_case.h"
#include "harness/model/predict/training_memory.h"
#include "harness/model/predict/training_question.h"
#include "harness/model/replica.h"

namespace fleetmark::model {
namespace {

bool is_served(const Question& question) {
  return question.phase.empty() && find_phase(*question.workload, "decode") != nullptr &&
         find_phase(*question.workload, "prefill") != nullptr;
}

Path path_of(const Precision& precision) {
  const WeightFormat& most = precision.expert_weights();
  if (most.matrix_peak == "fp4") return Path::kFp4;
  switch (most.type) {
    case DType::kFp8E4m3:
      return Path::kFp8;
    case DType::kInt8:
      return Path::kInt8;
    case DType::kF32:
      return Path::kF32;
    case DType::kF16:
      return Path::kF16;
    default:
      return Path::kBf16;
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
  const bool recommends =
      question.workload->id.starts_with("dlrm") || question.workload->id.starts_with("hstu");
  if (recommends) return Channel::kRecommendation;
  if (is_training(rule.name)) return Channel::kTraining;
  return rule.name == "prefill" ? Channel::kPrefill : Channel::kOther;
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

Result<double> job_bytes(const Workload& workload, const Phase& phase, const Precision* precision) {
  FLEETMARK_TRY(const TrainingState state, training_state(workload, phase, precision));
  return state.all_bytes();
}

// Of a job that trains, or of tables that lie on many devices: what passes between them for that is
// in no model here but where copies are told. Anything else has to lie where it runs.
CaseOr<double> least_devices(const Question& question, const Phase& phase, Channel channel,
                             const Precision* precision, const Parallel& parallel,
                             const DeviceRates& rates) {
  const bool trains = is_training(phase.name);
  if (!trains && channel != Channel::kRecommendation && channel != Channel::kOther) return 1.0;
  const auto bytes = trains ? job_bytes(*question.workload, phase, precision)
                            : weights_on_device(*question.workload, precision, parallel);
  if (!bytes) return NoCase{false, bytes.error().message};
  const double devices = std::ceil(*bytes / rates.capacity_bytes);
  if (channel == Channel::kOther && devices > 1) {
    return NoCase{true, question.workload->id + ": memory: needs " +
                            std::to_string(std::llround(*bytes / 1e9)) + " GB on each device, " +
                            std::to_string(std::llround(rates.capacity_bytes / 1e9)) +
                            " GB are usable"};
  }
  return std::max(devices, 1.0);
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
  Parallel parallel{.tensor = std::max<std::int64_t>(question.tensor, 1)};
  if (question.expert > 1) parallel.attention_data = parallel.expert = question.expert;
  if ((question.global_batch || question.pipeline) && !trains_copies(question)) {
    return NoCase{true, "global batch or pipeline of " + question.workload->id + ", " + rule.name +
                            ": no copies of it train"};
  }
  if (const auto none = not_laid_out(question, rule)) return *none;
  const auto told = microbatches_of(question, batch);
  if (const auto* none = std::get_if<NoCase>(&told)) return *none;
  const std::int64_t microbatches = std::get<std::int64_t>(told);
  Parameters more;
  if (question.global_batch && rule.parameters.contains("shards")) {
    more["shards"] = std::llround(copies_of(question).all);
  }
  if (question.recompute) more["recompute"] = 1;
  auto work = step_work(*question.workload, rule.name, precision, parallel,
                        batch * parallel.attention_data, context, more);
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
    describe(made, rates, question.workload, question.stack,
             precision == nullptr ? "" : precision->name,
             is_training(rule.name) ? rule.name : "offline");
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
  const auto least = least_devices(question, *phase, made.channel, precision, parallel, rates);
  if (const auto* none = std::get_if<NoCase>(&least)) return *none;
  step.least_devices = std::get<double>(least);
  if (const auto none = add_training(step, question, *phase, precision, microbatches)) return *none;
  if (made.channel == Channel::kTraining) {  // as records have it
    const std::int64_t stages = question.pipeline ? question.pipeline->stages : 1;
    made.extents[0] = made.extents[3] = static_cast<double>(parallel.tensor * stages);
  }
  if (question.global_batch) made.extents[0] = *question.job_devices;
  made.task.what = std::move(step);
  return made;
}

CaseOr<Case> made_of(const Question& question, const DeviceRates& rates,
                     const Predictor& predictor) {
  const Precision* precision = precision_of(question, rates);
  if (precision == nullptr && (is_served(question) || !question.workload->precisions.empty())) {
    return NoCase{false, "precision " + question.precision + " of " + question.workload->id};
  }
  if (is_served(question)) return served_case(question, *precision, rates, predictor);
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

bool trains_copies(const Question& question) {
  const PhaseRule* rule = repeated_phase(question);
  return rule != nullptr && is_training(rule->name) &&
         channel_of(question, *rule) == Channel::kTraining;
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
  const Precision* best = nullptr;
  std::ptrdiff_t most = 0;
  for (const auto& precision : workload.precisions) {
    const std::ptrdiff_t computing = std::ranges::count_if(
        rates, [&](const DeviceRates& device) { return device.peak(path_of(precision)) > 0; });
    if (computing <= most) continue;
    most = computing;
    best = &precision;
  }
  return best;
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

CaseOr<Case> case_of(const Question& question, const DeviceRates& rates,
                     const Predictor& predictor) {
  auto made = made_of(question, rates, predictor);
  if (const auto* found = std::get_if<Case>(&made)) {
    if (const std::string missing = missing_figure(found->task, rates); !missing.empty()) {
      return NoCase{false, missing};
    }
  }
  return made;
}

}  // namespace fleetmark::model

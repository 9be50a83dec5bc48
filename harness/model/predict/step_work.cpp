// SPDX-License-Identifier: Apache-2.0
// See step_work.h.
#include "harness/model/predict/step_work.h"

#include <algorithm>
#include <array>

#include "harness/model/replica.h"

namespace fleetmark::model {
namespace {

WorkClass class_of(const std::string& kernel, const std::string& name) {
  if (kernel == "matmul.gemm") return WorkClass::kDense;
  if (kernel == "matmul.grouped") {
    return name.find("expert") == std::string::npos ? WorkClass::kDense : WorkClass::kExperts;
  }
  if (kernel == "attention.decode") return WorkClass::kCache;
  if (kernel == "attention.mla_decode") return WorkClass::kLatentCache;
  if (kernel.starts_with("attention.")) return WorkClass::kAttention;
  if (kernel.starts_with("conv.")) return WorkClass::kConvolution;
  if (kernel.starts_with("optimizer.")) return WorkClass::kOptimizer;
  return WorkClass::kElementwise;
}

Path path_of(DType dtype) {
  switch (dtype) {
    case DType::kF64:
      return Path::kF64;
    case DType::kF32:
      return Path::kF32;
    case DType::kTf32:
      return Path::kTf32;
    case DType::kFp8E4m3:
      return Path::kFp8;
    case DType::kInt8:
      return Path::kInt8;
    default:
      return Path::k16Bit;
  }
}

double size_or(const Problem& problem, std::string_view name, double otherwise) {
  for (const auto& [key, value] : problem.sizes) {
    if (key == name) return static_cast<double>(value);
  }
  return otherwise;
}

// Queries read and results written by one query of each sequence; the rest is the cache.
double query_bytes_of(const Problem& problem) {
  const bool is_latent = problem.kernel == "attention.mla_decode";
  const double value = size_or(problem, is_latent ? "latent_dim" : "value_dim", 0);
  const double key =
      is_latent ? value + size_or(problem, "rope_dim", 0) : size_or(problem, "head_dim", 0);
  return size_or(problem, "batch", 0) * size_or(problem, "heads", 0) * (key + value) *
         static_cast<double>(bytes_of(problem.dtype));
}

OperatorLoad load_of(const Operator& op, const Precision* precision) {
  OperatorLoad load;
  load.work_class = class_of(op.problem.kernel, op.name);
  load.path = path_of(op.problem.dtype);
  load.rows = size_or(op.problem, "m", 0);
  load.columns = size_or(op.problem, "n", 0);
  load.groups = size_or(op.problem, "groups", 1);
  const bool has_weights = matrix_elements(op.problem) > 0;
  if (has_weights) load.weight_bits = 8.0 * static_cast<double>(bytes_of(op.problem.dtype));
  if (has_weights && precision != nullptr && op.problem.dtype == precision->weights) {
    load.weight_bits = precision->bits_of_weight();
    if (precision->matrix_peak == "fp4") load.path = Path::kFp4;
  }
  load.flops = static_cast<double>(op.each.flops);
  load.bytes = static_cast<double>(op.each.bytes());
  load.launches = static_cast<double>(op.count);
  const bool is_cache =
      load.work_class == WorkClass::kCache || load.work_class == WorkClass::kLatentCache;
  if (is_cache) load.query_bytes = query_bytes_of(op.problem);
  load.lasting_bytes =
      is_cache ? load.bytes
               : static_cast<double>(matrix_elements(op.problem)) * load.weight_bits / 8;
  return load;
}

double parameter_or(const Workload& workload, std::string_view name, double otherwise) {
  const auto found = workload.parameters.find(name);
  return found == workload.parameters.end() ? otherwise : static_cast<double>(found->second);
}

Result<Phase> evaluate(const Workload& workload, const PhaseRule& rule, const Precision* precision,
                       std::int64_t batch, std::int64_t context, std::int64_t tensor,
                       std::int64_t expert, const Parameters& more) {
  Parameters parameters = more;
  const auto set = [&](const char* name, std::int64_t value) {
    if (workload.parameters.contains(name) || rule.parameters.contains(name)) {
      parameters.emplace(name, value);
    }
  };
  set("batch", batch);
  set("context", context);
  set("tp", tensor);
  set("ep", expert);
  return evaluate_phase(workload, rule, Conditions{std::move(parameters), precision});
}

bool is_of_experts(const OperatorLoad& load, const Operator& op) {
  return load.work_class == WorkClass::kExperts || op.name.find("expert") != std::string::npos;
}

void add_all_reduces(StepWork& work, double hidden) {
  // Megatron-LM (Shoeybi et al. 2019): one sum after attention and one after the feed-forward.
  if (work.devices > 1 && hidden > 0) {
    work.collectives.push_back(
        {Collective::Kind::kAllReduce, work.tokens * hidden * 2, 2 * work.layers});
  }
}

void add_dispatch_and_combine(StepWork& work, double hidden, double chosen) {
  // Each token goes to its experts' devices and its partial results come back.
  if (work.devices > 1 && work.moe_layers > 0) {
    const double bytes = work.tokens * hidden * chosen * 2;
    work.collectives.push_back({Collective::Kind::kAllToAll, bytes, 2 * work.moe_layers});
  }
}

}  // namespace

Result<StepWork> step_work(const Workload& workload, std::string_view phase,
                           const Precision* precision, const Parallel& parallel, std::int64_t batch,
                           std::int64_t context, const Parameters& more) {
  const PhaseRule* rule = find_phase(workload, phase);
  if (rule == nullptr) {
    return Error{ErrorCode::kBadData, workload.id + ": has no phase '" + std::string(phase) + "'"};
  }
  const bool spreads_attention = parallel.attention_data > 1;
  const std::int64_t group = parallel.devices() / parallel.pipeline;
  const std::int64_t own_batch =
      spreads_attention ? std::max<std::int64_t>(1, batch / parallel.attention_data) : batch;
  StepWork work;
  work.devices = static_cast<double>(group);
  work.expert_devices = static_cast<double>(spreads_attention ? group : parallel.expert);
  work.layers = parameter_or(workload, "layers", 0);
  if (workload.parameters.contains("experts")) {
    work.moe_layers = work.layers - parameter_or(workload, "dense_layers", 0);
  }
  work.sequences = static_cast<double>(own_batch);
  work.tokens = static_cast<double>(phase == "decode" ? own_batch : own_batch * context);

  FLEETMARK_TRY(const Phase own,
                evaluate(workload, *rule, precision, own_batch, context, parallel.tensor,
                         spreads_attention ? 1 : parallel.expert, more));
  for (const auto& op : own.operators) {
    const OperatorLoad load = load_of(op, precision);
    if (!spreads_attention || !is_of_experts(load, op)) work.operators.push_back(load);
  }
  const double hidden = parameter_or(workload, "hidden", 0);
  if (!spreads_attention) {
    add_all_reduces(work, hidden);
    return work;
  }
  FLEETMARK_TRY(const Phase shared,
                evaluate(workload, *rule, precision, batch, context, group, group, more));
  for (const auto& op : shared.operators) {
    const OperatorLoad load = load_of(op, precision);
    if (is_of_experts(load, op)) work.operators.push_back(load);
  }
  add_dispatch_and_combine(work, hidden, parameter_or(workload, "experts_per_token", 1));
  if (work.moe_layers == 0) return work;
  if (parallel.tensor > 1) {
    work.collectives.push_back(
        {Collective::Kind::kAllReduce, work.tokens * hidden * 2, work.layers});
  }
  return work;
}

}  // namespace fleetmark::model

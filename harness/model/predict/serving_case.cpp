// SPDX-License-Identifier: Apache-2.0
// See serving_case.h.
#include "harness/model/predict/serving_case.h"

#include <algorithm>

#include "harness/model/predict/case_parts.h"

namespace fleetmark::model {
namespace {

std::int64_t at_least_one(const std::optional<std::int64_t>& value) {
  return std::max<std::int64_t>(value.value_or(1), 1);
}

// Rounding a degree in silence would answer a question that nobody asked.
std::optional<NoCase> impossible(const char* column, const std::optional<std::int64_t>& value) {
  if (value.value_or(1) > 0) return std::nullopt;
  return NoCase{
      true, std::string(column) + " " + std::to_string(*value) + ": devices are counted from 1"};
}

NoCase no_spread(std::int64_t expert, std::int64_t group) {
  return NoCase{true, "ep " + std::to_string(expert) + ": " +
                          (expert > group ? "more than the " : "does not divide the ") +
                          std::to_string(group) + " devices that share the model"};
}

bool is_16_bit(std::string_view name) {
  return name == "bf16" || name == "fp16" || name == "f16" || name == "16-bit" ||
         name == "bfloat16" || name == "float16" || name == "half";
}

bool is_fp8(std::string_view name) {
  return name == "fp8_e4m3" || name == "fp8-e4m3" || name == "e4m3" || name == "fp8_e4m3fn";
}

}  // namespace

CaseOr<Parallel> parallel_of(const record::ServingPoint& point, const Workload& workload,
                             const DeviceRates& rates) {
  if (!point.tensor_parallel) return NoCase{false, "tp"};
  if (const auto none = impossible("tp", point.tensor_parallel)) return *none;
  if (const auto none = impossible("pp", point.pipeline_parallel)) return *none;
  Parallel parallel;
  std::int64_t tensor = at_least_one(point.tensor_parallel);
  const std::int64_t expert = at_least_one(point.expert_parallel);
  std::int64_t attention = at_least_one(point.attention_data_parallel);
  const std::int64_t told_group = tensor * attention;
  const bool is_square = expert > 1;
  if (attention == 1 && is_square && tensor == expert * expert &&
      static_cast<double>(tensor) > rates.scale_up_devices) {
    tensor = expert;
  }
  // Nobody splits the heads of a model with experts so far, or unevenly: the group is one of
  // experts.
  constexpr std::int64_t kWidestTensor = 16;
  const auto heads = workload.parameters.find("heads");
  const bool is_uneven = heads != workload.parameters.end() && heads->second % tensor != 0;
  if (attention == 1 && (tensor > kWidestTensor || is_uneven) &&
      workload.parameters.contains("experts")) {
    attention = tensor;
  }
  if (attention > 1 && tensor == attention) tensor = 1;
  if (attention > 1 && tensor == 1 && is_square && attention == expert * expert) {
    attention = expert;
  }
  parallel.tensor = tensor;
  parallel.attention_data = attention;
  const std::int64_t group = attention * tensor;
  // Of columns that count the same devices ep is one, and may hold their product.
  const bool may_be_product = group != told_group && expert % group == 0;
  if (group % expert != 0 && !may_be_product) return no_spread(expert, group);
  parallel.expert = attention > 1 ? group : expert;
  parallel.pipeline = at_least_one(point.pipeline_parallel);
  return parallel;
}

const Precision* precision_named(const Workload& workload, std::string_view asked,
                                 const DeviceRates& rates) {
  const std::string name = lower_case(asked);
  if (const Precision* same = find_precision(workload, name)) return same;
  const bool has_fp8 = rates.peak(Path::kFp8) > 0;
  for (const auto& precision : workload.precisions) {
    const std::string& own = precision.name;
    if (is_16_bit(name) && is_16_bit(own)) return &precision;
    if (is_fp8(name) && own == "fp8") return &precision;
    if (name == "fp4" && own == "nvfp4") return &precision;
    if ((name == "fp4" || name == "mxfp4") && own == "mxfp4_fp8" && has_fp8) return &precision;
    if (name == "fp4" && own == "mxfp4" && !has_fp8) return &precision;
  }
  return nullptr;
}

bool is_disaggregated(const record::ServingPoint& point) { return point.mode == "disaggregated"; }

Known<WorkersApart> workers_of(const record::ServingPoint& point) {
  Unknown unknown;
  const auto need = [&](const std::optional<std::int64_t>& value, const char* column) {
    if (!value || *value < 1) unknown.missing.emplace_back(column);
    return static_cast<double>(value.value_or(0));
  };
  WorkersApart workers;
  workers.prefill = need(point.prefill_workers, "prefill_workers");
  need(point.prefill_tensor_parallel, "prefill_tp");
  workers.decode = need(point.decode_workers, "decode_workers");
  need(point.decode_tensor_parallel, "decode_tp");
  if (!unknown.missing.empty()) return unknown;
  return workers;
}

Known<ServingLoad> load_of(const record::ServingPoint& point) {
  Unknown unknown;
  const auto need = [&](const std::optional<std::int64_t>& value, const char* column) {
    if (!value || *value < 1) unknown.missing.emplace_back(column);
    return value.value_or(0);
  };
  ServingLoad load;
  load.input_tokens = need(point.input_tokens, "isl");
  load.output_tokens = need(point.output_tokens, "osl");
  load.concurrency = need(point.concurrency, "concurrency");
  if (!unknown.missing.empty()) return unknown;
  return load;
}

}  // namespace fleetmark::model

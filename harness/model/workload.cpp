// SPDX-License-Identifier: Apache-2.0
// See workload.h. Expressions become whole numbers here; every sum is checked against 2^63.
#include "harness/model/workload.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/model/whole.h"

namespace fleetmark::model {
namespace {

constexpr std::array<std::string_view, 4> kRoles{"weights", "experts", "activations", "kv"};

constexpr std::array<std::pair<TaskMeasure, std::string_view>, 8> kMeasures{{
    {TaskMeasure::kBytes, "bytes"},
    {TaskMeasure::kFlops, "flops"},
    {TaskMeasure::kInputTokens, "input_tokens"},
    {TaskMeasure::kOutputTokens, "output_tokens"},
    {TaskMeasure::kTrainingTokens, "training_tokens"},
    {TaskMeasure::kTrainingSamples, "training_samples"},
    {TaskMeasure::kRequests, "requests"},
    {TaskMeasure::kImages, "images"},
}};

Error at(const std::string& where, const std::string& what) {
  return Error{ErrorCode::kBadData, where + ": " + what};
}

// Where an expression stands, put together only when it is wrong: phases are evaluated by the
// hundred thousand.
struct Place {
  std::string_view whole, part, name;
};

Result<std::int64_t> value_of(const SizeExpression& expression, const Parameters& parameters,
                              const Place& place) {
  auto value = expression.value(parameters);
  if (value) return value;
  std::string where(place.whole);
  where.append(place.part).append(place.name);
  return at(where, value.error().message);
}

Result<> add_derived(Parameters& parameters, const std::vector<NamedExpression>& derived,
                     std::string_view phase) {
  for (const auto& [name, expression] : derived) {
    auto value = expression.value(parameters);
    if (!value) {
      return at("phases." + std::string(phase) + ".derived." + name, value.error().message);
    }
    parameters[name] = *value;
  }
  return {};
}

Result<> override_parameters(Parameters& parameters, const Parameters& overrides) {
  for (const auto& [name, value] : overrides) {
    const auto found = parameters.find(name);
    if (found == parameters.end()) {
      return at("parameters." + name, "the workload has no such parameter");
    }
    found->second = value;
  }
  return {};
}

// The element sizes of a precision, by name, for expressions in bytes (rows of a gather).
void add_element_bytes(Parameters& parameters, const Precision& precision) {
  const auto bytes = [](DType dtype) { return static_cast<std::int64_t>(bytes_of(dtype)); };
  parameters["weight_bytes"] = bytes(precision.weights.type);
  parameters["activation_bytes"] = bytes(precision.activations);
  parameters["kv_bytes"] = bytes(precision.kv);
}

Result<DType> type_of(const OperatorRule& rule, const Precision* precision) {
  if (const auto dtype = dtype_from_name(rule.type)) return *dtype;
  const auto role = type_role_from_name(rule.type);
  if (precision == nullptr || !role) {
    return at(rule.where + ".dtype", "found the role '" + rule.type +
                                         "', but the workload has no precisions; add one, or name "
                                         "a dtype");
  }
  return precision->type_of(*role);
}

// Where weights are stored in other than whole bytes, they are read as they are stored.
Result<> read_weights_as_stored(Operator& op, const WeightFormat& format,
                                const std::string& where) {
  const std::int64_t elements = matrix_elements(op.problem);
  if (!format.bits || elements == 0) return {};
  const auto read = bytes_read_as_stored(op.each, elements, op.problem.dtype, *format.bits);
  if (!read) return at(where, "sizes: the work of one launch passes 2^63");
  op.each.bytes_read = *read;
  if (*format.bits < 8.0 * static_cast<double>(bytes_of(op.problem.dtype))) {
    op.weight_bits = format.bits;
  }
  return {};
}

Result<Operator> evaluate_operator(const OperatorRule& rule, const Parameters& parameters,
                                   const Precision* precision, std::int64_t count) {
  Operator op;
  op.name = rule.name;
  op.count = count;
  op.problem.kernel = rule.kernel;
  FLEETMARK_TRY(op.problem.dtype, type_of(rule, precision));
  op.role = type_role_from_name(rule.type);
  op.problem.sizes.reserve(rule.sizes.size());
  for (const auto& [name, expression] : rule.sizes) {
    FLEETMARK_TRY(const std::int64_t size,
                  value_of(expression, parameters, {rule.where, ".sizes.", name}));
    op.problem.sizes.emplace_back(name, size);
  }
  auto work = operator_work(op.problem);
  if (!work) return at(rule.where, work.error().message);
  op.each = *work;
  const WeightFormat* format = op.role ? precision->format_of(*op.role) : nullptr;
  if (format != nullptr) FLEETMARK_CHECK(read_weights_as_stored(op, *format, rule.where));
  return op;
}

Result<WorkTotal> total_of(const std::vector<Operator>& operators) {
  Whole read = 0, written = 0, flops = 0;
  for (const auto& op : operators) {
    read = read + Whole(op.each.bytes_read) * op.count;
    written = written + Whole(op.each.bytes_written) * op.count;
    flops = flops + Whole(op.each.flops) * op.count;
  }
  if ((read + written).overflowed() || flops.overflowed()) {
    return at("phases", "the total work passes 2^63; make the task smaller");
  }
  return WorkTotal{
      .bytes_read = read.value(), .bytes_written = written.value(), .flops = flops.value()};
}

bool is_shape(const Workload& workload, const std::string& name) {
  return std::ranges::find(workload.shape, name, &ShapeFigure::name) != workload.shape.end();
}

}  // namespace

std::string_view name_of(TaskMeasure measure) {
  for (const auto& [candidate, name] : kMeasures) {
    if (candidate == measure) return name;
  }
  return "unknown";
}

std::string_view name_of(TypeRole role) { return kRoles[static_cast<std::size_t>(role)]; }

std::optional<TypeRole> type_role_from_name(std::string_view name) {
  const auto* found = std::ranges::find(kRoles, name);
  return found == kRoles.end() ? std::nullopt
                               : std::optional(static_cast<TypeRole>(found - kRoles.begin()));
}

std::optional<TaskMeasure> task_measure_from_name(std::string_view name) {
  for (const auto& [measure, candidate] : kMeasures) {
    if (candidate == name) return measure;
  }
  return std::nullopt;
}

std::optional<std::int64_t> bytes_read_as_stored(const WorkTotal& each, std::int64_t weights,
                                                 DType dtype, double weight_bits) {
  const auto width = static_cast<std::int64_t>(bytes_of(dtype));
  const double stored = std::ceil(static_cast<double>(weights) * weight_bits / 8);
  const Whole read = Whole(each.bytes_read) - Whole(weights) * width + std::llround(stored);
  return read.overflowed() ? std::nullopt : std::optional(read.value());
}

Result<WeightCount> count_weights(const Workload& workload,
                                  const std::vector<std::string>& without) {
  Whole total = 0, active = 0, experts = 0;
  for (const auto& rule : workload.weight_rules) {
    if (std::ranges::find(without, rule.name) != without.end()) continue;
    FLEETMARK_TRY(const std::int64_t elements, value_of(rule.elements, workload.parameters,
                                                        {"weights.", rule.name, ".elements"}));
    FLEETMARK_TRY(const std::int64_t used,
                  value_of(rule.active, workload.parameters, {"weights.", rule.name, ".active"}));
    total = total + elements;
    active = active + used;
    if (rule.role == TypeRole::kExperts) experts = experts + elements;
  }
  if (total.overflowed() || active.overflowed()) return at("weights", "their sum passes 2^63");
  return WeightCount{.total = total.value(), .active = active.value(), .experts = experts.value()};
}

double stored_bytes(const WeightCount& weights, const Precision* precision) {
  const Precision plain{.name = {}, .quality = {}};
  const Precision& as = precision == nullptr ? plain : *precision;
  return (static_cast<double>(weights.total - weights.experts) * as.weights.stored_bits() +
          static_cast<double>(weights.experts) * as.expert_weights().stored_bits()) /
         8;
}

Result<std::int64_t> kv_elements_of_token(const Workload& workload, const Parameters& overrides) {
  if (workload.kv_elements_per_token.empty()) return 0;
  Parameters parameters = workload.parameters;
  FLEETMARK_CHECK(override_parameters(parameters, overrides));
  return value_of(workload.kv_elements_per_token, parameters, {"kv_elements_per_token", {}, {}});
}

Result<std::int64_t> kv_elements_of_sequence(const Workload& workload, const Parameters& overrides,
                                             std::int64_t context) {
  if (workload.kv_elements_per_sequence.empty()) {
    FLEETMARK_TRY(const std::int64_t elements, kv_elements_of_token(workload, overrides));
    const Whole all = Whole(elements) * Whole(context);
    if (all.overflowed()) return at("kv_elements_per_token", "those of a sequence pass 2^63");
    return all.value();
  }
  Parameters parameters = workload.parameters;
  FLEETMARK_CHECK(override_parameters(parameters, overrides));
  parameters["context"] = context;
  return value_of(workload.kv_elements_per_sequence, parameters,
                  {"kv_elements_per_sequence", {}, {}});
}

bool is_training(std::string_view phase) { return phase == "train" || phase == "lora"; }

const Precision* find_precision(const Workload& workload, std::string_view name) {
  const auto found = std::ranges::find(workload.precisions, name, &Precision::name);
  return found == workload.precisions.end() ? nullptr : &*found;
}

Result<Phase> evaluate_phase(const Workload& workload, const PhaseRule& rule,
                             const Conditions& conditions) {
  Phase phase{.name = rule.name, .operators = {}, .measure = rule.measure};
  Parameters parameters = workload.parameters;
  for (const auto& [name, value] : rule.parameters) parameters[name] = value;
  FLEETMARK_CHECK(override_parameters(parameters, conditions.parameters));
  for (const auto& [name, value] : parameters) {
    if (!is_shape(workload, name)) phase.conditions[name] = value;
  }
  const Precision* precision = conditions.precision;
  if (precision == nullptr && !workload.precisions.empty()) precision = &workload.precisions[0];
  if (precision != nullptr) add_element_bytes(parameters, *precision);
  WeightCount weights = workload.counted_weights.value_or(WeightCount{});
  if (!workload.counted_weights) {
    FLEETMARK_TRY(weights, count_weights(workload));
  }
  parameters["total_weights"] = weights.total;
  FLEETMARK_CHECK(add_derived(parameters, rule.derived, rule.name));
  FLEETMARK_CHECK(add_derived(parameters, workload.derived, rule.name));
  phase.operators.reserve(rule.operators.size());
  for (const auto& op : rule.operators) {
    FLEETMARK_TRY(const std::int64_t count,
                  value_of(op.count, parameters, {op.where, ".count", {}}));
    if (count < 0) {
      return at(op.where + ".count", "found " + std::to_string(count) + "; allowed: 0 or more");
    }
    if (count == 0) continue;
    FLEETMARK_TRY(Operator evaluated, evaluate_operator(op, parameters, precision, count));
    phase.operators.push_back(std::move(evaluated));
  }
  FLEETMARK_TRY(phase.total, total_of(phase.operators));
  if (rule.amount.empty()) {
    phase.amount = rule.measure == TaskMeasure::kBytes ? phase.total.bytes() : phase.total.flops;
  } else {
    FLEETMARK_TRY(phase.amount,
                  value_of(rule.amount, parameters, {"phases.", rule.name, ".yields.amount"}));
  }
  return phase;
}

Result<std::vector<Phase>> evaluate_phases(const Workload& workload, const Conditions& conditions) {
  std::vector<Phase> phases;
  for (const auto& rule : workload.phase_rules) {
    FLEETMARK_TRY(Phase phase, evaluate_phase(workload, rule, conditions));
    phases.push_back(std::move(phase));
  }
  return phases;
}

Result<WorkTotal> total_work(const std::vector<Phase>& phases) {
  std::vector<Operator> all;
  for (const auto& phase : phases) {
    all.insert(all.end(), phase.operators.begin(), phase.operators.end());
  }
  return total_of(all);
}

}  // namespace fleetmark::model

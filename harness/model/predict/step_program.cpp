// SPDX-License-Identifier: Apache-2.0
// See step_program.h.
#include "harness/model/predict/step_program.h"

#include <algorithm>
#include <array>

#include "harness/model/whole.h"

namespace fleetmark::model {
namespace {

// What the list of values begins with.
enum Position : std::size_t {
  kBatch,
  kContext,
  kTensor,
  kExpert,
  kWeightBytes,
  kActivationBytes,
  kKvBytes,
  kFirstDerived
};

std::int64_t width_of(DType dtype) { return static_cast<std::int64_t>(bytes_of(dtype)); }

// Names in the order in which evaluate_phase() gives them values: a later one takes the place of
// an earlier one of the same name.
SizeOperands operands_of(const Workload& workload, const PhaseRule& rule) {
  SizeOperands operands;
  for (const auto& [name, value] : workload.parameters) operands[name] = {0, value};
  for (const auto& [name, value] : rule.parameters) operands[name] = {0, value};
  const auto varies = [&](const char* name, Position position) {
    const auto found = operands.find(name);
    if (found != operands.end()) found->second = {position, {}};
  };
  varies("batch", kBatch);
  varies("context", kContext);
  varies("tp", kTensor);
  varies("ep", kExpert);
  operands["weight_bytes"] = {kWeightBytes, {}};
  operands["activation_bytes"] = {kActivationBytes, {}};
  operands["kv_bytes"] = {kKvBytes, {}};
  return operands;
}

const KernelRow* kernel_of(const OperatorRule& rule) {
  const bool has_its_sizes =
      std::ranges::equal(rule.sizes, size_names(rule.kernel), {}, &NamedExpression::name);
  return has_its_sizes ? find_kernel(rule.kernel) : nullptr;
}

// The sum over all launches of a phase, to see whether it stays in range.
struct Sum {
  Whole read = 0, written = 0, flops = 0;

  void add(const WorkTotal& each, std::int64_t launches) {
    read = read + Whole(each.bytes_read) * launches;
    written = written + Whole(each.bytes_written) * launches;
    flops = flops + Whole(each.flops) * launches;
  }
  [[nodiscard]] bool overflowed() const {
    return (read + written).overflowed() || flops.overflowed();
  }
};

}  // namespace

StepProgram::StepProgram(const Workload& workload, const PhaseRule& rule) {
  SizeOperands operands = operands_of(workload, rule);
  const auto counted = workload.counted_weights ? Result<WeightCount>(*workload.counted_weights)
                                                : count_weights(workload);
  has_weights_ = static_cast<bool>(counted);
  if (!has_weights_) return;
  operands["total_weights"] = {0, counted->total};
  bind_derived(rule.derived, operands);
  bind_derived(workload.derived, operands);
  for (const auto& op : rule.operators) bind_operator(op, operands);
  if (!rule.amount.empty()) amount_.emplace(rule.amount, operands);
}

void StepProgram::bind_derived(const std::vector<NamedExpression>& derived,
                               SizeOperands& operands) {
  for (const auto& [name, expression] : derived) {
    BoundExpression bound(expression, operands);
    if (const auto constant = bound.constant()) {
      operands[name] = {0, constant};
      continue;
    }
    operands[name] = {kFirstDerived + derived_.size(), {}};
    derived_.push_back(std::move(bound));
  }
}

void StepProgram::bind_operator(const OperatorRule& rule, const SizeOperands& operands) {
  BoundExpression count(rule.count, operands);
  if (count.constant() == 0) return;
  Step step{OperatorForm(rule.kernel, rule.name),
            kernel_of(rule),
            dtype_from_name(rule.type),
            type_role_from_name(rule.type).value_or(TypeRole::kActivations),
            std::move(count),
            {}};
  for (const auto& size : rule.sizes) step.sizes.emplace_back(size.expression, operands);
  steps_.push_back(std::move(step));
}

std::optional<std::vector<std::int64_t>> StepProgram::values_at(const StepConditions& at) const {
  std::vector<std::int64_t> values;
  values.reserve(kFirstDerived + derived_.size());
  values = {at.batch,
            at.context,
            at.tensor,
            at.expert,
            width_of(at.precision->weights.type),
            width_of(at.precision->activations),
            width_of(at.precision->kv)};
  for (const auto& derived : derived_) {
    const auto value = derived.value(values);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

std::optional<WorkTotal> StepProgram::Step::each(const std::vector<std::int64_t>& values,
                                                 const Precision& precision,
                                                 std::int64_t* to) const {
  if (kernel == nullptr) return std::nullopt;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const auto size = sizes[i].value(values);
    if (!size) return std::nullopt;
    to[i] = *size;
  }
  auto work = kernel_work(*kernel, dtype_in(precision), {to, sizes.size()});
  if (!work) return std::nullopt;
  const std::int64_t weights = form.weights(to);
  const WeightFormat* format = format_in(precision);
  if (format == nullptr || !format->bits || weights == 0) return *work;
  const auto read = bytes_read_as_stored(*work, weights, format->type, *format->bits);
  if (!read) return std::nullopt;
  work->bytes_read = *read;
  return *work;
}

bool StepProgram::add_loads(const StepConditions& at, OperatorChoice choice,
                            std::vector<OperatorLoad>& loads) const {
  const auto values = has_weights_ ? values_at(at) : std::nullopt;
  if (!values) return false;
  Sum sum;
  std::array<std::int64_t, kMostSizes> sizes{};
  for (const Step& step : steps_) {
    const auto count = step.count.value(*values);
    if (!count || *count < 0) return false;
    if (*count == 0) continue;
    const auto each = step.each(*values, *at.precision, sizes.data());
    if (!each) return false;
    sum.add(*each, *count);
    if (is_chosen(step.form, choice)) {
      add_load(loads, step.form.load(sizes.data(), step.dtype_in(*at.precision), *each, *count,
                                     step.format_in(*at.precision)));
    }
  }
  return !sum.overflowed() && (!amount_ || amount_->value(*values));
}

const StepProgram& StepPrograms::of(const Workload& workload, const PhaseRule& rule) const {
  Made& made = made_.at(static_cast<std::size_t>(&rule - workload.phase_rules.data()));
  std::call_once(made.once, [&] { made.program.emplace(workload, rule); });
  return *made.program;
}

}  // namespace fleetmark::model

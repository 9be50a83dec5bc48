// SPDX-License-Identifier: Apache-2.0
// See bound_expression.h.
#include "harness/model/bound_expression.h"

#include <algorithm>
#include <array>

#include "harness/model/size_arithmetic.h"

namespace fleetmark::model {

using StepKind = SizeExpression::Step::Kind;

std::optional<BoundExpression::Step> BoundExpression::bound(const SizeExpression::Step& step,
                                                            const SizeOperands& operands) {
  if (step.kind != StepKind::kParameter) return Step{step.kind, step.symbol, step.number};
  const auto found = operands.find(step.name);
  if (found == operands.end()) return std::nullopt;
  const SizeOperand& operand = found->second;
  if (operand.constant) return Step{StepKind::kNumber, 0, *operand.constant};
  return Step{StepKind::kParameter, 0, static_cast<std::int64_t>(operand.position)};
}

BoundExpression::BoundExpression(const SizeExpression& expression, const SizeOperands& operands) {
  for (const auto& step : expression.steps()) {
    const auto made = bound(step, operands);
    if (!made) {
      steps_.clear();
      return;
    }
    steps_.push_back(*made);
    fold();
  }
}

// The last step, where it takes nothing but numbers and has a value; else it is left to the day
// when somebody asks for it.
void BoundExpression::fold() {
  const Step last = steps_.back();
  const bool is_function = last.kind == StepKind::kFunction;
  if (!is_function && last.kind != StepKind::kOperator) return;
  const std::size_t takes =
      is_function ? kSizeFunctions[static_cast<std::size_t>(last.number)].arguments : 2;
  const auto first = steps_.end() - 1 - static_cast<std::ptrdiff_t>(takes);
  const auto is_number = [](const Step& step) { return step.kind == StepKind::kNumber; };
  if (!std::all_of(first, steps_.end() - 1, is_number)) return;
  BoundExpression alone;
  alone.steps_.assign(first, steps_.end());
  const auto value = alone.value({});
  if (!value) return;
  steps_.erase(first, steps_.end());
  steps_.push_back({StepKind::kNumber, 0, *value});
}

std::optional<std::int64_t> BoundExpression::constant() const {
  const bool is_number = steps_.size() == 1 && steps_[0].kind == StepKind::kNumber;
  return is_number ? std::optional(steps_[0].number) : std::nullopt;
}

std::optional<std::int64_t> BoundExpression::value(const std::vector<std::int64_t>& values) const {
  if (steps_.empty()) return std::nullopt;
  std::array<std::int64_t, SizeExpression::kMaxLength> stack;
  std::size_t depth = 0;
  for (const Step& step : steps_) {
    if (step.kind == StepKind::kNumber) {
      stack[depth++] = step.number;
    } else if (step.kind == StepKind::kParameter) {
      stack[depth++] = values[static_cast<std::size_t>(step.number)];
    } else if (step.kind == StepKind::kOperator) {
      --depth;
      const auto result = operated(step.symbol, stack[depth - 1], stack[depth]);
      if (!result) return std::nullopt;
      stack[depth - 1] = *result;
    } else {
      const SizeFunction& function = kSizeFunctions[static_cast<std::size_t>(step.number)];
      depth -= function.arguments;
      if (!function.admits(&stack[depth])) return std::nullopt;
      stack[depth] = function.value(&stack[depth]);
      ++depth;
    }
  }
  return stack[0];
}

}  // namespace fleetmark::model

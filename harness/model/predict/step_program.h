// SPDX-License-Identifier: Apache-2.0
// A phase made ready for many evaluations: what its shape decides is worked out once, what batch,
// context, parallel degrees and precision decide is left as arithmetic over a short list of values.
// evaluate_phase() stays the definition; it also says what is wrong where there is no value.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "harness/model/bound_expression.h"
#include "harness/model/predict/operator_form.h"
#include "harness/model/workload.h"

namespace fleetmark::model {

// What a step is evaluated at. Those that the phase has no parameter for say nothing.
struct StepConditions {
  std::int64_t batch = 1, context = 1, tensor = 1, expert = 1;
  const Precision* precision = nullptr;
};

class StepProgram {
 public:
  StepProgram(const Workload& workload, const PhaseRule& rule);

  // Adds the loads of the operators that evaluate_phase() finds there, in its order. False, and
  // nothing certain in `loads`, where evaluate_phase() is an error. The precision is not null.
  [[nodiscard]] bool add_loads(const StepConditions& at, OperatorChoice choice,
                               std::vector<OperatorLoad>& loads) const;

 private:
  struct Step {
    OperatorForm form;
    const KernelRow* kernel;  // null: a kernel or sizes that nobody knows
    std::optional<DType> dtype;
    TypeRole role;  // where there is no dtype
    BoundExpression count;
    std::vector<BoundExpression> sizes;

    [[nodiscard]] DType dtype_in(const Precision& precision) const {
      return dtype ? *dtype : precision.type_of(role);
    }
    [[nodiscard]] const WeightFormat* format_in(const Precision& precision) const {
      return dtype ? nullptr : precision.format_of(role);
    }
    // Of one launch; fills `to` with its sizes.
    [[nodiscard]] std::optional<WorkTotal> each(const std::vector<std::int64_t>& values,
                                                const Precision& precision, std::int64_t* to) const;
  };
  void bind_derived(const std::vector<NamedExpression>& derived, SizeOperands& operands);
  void bind_operator(const OperatorRule& rule, const SizeOperands& operands);
  [[nodiscard]] std::optional<std::vector<std::int64_t>> values_at(const StepConditions& at) const;

  bool has_weights_ = false;              // the workload's weights can be counted
  std::vector<BoundExpression> derived_;  // each adds a value to the list
  std::vector<Step> steps_;
  std::optional<BoundExpression> amount_;
};

// Of a workload that stays as it is; each made when it is first asked for, from any thread.
class StepPrograms {
 public:
  explicit StepPrograms(std::size_t phases) : made_(phases) {}

  // `rule`: one of the workload's.
  const StepProgram& of(const Workload& workload, const PhaseRule& rule) const;

 private:
  struct Made {
    std::once_flag once;
    std::optional<StepProgram> program;
  };
  mutable std::vector<Made> made_;
};

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// See replica.h.
#include "harness/model/replica.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

namespace fleetmark::model {
namespace {

constexpr std::int64_t kLongestPeriod = 12;           // layers after which their kinds repeat
constexpr std::int64_t kMostLaunchesOfAPhase = 1000;  // that are run whole

bool are_alike(const Phase& a, const Phase& b) {
  return std::ranges::equal(a.operators, b.operators, [](const Operator& x, const Operator& y) {
    return x.name == y.name && x.problem.kernel == y.problem.kernel &&
           x.problem.dtype == y.problem.dtype;
  });
}

// How many layers of each kind a block adds: "layers", and kinds among them such as
// "linear_layers".
using Step = Parameters;

bool counts_layers(std::string_view parameter) {
  return parameter == "layers" || parameter.ends_with("_layers");
}

// Launches that a block more adds, the same the first and the second time; empty: they are not.
Result<std::vector<std::int64_t>> added_by(const Workload& workload, const PhaseRule& rule,
                                           const Conditions& conditions, const Phase& phase,
                                           const Step& step) {
  std::vector<Phase> grown;
  for (const std::int64_t blocks : {1, 2}) {
    Conditions deeper = conditions;
    for (const auto& [name, layers] : step) {
      deeper.parameters[name] = workload.parameters.at(name) + blocks * layers;
    }
    FLEETMARK_TRY(Phase evaluated, evaluate_phase(workload, rule, deeper));
    if (!are_alike(phase, evaluated)) return std::vector<std::int64_t>{};
    grown.push_back(std::move(evaluated));
  }
  std::vector<std::int64_t> added;
  for (std::size_t i = 0; i < phase.operators.size(); ++i) {
    const std::int64_t first = grown[0].operators[i].count - phase.operators[i].count;
    const std::int64_t second = grown[1].operators[i].count - grown[0].operators[i].count;
    if (first != second || first < 0) return std::vector<std::int64_t>{};
    added.push_back(first);
  }
  return added;
}

// The shortest stretch in which all kinds keep their proportion; then layers of the one kind that
// repeats, one and more.
std::vector<Step> possible_steps(const Workload& workload) {
  std::vector<Step> steps;
  Step mix;
  std::int64_t divisor = 0;
  for (const auto& [name, value] : workload.parameters) {
    if (!counts_layers(name)) continue;
    mix[name] = value;
    divisor = std::gcd(divisor, value);
  }
  if (!mix.contains("layers")) return steps;
  for (auto& [name, value] : mix) value /= divisor;
  if (mix.at("layers") <= kLongestPeriod) steps.push_back(mix);
  for (std::int64_t period = 1; period <= kLongestPeriod; ++period) {
    steps.push_back({{"layers", period}});
  }
  return steps;
}

// Of all operators, how often each whole block fits into the phase.
std::int64_t blocks_of(const std::vector<ReplicaOperator>& operators) {
  std::int64_t blocks = 0;
  for (const auto& one : operators) {
    if (one.in_block == 0) continue;
    const std::int64_t fits = one.op.count / one.in_block;
    blocks = blocks == 0 ? fits : std::min(blocks, fits);
  }
  return blocks;
}

Result<bool> split_by_layers(const Workload& workload, const PhaseRule& rule,
                             const Conditions& conditions, ReplicaPlan& plan) {
  for (const Step& step : possible_steps(workload)) {
    FLEETMARK_TRY(const auto added, added_by(workload, rule, conditions, plan.phase, step));
    if (std::ranges::all_of(added, [](std::int64_t count) { return count == 0; })) continue;
    for (std::size_t i = 0; i < added.size(); ++i) plan.operators[i].in_block = added[i];
    plan.blocks = blocks_of(plan.operators);
    if (plan.blocks == 0) continue;
    plan.block = std::to_string(step.at("layers")) + " of " +
                 std::to_string(workload.parameters.at("layers")) + " layers";
    return true;
  }
  return false;
}

void split_by_counts(ReplicaPlan& plan) {
  std::int64_t divisor = 0;
  for (const auto& one : plan.operators) divisor = std::gcd(divisor, one.op.count);
  std::int64_t launches = 0;
  for (auto& one : plan.operators) {
    one.in_block = one.op.count / std::max<std::int64_t>(divisor, 1);
    launches += one.in_block;
  }
  plan.block = divisor <= 1 ? "the whole phase" : "1/" + std::to_string(divisor) + " of the phase";
  if (launches > kMostLaunchesOfAPhase) {
    for (auto& one : plan.operators) one.in_block = 1;
    plan.block = "each operator once";
  }
  plan.blocks = blocks_of(plan.operators);
}

// memory.copy moves f32 and f64; a copy of anything else is one of f32 of the same bytes.
void run_as_f32(ReplicaOperator& one) {
  Problem& problem = one.op.problem;
  if (problem.kernel != "memory.copy" || bytes_of(problem.dtype) >= 4) return;
  const std::int64_t bytes = problem.size("n") * static_cast<std::int64_t>(bytes_of(problem.dtype));
  if (bytes % 4 != 0) return;
  one.instead_of = problem.key();
  problem.dtype = DType::kF32;
  problem.sizes.front().second = bytes / 4;
}

// As it is written in the file: "4.25".
std::string shortest(double value) {
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end};
}

// A mean of more than 8 bits is that of weights which are 16 bits wide for the most part.
void leave_out_narrow_weights(ReplicaOperator& one) {
  if (!one.op.weight_bits || *one.op.weight_bits > 8) return;
  one.why_none = "its weights are stored in " + shortest(*one.op.weight_bits) +
                 " bits, which no kernel reads; with weights of " +
                 std::string(name_of(one.op.problem.dtype)) + " it would be another operator";
}

}  // namespace

Result<ReplicaPlan> plan_replica(const Workload& workload, const PhaseRule& rule,
                                 const Conditions& conditions) {
  ReplicaPlan plan;
  FLEETMARK_TRY(plan.phase, evaluate_phase(workload, rule, conditions));
  for (const auto& op : plan.phase.operators) plan.operators.push_back({op});
  FLEETMARK_TRY(const bool has_layers, split_by_layers(workload, rule, conditions, plan));
  if (!has_layers) split_by_counts(plan);
  std::ranges::for_each(plan.operators, run_as_f32);
  std::ranges::for_each(plan.operators, leave_out_narrow_weights);
  return plan;
}

const PhaseRule* find_phase(const Workload& workload, std::string_view name) {
  const auto found = std::ranges::find(workload.phase_rules, name, &PhaseRule::name);
  return found == workload.phase_rules.end() ? nullptr : &*found;
}

}  // namespace fleetmark::model

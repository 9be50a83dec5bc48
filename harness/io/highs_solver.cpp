// SPDX-License-Identifier: Apache-2.0
// See highs_solver.h. The only file that includes HiGHS's headers; of them the C interface, which
// stays the same from release to release.
#include "harness/io/highs_solver.h"

#include <interfaces/highs_c_api.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace fleetmark::io {
namespace {

using fleet::Milp;
using fleet::Solution;
using fleet::SolveLimits;
using fleet::SolveStatus;

struct Destroy {
  void operator()(void* highs) const { Highs_destroy(highs); }
};
using Highs = std::unique_ptr<void, Destroy>;

Highs quiet() {
  Highs highs(Highs_create());
  Highs_setBoolOptionValue(highs.get(), "output_flag", 0);
  Highs_setIntOptionValue(highs.get(), "threads", 1);
  Highs_setStringOptionValue(highs.get(), "parallel", "off");
  return highs;
}

void pass(void* highs, const Milp& milp, bool is_whole) {
  std::vector<double> cost, low, high, row_low, row_high, factor;
  std::vector<HighsInt> kind, start, index;
  for (const auto& column : milp.columns) {
    cost.push_back(column.cost);
    low.push_back(column.lower);
    high.push_back(column.upper);
    const bool is_integer = is_whole && column.is_integer;
    kind.push_back(is_integer ? kHighsVarTypeInteger : kHighsVarTypeContinuous);
  }
  for (const auto& row : milp.rows) {
    start.push_back(static_cast<HighsInt>(index.size()));
    row_low.push_back(row.lower);
    row_high.push_back(row.upper);
    for (const auto& term : row.terms) {
      index.push_back(term.column);
      factor.push_back(term.factor);
    }
  }
  Highs_passMip(highs, static_cast<HighsInt>(cost.size()), static_cast<HighsInt>(row_low.size()),
                static_cast<HighsInt>(index.size()), kHighsMatrixFormatRowwise,
                kHighsObjSenseMinimize, milp.constant, cost.data(), low.data(), high.data(),
                row_low.data(), row_high.data(), start.data(), index.data(), factor.data(),
                kind.data());
}

void set_limits(void* highs, const SolveLimits& limits) {
  Highs_setDoubleOptionValue(highs, "mip_rel_gap", limits.gap);
  Highs_setDoubleOptionValue(highs, "mip_abs_gap", 0);
  Highs_setDoubleOptionValue(highs, "time_limit", limits.seconds);
  Highs_setIntOptionValue(highs, "mip_max_nodes", limits.most_nodes);
  if (limits.style == fleet::SearchStyle::kPlain) {
    Highs_setStringOptionValue(highs, "presolve", "off");
  }
}

// Of a start, whole columns alone: HiGHS finds the rest.
void set_start(void* highs, const Milp& milp, const std::vector<double>& start) {
  std::vector<HighsInt> index;
  std::vector<double> value;
  for (std::size_t i = 0; i < start.size(); ++i) {
    if (!milp.columns[i].is_integer) continue;
    index.push_back(static_cast<HighsInt>(i));
    value.push_back(std::round(start[i]));
  }
  if (index.empty()) return;
  Highs_setSparseSolution(highs, static_cast<HighsInt>(index.size()), index.data(), value.data());
}

void on_event(int, const char*, const HighsCallbackDataOut* out, HighsCallbackDataIn* in,
              void* data) {
  const SolveLimits& limits = *static_cast<const SolveLimits*>(data);
  fleet::SearchState state;
  if (std::isfinite(out->mip_primal_bound)) state.incumbent = out->mip_primal_bound;
  if (std::isfinite(out->mip_dual_bound)) state.bound = out->mip_dual_bound;
  if (limits.watcher != nullptr) limits.watcher->on_state(state);
  if (in != nullptr && state.bound >= limits.enough_bound) in->user_interrupt = 1;
}

double number(const void* highs, const char* name) {
  double value = 0;
  Highs_getDoubleInfoValue(highs, name, &value);
  return value;
}

struct Answer {
  std::vector<double> values, row_prices;
};

Answer answer_of(const void* highs, const Milp& milp) {
  Answer answer{std::vector<double>(milp.columns.size()), std::vector<double>(milp.rows.size())};
  std::vector<double> reduced(milp.columns.size()), rows(milp.rows.size());
  Highs_getSolution(highs, answer.values.data(), reduced.data(), rows.data(),
                    answer.row_prices.data());
  return answer;
}

bool has_solution(const void* highs) {
  HighsInt status = kHighsSolutionStatusNone;
  Highs_getIntInfoValue(highs, "primal_solution_status", &status);
  return status == kHighsSolutionStatusFeasible;
}

Solution read(const void* highs, const Milp& milp, const SolveLimits& limits) {
  Solution solution;
  const HighsInt status = Highs_getModelStatus(highs);
  if (status == kHighsModelStatusInfeasible) {
    solution.status = SolveStatus::kInfeasible;
    return solution;
  }
  if (status == kHighsModelStatusUnbounded || status == kHighsModelStatusUnboundedOrInfeasible) {
    solution.status = SolveStatus::kNoMinimum;
    return solution;
  }
  const bool is_linear = milp.integers() == 0;
  std::int64_t nodes = 0;
  Highs_getInt64InfoValue(highs, "mip_node_count", &nodes);
  solution.nodes = static_cast<int>(std::max<std::int64_t>(nodes, 0));
  const double bound = number(highs, is_linear ? "objective_function_value" : "mip_dual_bound");
  const bool is_bound = !is_linear || status == kHighsModelStatusOptimal;
  if (is_bound && std::isfinite(bound)) solution.bound = bound;
  if (!has_solution(highs)) return solution;
  solution.values = answer_of(highs, milp).values;
  for (std::size_t i = 0; i < solution.values.size(); ++i) {
    if (milp.columns[i].is_integer) solution.values[i] = std::round(solution.values[i]);
  }
  solution.objective = fleet::objective(milp, solution.values);
  solution.bound = std::min(solution.bound, solution.objective);
  solution.status =
      solution.gap() <= limits.gap + 1e-9 ? SolveStatus::kDone : SolveStatus::kStopped;
  return solution;
}

}  // namespace

std::optional<fleet::LinearOptimum> HighsSolver::optimum(const Milp& milp) {
  const Highs highs = quiet();
  pass(highs.get(), milp, false);
  Highs_run(highs.get());
  if (Highs_getModelStatus(highs.get()) != kHighsModelStatusOptimal) return std::nullopt;
  return fleet::LinearOptimum{number(highs.get(), "objective_function_value"),
                              answer_of(highs.get(), milp).row_prices};
}

Solution HighsSolver::search(const Milp& milp, const SolveLimits& limits,
                             const std::vector<double>& start) {
  const Highs highs = quiet();
  pass(highs.get(), milp, true);
  set_limits(highs.get(), limits);
  set_start(highs.get(), milp, start);
  SolveLimits told = limits;
  Highs_setCallback(highs.get(), on_event, &told);
  Highs_startCallback(highs.get(), kHighsCallbackMipLogging);
  Highs_startCallback(highs.get(), kHighsCallbackMipInterrupt);
  Highs_run(highs.get());
  return read(highs.get(), milp, limits);
}

}  // namespace fleetmark::io

// SPDX-License-Identifier: Apache-2.0
// See cbc_solver.h. The only file that includes COIN-OR's headers.
#include "harness/io/cbc_solver.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <coin/CbcCompareBase.hpp>
#include <coin/CbcEventHandler.hpp>
#include <coin/CbcModel.hpp>
#include <coin/CbcSolver.hpp>
#include <coin/CoinPackedMatrix.hpp>
#include <coin/OsiClpSolverInterface.hpp>
#include <optional>

#include "harness/fleet/milp.h"

namespace fleetmark::io {
namespace {

using fleet::Milp;
using fleet::Solution;
using fleet::SolveLimits;
using fleet::SolveStatus;

constexpr double kInfinity = 1e30;  // what COIN-OR takes for one
constexpr double kNone = 1e29;      // beyond it CBC means that there is no such value
constexpr int kFirstPhaseNodes = 500;
// CBC 2.10 ends with a fault where its time runs out while it prepares a program; so many rows it
// prepares in a second, at the least.
constexpr double kRowsPreparedPerSecond = 4000;
constexpr const char* kHastyPasses = "5";  // rounds of cuts before the first node

double coin(double value) { return std::clamp(value, -kInfinity, kInfinity); }

// Nodes by best bound; deeper ones first among equals.
class BestBound : public CbcCompareBase {
 public:
  bool test(CbcNode* x, CbcNode* y) override {
    if (x->objectiveValue() != y->objectiveValue()) {
      return x->objectiveValue() > y->objectiveValue();
    }
    return x->depth() < y->depth();
  }
  [[nodiscard]] CbcCompareBase* clone() const override { return new BestBound(*this); }
};

// Tells whoever watches where CBC is, and stops it where the bound is enough. What an earlier phase
// found and proved still holds. Searches within the search, which heuristics make, prove nothing of
// the whole.
class Telling : public CbcEventHandler {
 public:
  Telling(const SolveLimits& limits, double constant, const fleet::SearchState& before)
      : watcher_(limits.watcher),
        enough_bound_(limits.enough_bound),
        constant_(constant),
        before_(before) {}
  CbcAction event(CbcEvent) override {
    if (model_ == nullptr || model_->parentModel() != nullptr) return noAction;
    fleet::SearchState state = before_;
    const double found = model_->getObjValue();
    const double bound = model_->getBestPossibleObjValue();
    if (found < kNone) {
      state.incumbent = std::min(found + constant_, state.incumbent.value_or(kInfinity));
    }
    if (bound > -kNone && bound < kNone) state.bound = std::max(state.bound, bound + constant_);
    if (state.incumbent) state.bound = std::min(state.bound, *state.incumbent);
    if (watcher_ != nullptr) watcher_->on_state(state);
    return state.bound >= enough_bound_ ? stop : noAction;
  }
  [[nodiscard]] CbcEventHandler* clone() const override { return new Telling(*this); }

 private:
  fleet::SearchWatcher* watcher_;  // may be null
  double enough_bound_;
  double constant_;
  fleet::SearchState before_;
};

void load(const Milp& milp, OsiClpSolverInterface& solver) {
  const auto columns = static_cast<int>(milp.columns.size());
  const auto rows = static_cast<int>(milp.rows.size());
  std::vector<int> row_of, column_of;
  std::vector<double> factor;
  std::vector<double> row_low, row_high, low, high, cost;
  for (int r = 0; r < rows; ++r) {
    const auto& row = milp.rows[static_cast<std::size_t>(r)];
    row_low.push_back(coin(row.lower));
    row_high.push_back(coin(row.upper));
    for (const auto& term : row.terms) {
      row_of.push_back(r);
      column_of.push_back(term.column);
      factor.push_back(term.factor);
    }
  }
  for (const auto& column : milp.columns) {
    low.push_back(coin(column.lower));
    high.push_back(coin(column.upper));
    cost.push_back(column.cost);
  }
  CoinPackedMatrix matrix(true, row_of.data(), column_of.data(), factor.data(),
                          static_cast<CoinBigIndex>(factor.size()));
  matrix.setDimensions(rows, columns);
  solver.messageHandler()->setLogLevel(0);
  solver.loadProblem(matrix, low.data(), high.data(), cost.data(), row_low.data(), row_high.data());
  for (int i = 0; i < columns; ++i) {
    if (milp.columns[static_cast<std::size_t>(i)].is_integer) solver.setInteger(i);
  }
}

std::vector<std::pair<std::string, double>> start_of(const Milp& milp,
                                                     const std::vector<double>& values) {
  std::vector<std::pair<std::string, double>> pairs;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!milp.columns[i].is_integer) continue;
    pairs.emplace_back("x" + std::to_string(i), std::round(values[i]));
  }
  return pairs;
}

// CBC takes starts by name. Rows are named too: its presolve fails where columns alone have names.
void name_all(const Milp& milp, OsiClpSolverInterface& solver) {
  solver.setIntParam(OsiNameDiscipline, 2);
  for (int i = 0; i < static_cast<int>(milp.columns.size()); ++i) {
    solver.setColName(i, "x" + std::to_string(i));
  }
  for (int i = 0; i < static_cast<int>(milp.rows.size()); ++i) {
    solver.setRowName(i, "r" + std::to_string(i));
  }
}

struct Phase {
  int most_nodes;
  double seconds;
  bool is_by_bound;
  fleet::SearchState before = {};  // of earlier phases
};

bool has_no_time_to_prepare(const Milp& milp, double seconds) {
  return seconds < static_cast<double>(milp.rows.size()) / kRowsPreparedPerSecond;
}

Solution search_phase(const Milp& milp, const SolveLimits& limits, const std::vector<double>& start,
                      const Phase& phase) {
  OsiClpSolverInterface solver;
  load(milp, solver);
  const auto pairs = start_of(milp, start);
  if (!pairs.empty()) name_all(milp, solver);
  CbcModel model(solver);
  CbcSolverUsefulData data;
  data.noPrinting_ = true;
  CbcMain0(model, data);
  model.setLogLevel(0);
  BestBound by_bound;
  if (phase.is_by_bound) model.setNodeComparison(by_bound);
  if (!pairs.empty()) model.setMIPStart(pairs);
  const Telling telling(limits, milp.constant, phase.before);
  model.passInEventHandler(&telling);
  const std::string gap = std::to_string(limits.gap);
  const std::string seconds = std::to_string(phase.seconds);
  const std::string nodes = std::to_string(phase.most_nodes);
  std::vector<const char*> arguments{"fleetmark",     "-log",      "0",
                                     "-ratioGap",     gap.c_str(), "-seconds",
                                     seconds.c_str(), "-maxNodes", nodes.c_str()};
  using fleet::SearchStyle;
  if (limits.style == SearchStyle::kHasty) {
    arguments.insert(arguments.end(), {"-passCuts", kHastyPasses});
  } else if (limits.style == SearchStyle::kPlain) {
    arguments.insert(arguments.end(), {"-cuts", "off"});
  }
  if (limits.style == SearchStyle::kPlain || has_no_time_to_prepare(milp, phase.seconds)) {
    arguments.insert(arguments.end(), {"-preprocess", "off"});
  }
  arguments.insert(arguments.end(), {"-solve", "-quit"});
  std::vector<const char*> mutable_arguments(arguments);
  CbcMain1(
      static_cast<int>(mutable_arguments.size()), mutable_arguments.data(), model,
      [](CbcModel*, int) { return 0; }, data);
  Solution solution;
  solution.nodes = model.getNodeCount();
  if (model.isProvenInfeasible()) {
    solution.status = SolveStatus::kInfeasible;
    return solution;
  }
  if (model.isContinuousUnbounded()) {
    solution.status = SolveStatus::kNoMinimum;
    return solution;
  }
  const double bound = model.getBestPossibleObjValue();
  if (bound > -kNone && bound < kNone) solution.bound = bound + milp.constant;
  const double* best = model.bestSolution();
  if (best == nullptr) return solution;
  solution.values.assign(best, best + milp.columns.size());
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

// By Clp alone: what CBC works on is a copy that its presolve has changed.
std::optional<fleet::LinearOptimum> CbcSolver::optimum(const Milp& milp) {
  OsiClpSolverInterface solver;
  load(milp, solver);
  solver.initialSolve();
  if (!solver.isProvenOptimal()) return std::nullopt;
  const double* prices = solver.getRowPrice();
  return fleet::LinearOptimum{solver.getObjValue() + milp.constant,
                              {prices, prices + milp.rows.size()}};
}

Solution CbcSolver::search(const Milp& milp, const SolveLimits& limits,
                           const std::vector<double>& start) {
  const auto begin = std::chrono::steady_clock::now();
  const int few = std::min(kFirstPhaseNodes, limits.most_nodes);
  Solution first = search_phase(milp, limits, start, {few, limits.seconds, false});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  const double left = limits.seconds - took.count();
  const bool is_final =
      first.status != SolveStatus::kStopped && first.status != SolveStatus::kNothing;
  const bool is_enough = first.bound >= limits.enough_bound;
  if (is_final || is_enough || left <= 0 || limits.most_nodes <= few) return first;
  fleet::SearchState before{{}, first.bound};
  if (first.has_values()) before.incumbent = first.objective;
  Solution second = search_phase(milp, limits, first.has_values() ? first.values : start,
                                 {limits.most_nodes, left, true, before});
  if (!second.has_values() || second.objective > first.objective) {
    const double bound = std::max(first.bound, second.bound);
    if (!first.has_values()) return second;
    first.bound = std::min(bound, first.objective);
    first.status = first.gap() <= limits.gap + 1e-9 ? SolveStatus::kDone : SolveStatus::kStopped;
    first.nodes += second.nodes;
    return first;
  }
  second.bound = std::min(std::max(first.bound, second.bound), second.objective);
  second.nodes += first.nodes;
  return second;
}

}  // namespace fleetmark::io

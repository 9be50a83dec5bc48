// SPDX-License-Identifier: Apache-2.0
// See serial_solver.h.
#include "harness/io/serial_solver.h"

#include <algorithm>
#include <chrono>
#include <mutex>

#include "harness/io/solver_processes.h"

namespace fleetmark::io {
namespace {

using fleet::Milp;
using fleet::Solution;

// Of all solvers: a process is not copied while any of them searches.
std::mutex one_at_a_time;

// Solvers have no answer to a program without columns.
Solution without_columns(const Milp& milp) {
  Solution solution;
  const bool holds = std::ranges::all_of(
      milp.rows, [](const fleet::Row& row) { return row.lower <= 0 && row.upper >= 0; });
  solution.status = holds ? fleet::SolveStatus::kDone : fleet::SolveStatus::kInfeasible;
  solution.objective = solution.bound = milp.constant;
  return solution;
}

}  // namespace

Solution SerialSolver::solve(const Milp& milp, const fleet::SolveLimits& limits,
                             const std::vector<double>& start) {
  if (milp.columns.empty()) return without_columns(milp);
  const std::scoped_lock lock(one_at_a_time);
  const auto begin = std::chrono::steady_clock::now();
  Solution solution = search(milp, limits, start);
  solution.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return solution;
}

std::optional<fleet::LinearOptimum> SerialSolver::linear_optimum(const Milp& milp) {
  if (milp.columns.empty()) return std::nullopt;
  const std::scoped_lock lock(one_at_a_time);
  return optimum(milp);
}

std::vector<Solution> SerialSolver::each(std::size_t count,
                                         const std::function<Solution(std::size_t)>& job) {
  return solved_side_by_side(count, job, one_at_a_time);
}

}  // namespace fleetmark::io

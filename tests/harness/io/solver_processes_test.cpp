// SPDX-License-Identifier: Apache-2.0
#include "harness/io/solver_processes.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <set>
#include <stdexcept>

#include "harness/io/cbc_solver.h"

namespace fleetmark::io {
namespace {

using fleet::Solution;
using fleet::SolveStatus;

TEST(SolvedSideBySide, gives_answers_in_the_order_of_the_jobs) {
  std::mutex lock;
  const auto solutions = solved_side_by_side(
      20,
      [](std::size_t k) {
        const auto number = static_cast<double>(k);
        return Solution{SolveStatus::kStopped, std::vector<double>(k * 20'000, number), number,
                        -number, static_cast<int>(k)};
      },
      lock);
  ASSERT_EQ(solutions.size(), 20U);
  for (std::size_t k = 0; k < solutions.size(); ++k) {
    EXPECT_EQ(solutions[k].status, SolveStatus::kStopped);
    EXPECT_EQ(solutions[k].objective, static_cast<double>(k));
    EXPECT_EQ(solutions[k].bound, -static_cast<double>(k));
    EXPECT_EQ(solutions[k].nodes, static_cast<int>(k));
    EXPECT_EQ(solutions[k].values, std::vector<double>(k * 20'000, static_cast<double>(k)));
  }
}

TEST(SolvedSideBySide, a_job_whose_process_dies_is_run_here) {
  std::mutex lock;
  const pid_t here = getpid();
  const auto solutions = solved_side_by_side(
      5,
      [here](std::size_t k) {
        if (k == 2 && getpid() != here) _exit(7);
        return Solution{SolveStatus::kDone, {}, static_cast<double>(k), 0, 0};
      },
      lock);
  for (std::size_t k = 0; k < 5; ++k) EXPECT_EQ(solutions[k].objective, static_cast<double>(k));
}

TEST(SolvedSideBySide, an_error_of_a_job_is_one_of_the_caller) {
  std::mutex lock;
  const auto job = [](std::size_t k) {
    if (k == 1) throw std::runtime_error("no");
    return Solution{};
  };
  EXPECT_THROW(solved_side_by_side(3, job, lock), std::runtime_error);
}

TEST(SolvedSideBySide, jobs_of_a_copy_stay_in_it) {
  std::mutex lock;
  const auto pids = [&](std::size_t) {
    const auto inner = solved_side_by_side(
        3,
        [](std::size_t) {
          return Solution{SolveStatus::kDone, {}, static_cast<double>(getpid()), 0, 0};
        },
        lock);
    std::set<double> different;
    for (const auto& one : inner) different.insert(one.objective);
    return Solution{SolveStatus::kDone, {}, static_cast<double>(different.size()), 0, 0};
  };
  const auto outer = solved_side_by_side(4, pids, lock);
  // Where there is one core, all run here.
  for (const auto& one : outer) EXPECT_EQ(one.objective, 1);
}

// Searches in copies find what a search here does.
TEST(SolvedSideBySide, searches_agree_with_those_one_after_another) {
  CbcSolver solver;
  const auto milp_of = [](std::size_t k) {
    fleet::Milp milp;
    const int a = milp.add_column({"a", -5, 0, 9, true});
    const int b = milp.add_column({"b", -4, 0, 9, true});
    const auto most = static_cast<double>(10 + 3 * k);
    milp.add_row({"most", {{a, 6}, {b, 4}}, -fleet::kUnbounded, most, 0});
    return milp;
  };
  const auto together =
      solver.each(6, [&](std::size_t k) { return solver.solve(milp_of(k), {.gap = 0}); });
  for (std::size_t k = 0; k < together.size(); ++k) {
    const auto alone = solver.solve(milp_of(k), {.gap = 0});
    EXPECT_EQ(together[k].values, alone.values);
    EXPECT_EQ(together[k].objective, alone.objective);
  }
}

}  // namespace
}  // namespace fleetmark::io

// SPDX-License-Identifier: Apache-2.0
// Searches side by side: a solver that is not thread-safe runs in processes of their own.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

#include "harness/fleet/milp.h"

namespace fleetmark::io {

// Answers of `count` jobs in their order, found by as many copies of this process as it may use
// cores. What a job changes in memory is lost with its copy; a job whose copy fails is run here.
// `lock` is held while copies are made, so that none starts with a search half done. Within a copy,
// and where there is one core or one job, jobs run one after another.
std::vector<fleet::Solution> solved_side_by_side(
    std::size_t count, const std::function<fleet::Solution(std::size_t)>& job, std::mutex& lock);

}  // namespace fleetmark::io

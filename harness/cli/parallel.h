// SPDX-License-Identifier: Apache-2.0
// Tasks on all cores.
#pragma once

#include <cstddef>
#include <functional>

namespace fleetmark::cli {

// Calls `task(0)` to `task(count - 1)`, each once, on any thread in any order; returns when all are
// done.
void in_parallel(std::size_t count, const std::function<void(std::size_t)>& task);

}  // namespace fleetmark::cli

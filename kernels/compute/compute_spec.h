// SPDX-License-Identifier: Apache-2.0
// compute.fma: each of `threads` workers performs exactly n multiply-adds in registers, so a device
// has a measured roof. Every multiply-add is 1 x 1 added to a counter: the counters of one worker
// sum to n, exactly, in every type; a worker that stops early is found out.
#pragma once

#include <span>

#include "kernels/api/kernel.h"

namespace fleetmark {

std::span<const KernelSpec> compute_specs();

namespace compute {

// n must be a multiple of this: 12 accumulators of 64 elements, the widest vector there is.
inline constexpr std::int64_t kQuantum = std::int64_t{12} * 64;
// The most per worker: one f32 counter of the narrowest vector (48 of them) must stay exact (2^24).
inline constexpr std::int64_t kMaxPerThread =
    48 * ((std::int64_t{1} << 24) - 1) / kQuantum * kQuantum;

// The n of a problem for `workers` workers; kNotSupported for another number or an unfit n.
Result<std::int64_t> checked_n(const Problem& problem, int workers);

}  // namespace compute
}  // namespace fleetmark

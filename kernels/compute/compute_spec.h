// SPDX-License-Identifier: Apache-2.0
// compute.fma: each of `threads` workers performs exactly n multiply-adds in registers, so a device
// has a measured roof. Every multiply-add is 1 x 1 added to a counter: the counters of one worker
// sum to n, exactly, in every type; a worker that stops early is found out.
//
// compute.tensor: the same count in tensor cores, whose instructions have nothing to wait for: the
// rate at which they can be issued. The operands are integers that are never zero, chosen so that
// every pair of instructions adds a known +-1 to each accumulator (tensor_plan.h); where the part's
// own instruction is not at hand the peak is unknown, not that of another instruction.
#pragma once

#include <span>

#include "kernels/api/kernel.h"

namespace fleetmark {

std::span<const KernelSpec> compute_specs();

namespace compute {

// compute.fma: n must be a multiple of this: 12 accumulators of 64 elements, the widest vector
// there is.
inline constexpr std::int64_t kQuantum = std::int64_t{12} * 64;
// The most per worker: one f32 counter of the narrowest vector (48 of them) must stay exact (2^24).
inline constexpr std::int64_t kMaxPerThread =
    48 * ((std::int64_t{1} << 24) - 1) / kQuantum * kQuantum;

// compute.tensor: n must be a multiple of this: one pass of the widest kernel (128 x 256 elements
// of C) over 128 bytes of K, as many elements as the shortest type has.
inline constexpr std::int64_t kTensorQuantum = std::int64_t{128} * 256 * 128;
// Counts are doubles; one launch of this length takes minutes.
inline constexpr std::int64_t kMaxTensorPerThread = std::int64_t{1} << 48;

// The n of a problem for `workers` workers; kNotSupported for another number or an unfit n.
Result<std::int64_t> checked_n(const Problem& problem, int workers);

}  // namespace compute
}  // namespace fleetmark

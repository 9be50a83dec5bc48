// SPDX-License-Identifier: Apache-2.0
// How the vendor library is asked for C = A B, and how the fastest of what it offers is found:
// layouts, types, and the search over timed candidates. No device: times come from a function that
// the caller gives.
#pragma once

#include <functional>
#include <string>

#include "kernels/gpu/cublaslt_matmul.h"
#include "kernels/matmul/matmul_plan.h"

namespace fleetmark::matmul {

// The library counts as a rival with at least 32 MiB of workspace and 16 timed candidates.
// It gets more of both.
inline constexpr std::size_t kLtWorkspaceBytes = std::size_t{64} << 20;
inline constexpr int kLtResultsWanted = 32;
inline constexpr int kLtResultsOfARival = 16;
inline constexpr gpu::LtSearch kLtSearch{kLtWorkspaceBytes, kLtResultsWanted, kLtResultsOfARival};

struct LtMode {
  BLayout layout = BLayout::kKMajor;
  bool is_fast_fp8 = true;
};

// The library's matrices are column-major: it is asked for C^T (n x m) = B^T A^T, so that its first
// operand is our B. B by columns is a transposed first operand, the only form that fp8 and int8
// take; then k is as long as the stored rows, whose padding is zero on both sides.
gpu::LtProblem lt_problem(const Shape& shape, DType dtype, const LtMode& mode);

// Device seconds of `launches` launches of one candidate. kNotSupported and kOutOfMemory take the
// candidate out of the race; any other error ends the search.
using TimeCandidate = std::function<Result<double>(std::size_t candidate, int launches)>;

struct LtChoice {
  std::size_t candidate = 0;
  int timed = 0;       // candidates that ran to the end
  double seconds = 0;  // median per launch
};

// Every candidate is loaded, then all take turns, first until the device is warm and then for the
// median of several rounds: a clock that falls under load falls for all of them. The smallest
// median wins, of equal ones the library's own favourite.
Result<LtChoice> search_fastest(std::size_t candidates, const TimeCandidate& time);

// What the library said of a candidate after which the device is sound: the launch was refused, and
// that ends neither the search nor the session.
Error as_refusal_of_one(Error said);

// "algorithm 66, no. 3 of 31 timed, workspace 64 MiB"; fewer than a rival needs are said to be so.
std::string text_of(const LtChoice& choice, std::optional<int> algorithm_id);

}  // namespace fleetmark::matmul

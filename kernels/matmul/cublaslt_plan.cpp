// SPDX-License-Identifier: Apache-2.0
// See cublaslt_plan.h.
#include "kernels/matmul/cublaslt_plan.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::matmul {
namespace {

using namespace gpu::cublaslt;

// One timing lasts this long at least, a hundred times the resolution of events; all launches of it
// still fit a queue that is held back.
constexpr double kTimingSeconds = 0.5e-3;
constexpr double kMostLaunches = 64;
constexpr double kSettleSeconds = 0.3;
constexpr double kMostSettleRounds = 50;
constexpr double kSearchSeconds = 1.2;
constexpr double kLeastRounds = 3;
// Where a round of all takes longer, only the best of them by their first look go on.
constexpr double kLongestRoundSeconds = 0.5;
constexpr double kMostRounds = 15;

struct TypeRow {
  DType dtype;
  DataType in, out, scale;
  ComputeType compute;
};
constexpr std::array<TypeRow, 7> kTypeRows{{
    {DType::kF64, kR64F, kR64F, kR64F, kCompute64F},
    {DType::kF32, kR32F, kR32F, kR32F, kCompute32F},
    {DType::kTf32, kR32F, kR32F, kR32F, kCompute32FFastTf32},
    {DType::kF16, kR16F, kR32F, kR32F, kCompute32F},
    {DType::kBf16, kR16BF, kR32F, kR32F, kCompute32F},
    {DType::kFp8E4m3, kR8FE4M3, kR32F, kR32F, kCompute32F},
    {DType::kInt8, kR8I, kR32I, kR32I, kCompute32I},
}};

const TypeRow& row_of(DType dtype) {
  for (const auto& row : kTypeRows) {
    if (row.dtype == dtype) return row;
  }
  FLEETMARK_ASSERT(false);
  return kTypeRows[0];
}

int whole(double wanted, double least, double most) {
  return static_cast<int>(std::clamp(std::ceil(wanted), least, most));
}

struct Runner {
  std::size_t candidate = 0;
  double estimate_s = 0;  // of one launch
  int launches = 1;       // in one timing
  std::vector<double> seconds;
};

// False: this candidate does not run here.
Result<bool> runs(const TimeCandidate& time, std::size_t candidate, double& seconds) {
  const auto timed = time(candidate, 1);
  if (timed) {
    seconds = *timed;
    return true;
  }
  const ErrorCode code = timed.error().code;
  if (code == ErrorCode::kNotSupported || code == ErrorCode::kOutOfMemory) return false;
  return timed.error();
}

// The first launch loads code and says nothing of speed: the second counts.
Result<std::vector<Runner>> loaded(std::size_t candidates, const TimeCandidate& time) {
  std::vector<Runner> runners;
  for (std::size_t candidate = 0; candidate < candidates; ++candidate) {
    Runner runner;
    runner.candidate = candidate;
    FLEETMARK_TRY(const bool first, runs(time, candidate, runner.estimate_s));
    if (!first) continue;
    FLEETMARK_TRY(const bool second, runs(time, candidate, runner.estimate_s));
    if (!second) continue;
    runner.estimate_s = std::max(runner.estimate_s, 1e-6);
    runner.launches = whole(kTimingSeconds / runner.estimate_s, 1, kMostLaunches);
    runners.push_back(std::move(runner));
  }
  return runners;
}

// One turn of each, beginning with another one every time.
Result<> take_turns(std::vector<Runner>& runners, int round, bool counts,
                    const TimeCandidate& time) {
  for (std::size_t i = 0; i < runners.size(); ++i) {
    Runner& runner = runners[(i + static_cast<std::size_t>(round)) % runners.size()];
    FLEETMARK_TRY(const double seconds, time(runner.candidate, runner.launches));
    if (counts) runner.seconds.push_back(seconds / runner.launches);
  }
  return {};
}

double seconds_of_round(const std::vector<Runner>& runners) {
  double seconds = 0;
  for (const auto& runner : runners) seconds += runner.estimate_s * runner.launches;
  return seconds;
}

// As many as a rival needs, in the library's order.
void keep_the_best(std::vector<Runner>& runners) {
  constexpr auto kKept = static_cast<std::size_t>(kLtResultsOfARival);
  if (runners.size() <= kKept) return;
  std::ranges::stable_sort(runners, {}, &Runner::estimate_s);
  runners.resize(kKept);
  std::ranges::sort(runners, {}, &Runner::candidate);
}

double median(std::vector<double> values) {  // of an odd number
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace

gpu::LtProblem lt_problem(const Shape& shape, DType dtype, const LtMode& mode) {
  const TypeRow& types = row_of(dtype);
  const Pitches pitches = pitches_of(shape, dtype, mode.layout);
  const bool is_k_major = mode.layout == BLayout::kKMajor;
  const std::int64_t k = is_k_major ? pitches.a : shape.k;
  gpu::LtProblem problem;
  problem.compute = types.compute;
  problem.scale = types.scale;
  problem.is_a_transposed = is_k_major;
  problem.a = {types.in, is_k_major ? k : shape.n, is_k_major ? shape.n : k, pitches.b};
  problem.b = {types.in, k, shape.m, pitches.a};
  problem.d = {types.out, shape.n, shape.m, pitches.c};
  problem.is_fast_fp8 = dtype == DType::kFp8E4m3 && mode.is_fast_fp8;
  return problem;
}

Result<LtChoice> search_fastest(std::size_t candidates, const TimeCandidate& time) {
  FLEETMARK_TRY(std::vector<Runner> runners, loaded(candidates, time));
  if (runners.empty()) {
    return Error{ErrorCode::kNotSupported,
                 "none of the " + std::to_string(candidates) + " algorithms of cuBLASLt runs here"};
  }
  if (seconds_of_round(runners) > kLongestRoundSeconds) keep_the_best(runners);
  const double round_s = seconds_of_round(runners);
  const int settling = whole(kSettleSeconds / round_s, 1, kMostSettleRounds);
  for (int round = 0; round < settling; ++round) {
    FLEETMARK_CHECK(take_turns(runners, round, false, time));
  }
  const int rounds = whole(kSearchSeconds / round_s, kLeastRounds, kMostRounds) | 1;  // odd
  for (int round = 0; round < rounds; ++round) {
    FLEETMARK_CHECK(take_turns(runners, round, true, time));
  }
  LtChoice best;
  for (const auto& runner : runners) {
    const double seconds = median(runner.seconds);
    if (best.timed == 0 || seconds < best.seconds) {
      best.candidate = runner.candidate;
      best.seconds = seconds;
    }
    ++best.timed;
  }
  return best;
}

Error as_refusal_of_one(Error said) {
  if (said.code == ErrorCode::kDeviceLost) said.code = ErrorCode::kNotSupported;
  return said;
}

std::string text_of(const LtChoice& choice, std::optional<int> algorithm_id) {
  std::string text = "algorithm " + (algorithm_id ? std::to_string(*algorithm_id) : "unknown") +
                     ", no. " + std::to_string(choice.candidate + 1) + ", fastest of " +
                     std::to_string(choice.timed) + " timed, workspace " +
                     std::to_string(kLtWorkspaceBytes >> 20U) + " MiB";
  if (choice.timed < kLtResultsOfARival) {
    text += " (no rival: fewer than " + std::to_string(kLtResultsOfARival) + " timed)";
  }
  return text;
}

}  // namespace fleetmark::matmul

// SPDX-License-Identifier: Apache-2.0
// Our kernels against libraries on the same problem: which may be held against each other, and what
// came of it. Types and a table only.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/record/measurement.h"

namespace fleetmark::record {

// Variants whose names promise one mode: how B is stored, how fp8 is added up, scaling and output
// (kernels/README.md). Only equal modes are held against each other; a variant that is not listed
// is of the one mode that its kernel has.
struct ModeRow {
  std::string_view kernel, variant, mode;
  bool is_library = false;
  bool is_of_gpu = true;
};
inline constexpr std::array<ModeRow, 12> kModes{{
    {"matmul.gemm", "wgmma", "B K-major, fp8 fast"},
    {"matmul.gemm", "mma", "B K-major, fp8 fast"},
    {"matmul.gemm", "mma-fallback", "B K-major, fp8 fast"},
    {"matmul.gemm", "cublaslt", "B K-major, fp8 fast", true},
    {"matmul.gemm", "wgmma-promoted", "B K-major, fp8 promoted"},
    {"matmul.gemm", "cublaslt-promoted", "B K-major, fp8 promoted", true},
    {"matmul.gemm", "tiled", "B row-major"},
    {"matmul.gemm", "cublaslt-rowmajor", "B row-major", true},
    {"matmul.gemm", "skinny", "B packed once", false, false},
    {"matmul.gemm", "onednn", "B packed once", true, false},
    {"matmul.gemm", "onednn-plain", "B row-major", true, false},
    {"matmul.gemm", "openblas", "B row-major", true, false},
}};
constexpr std::string_view mode_of(std::string_view kernel, std::string_view variant) {
  const auto row = std::ranges::find_if(
      kModes, [&](const ModeRow& one) { return one.kernel == kernel && one.variant == variant; });
  return row == kModes.end() ? std::string_view() : row->mode;
}

// Written by us the way that a tool is which people know: no library, and nothing that is ours to
// be proud of. Ours is held against it as against a library.
inline constexpr std::array<std::string_view, 1> kReferences{"babelstream-style"};
constexpr bool is_reference(std::string_view variant) {
  return std::ranges::find(kReferences, variant) != kReferences.end();
}

// Why a library is no rival on this problem, as its kernel says it in what it chose: "algorithm 1,
// ... (no rival: fewer than 16 timed)". Empty: it counts.
inline std::string why_no_rival(std::string_view implementation) {
  constexpr std::string_view kBegin = "(no rival: ";
  const auto at = implementation.find(kBegin);
  if (at == std::string_view::npos) return {};
  const std::string_view why = implementation.substr(at + kBegin.size());
  return std::string(why.substr(0, why.find(')')));
}

// One kernel of ours and one library on one problem.
struct RivalPair {
  Problem problem;
  std::string ours, rival;  // variants
  bool took_turns = false;  // sampled alternately, both prepared all the while
  std::string why_not;      // where they did not: one line
  // Why the ratio is held against nobody, though it is a ratio: why_no_rival(). Empty: it counts.
  std::string why_no_rival;
  std::int64_t rounds = 0;  // in which both were timed; sample i of either is of round i
  std::int64_t pairs = 0;  // of rounds, one in each order: each gives a ratio, which no order tilts
  std::uint64_t order_seed = 0;
  // Rate of ours over rate of the rival: the median of the pairs' ratios and its 95 % interval; of
  // the medians, without an interval, where they did not take turns. Empty below one pair.
  std::optional<double> ratio;
  std::optional<Interval> ratio_95;
  double effective_count = 0;              // of the ratios, after correction for autocorrelation
  std::vector<double> launch_ratios;       // one for each process launch
  std::optional<Interval> next_launch_95;  // where the next launch's ratio falls; from three on
};

}  // namespace fleetmark::record

// SPDX-License-Identifier: Apache-2.0
// Who is whose rival, in which order rivals take turns, and what the ratio of two that did is.
// Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/measure/suite.h"
#include "harness/record/rival.h"

namespace fleetmark::measure {

// Whether ours are held against this one: a library, or a reference (record/rival.h).
bool is_rival(const KernelVariant& variant);

// Indices of `cases` in groups, in the order of each group's first case: cases of one problem and
// one mode that hold a rival and a kernel of ours are together, all others are alone.
std::vector<std::vector<std::size_t>> rival_groups(const std::vector<PlannedCase>& cases);
// Each case alone.
std::vector<std::vector<std::size_t>> each_alone(std::size_t cases);

// Who comes when in a round. Rounds come in pairs: an order drawn from the seed, then its reverse,
// so that each comes as often before another as after it.
std::vector<std::size_t> turn_order(std::size_t contenders, std::uint64_t seed, std::size_t round);

// Of two that took turns: their samples of one index are of one round.
record::RivalPair pair_in_turns(const record::Measurement& ours, const record::Measurement& rival,
                                std::uint64_t order_seed);
// Of two that did not, with the reason.
record::RivalPair pair_apart(const record::Measurement& ours, const record::Measurement& rival,
                             const std::string& why_not);

// The pairs of several process launches made one: the median of the launches' ratios, and the
// widest of their intervals. A pair that one launch did not take in turns was not taken in turns.
std::vector<record::RivalPair> merge_rivals(
    const std::vector<std::vector<record::RivalPair>>& launches);

}  // namespace fleetmark::measure

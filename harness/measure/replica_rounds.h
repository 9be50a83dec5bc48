// SPDX-License-Identifier: Apache-2.0
// What the rounds of a replica say: time of the block, whether its operators explain it, time of
// the phase.
#pragma once

#include <span>
#include <vector>

#include "harness/record/replica.h"

namespace fleetmark::measure {

// An operator that is part of the sum; `alone` holds one sample a round, like the replica's own.
struct PartOfSum {
  std::span<const record::Sample> alone;
  std::int64_t in_block = 0;  // launches in a block
  std::int64_t beyond = 0;    // launches of the phase outside its blocks
};

// Fills what `replica` says of its samples: times of block and phase, ratio of sum to block, each
// with intervals, and the warning where sum and block are apart; where its samples are of three
// launches and more, of the next launch, too. Round by round: sum of in_block x alone, over the
// block; blocks x block + sum of beyond x alone.
void summarise_rounds(record::Replica& replica, const std::vector<PartOfSum>& parts);

// The same from a record in which launches may have been merged. Rounds go together by launch and
// by their order within it.
void summarise_rounds(record::Replica& replica,
                      const std::vector<record::Measurement>& measurements);

}  // namespace fleetmark::measure

// SPDX-License-Identifier: Apache-2.0
// What of a phase must run so that the whole of it is known: one block of the layers that repeat,
// and the operators around them. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/model/workload.h"

namespace fleetmark::model {

struct ReplicaOperator {
  Operator op;                  // op.count: launches in one run of the phase
  std::int64_t in_block = 0;    // launches in one block; 0: stands outside
  std::string instead_of = {};  // the problem of the workload, where another of equal bytes is run
  std::string why_none = {};    // why no kernel may stand for it; empty: one may

  // Launches of a phase of `blocks` blocks that no block holds.
  [[nodiscard]] std::int64_t beyond(std::int64_t blocks) const {
    return op.count - in_block * blocks;
  }
};

// Time of the phase = blocks x time of a block + sum of beyond x time of the operator alone.
struct ReplicaPlan {
  Phase phase;
  std::vector<ReplicaOperator> operators;  // in the order of the phase
  std::int64_t blocks = 1;
  std::string block;  // "1 of 32 layers", "the whole phase", "each operator once"
};

// A block is the shortest stretch of layers in which their kinds (`layers`, `linear_layers`, ...)
// keep their proportion, else what one layer more adds, found by evaluating the phase with other
// numbers of layers. Where nothing is called `layers`, it is the whole phase divided by the
// greatest common divisor of the counts; where even that is more than 1,000 launches, each operator
// once. Copies of types that the memory kernels do not know are run as copies of f32 of the same
// bytes. Nothing stands for a product whose weights are stored in fewer bits than its type has: a
// kernel that reads whole elements has several times as much to read. Errors as evaluate_phase.
Result<ReplicaPlan> plan_replica(const Workload& workload, const PhaseRule& rule,
                                 const Conditions& conditions);

// Null when the workload has no phase of this name.
const PhaseRule* find_phase(const Workload& workload, std::string_view name);

}  // namespace fleetmark::model

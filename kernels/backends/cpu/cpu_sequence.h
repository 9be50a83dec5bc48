// SPDX-License-Identifier: Apache-2.0
// A sequence on a CPU, on one pool of threads: the team's where all kernels are the team's; where
// libraries take part, OpenMP's, which is theirs. Two pools would fight for the cores, for an idle
// OpenMP thread goes on spinning for milliseconds. Neighbouring kernels of ours run in one job,
// with a barrier between launches, so that threads wake once and not for each operator.
#pragma once

#include "kernels/api/sequence.h"
#include "kernels/cpu/thread_team.h"

namespace fleetmark::cpu {

std::unique_ptr<PreparedKernel> make_cpu_sequence(ThreadTeam& team,
                                                  std::vector<SequenceStep> steps);

// Whether the kernel runs on the team's threads, and on no others.
bool runs_on_team(const PreparedKernel& kernel);

}  // namespace fleetmark::cpu

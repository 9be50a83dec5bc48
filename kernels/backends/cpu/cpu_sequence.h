// SPDX-License-Identifier: Apache-2.0
// A sequence on a CPU, on one pool of threads: the team's where all kernels are the team's; where
// libraries take part, OpenMP's, which is theirs. Two pools would fight for the cores, for an idle
// OpenMP thread goes on spinning for milliseconds. Neighbouring kernels of ours run in one job,
// with a barrier between launches, so that threads wake once and not for each operator.
#pragma once

#include <optional>

#include "kernels/api/sequence.h"
#include "kernels/cpu/thread_team.h"

namespace fleetmark::cpu {

std::unique_ptr<PreparedKernel> make_cpu_sequence(ThreadTeam& team,
                                                  std::vector<SequenceStep> steps);

// Whether the kernel runs on the team's threads, and on no others.
bool runs_on_team(const PreparedKernel& kernel);

// Time of passes of a sequence, all of them in one job, so that waking threads is no more part of
// it than of a kernel's own time. Nothing where the kernel is none, or a library takes part in it.
std::optional<Seconds> time_on_team(PreparedKernel& kernel, int first_pass, int passes);

}  // namespace fleetmark::cpu

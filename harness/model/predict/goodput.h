// SPDX-License-Identifier: Apache-2.0
// The share of time in which a job on many accelerators makes progress: less checkpoints, work
// lost at a failure, and restarts. First order: failures are independent, exponential and rarer
// than checkpoints, and the whole job stops at each.
//
// Sources: Young, "A first order approximation to the optimum checkpoint interval", CACM 17(9),
// 1974; Daly, "A higher order estimate of the optimum checkpoint interval for restart dumps",
// FGCS 22(3), 2006.
#pragma once

#include <cstdint>

namespace fleetmark::model {

// Mean time between failures of a job on n accelerators (n >= 1): that of one over n.
double job_mtbf_s(double accelerator_mtbf_s, std::int64_t accelerators);

// sqrt(2 delta MTBF) of the job, where delta is the time of one checkpoint during which the job
// stands still.
double optimum_interval_s(double checkpoint_s, double mtbf_s);

struct Checkpointing {
  double checkpoint_s = 0;  // delta: the job stands still, >= 0
  double interval_s = 0;    // tau: of work between two checkpoints, > 0
  double restart_s = 0;     // R: from the failure until work goes on, >= 0
};

// 1 - (delta / tau + tau / (2 MTBF) + R / MTBF); 0 where that is below 0: no progress.
double goodput_share(const Checkpointing& checkpointing, double mtbf_s);

}  // namespace fleetmark::model

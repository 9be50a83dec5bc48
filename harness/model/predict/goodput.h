// SPDX-License-Identifier: Apache-2.0
// The share of time in which a job on many accelerators makes progress: less checkpoints, work
// lost at a failure, and restarts. First order: failures are independent, exponential and rarer
// than checkpoints, and the whole job stops at each.
//
// Sources: Young, "A first order approximation to the optimum checkpoint interval", CACM 17(9),
// 1974; Daly, "A higher order estimate of the optimum checkpoint interval for restart dumps",
// FGCS 22(3), 2006.
#pragma once

#include <optional>
#include <string>

namespace fleetmark::model {

// Mean time between failures of a job on n accelerators (n >= 1): that of one over n.
double job_mtbf_s(double accelerator_mtbf_s, double accelerators);

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

// What the goodput of a job follows from.
struct JobFailures {
  double accelerators = 1;                // of the job, >= 1
  double accelerator_mtbf_s = 0;          // > 0
  double checkpoint_s = 0;                // > 0
  double restart_s = 0;                   // >= 0
  std::optional<double> interval_s = {};  // absent: the optimum
};
struct Goodput {
  double mtbf_s = 0;  // of the job
  Checkpointing used;
  double share = 0;
};
Goodput goodput_of(const JobFailures& failures);

// "infeasible: a job on 16384 devices fails every 110 s ...": why the share is 0.
std::string why_no_progress(const JobFailures& failures);

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// What training loses to its pipeline. Stages are equal and sending between them is free; a step
// ends with a flush.
//
// Source: Narayanan et al., "Efficient Large-Scale Language Model Training on GPU Clusters Using
// Megatron-LM", SC 2021, section 2.2 (1F1B: bubble (p-1)/m of the ideal time; interleaved with v
// model chunks on each device: (p-1)/(v m)).
#pragma once

#include <cstdint>

#include "kernels/api/result.h"

namespace fleetmark::model {

struct Pipeline {
  std::int64_t stages = 1;        // devices in a row, pp
  std::int64_t chunks = 1;        // of the model on each device, v; 1 is plain 1F1B
  std::int64_t microbatches = 1;  // of one step on each pipeline, m
};

// (pp - 1) / (v m), the bubble over the time without it, of a schedule that ran: a record's
// microbatches may be a mean, and whether they divide evenly is not asked.
double pipeline_bubble_ratio(std::int64_t stages, std::int64_t chunks, double microbatches);

// Time of a step over the time without bubble: 1 + (pp - 1) / (v m). kNotSupported when chunks are
// interleaved and the microbatches are no multiple of the stages: the schedule does not exist.
Result<double> pipeline_time_factor(const Pipeline& pipeline);

// The share of a step in which a device waits: 1 - 1 / time factor. Errors as above.
Result<double> pipeline_bubble_share(const Pipeline& pipeline);

}  // namespace fleetmark::model

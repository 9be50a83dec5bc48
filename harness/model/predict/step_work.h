// SPDX-License-Identifier: Apache-2.0
// What one run of a phase asks of each device of a group: its operators as flops, bytes and shape,
// and the collectives between them. Knows nothing of speed, so that one evaluation of a workload
// serves many devices and many sets of parameters.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/model/predict/collective.h"
#include "harness/model/predict/operator_form.h"

namespace fleetmark::model {

// Messages between the devices of the group, all of one size.
struct Collective {
  enum class Kind : std::uint8_t { kAllReduce, kAllToAll, kSend };
  Kind kind = Kind::kAllReduce;
  double bytes = 0;      // held by each device before it
  double launches = 1;   // in one run of the phase
  Routing routing = {};  // of an all-to-all
  double devices = 0;    // that exchange, or that a send passes through; 0: the whole group
};

struct StepWork {
  std::vector<OperatorLoad> operators;
  std::vector<Collective> collectives;
  double devices = 1;         // of the group that works on one step
  double expert_devices = 1;  // that hold different experts
  double layers = 0;          // that tokens pass one after another
  double moe_layers = 0;      // of them with experts
  double sequences = 0;       // on one device
  double tokens = 0;          // that enter the first layer on one device
  bool is_balanced = false;   // tokens were dealt evenly to experts, as no real text does
};

// How a group of devices shares a model.
struct Parallel {
  std::int64_t tensor = 1;          // devices that share each matrix
  std::int64_t expert = 1;          // devices that share the experts between them
  std::int64_t attention_data = 1;  // groups that hold all of attention and own sequences of their
                                    // own; 1: attention is shared like the rest
  std::int64_t pipeline = 1;

  // Of one step: tensor or attention groups, whichever spreads further, and stages.
  [[nodiscard]] std::int64_t devices() const {
    return pipeline * (attention_data > 1 ? attention_data * tensor : tensor);
  }
};

// `batch` sequences over the whole group, each of `context` tokens (`cached` of them known before,
// for prefill). Attention with data parallelism is evaluated for one device's share of the
// sequences, the fullest device's where they do not come out even, and the experts for all of them.
// A pipeline is passed from its first stage to its last: `batch` is what one stage holds at a time.
// Training sends every message twice, forward and backward. Errors as evaluate_phase, and kBadData
// where the workload has no phase of this name or cannot be divided so.
Result<StepWork> step_work(const Workload& workload, std::string_view phase,
                           const Precision* precision, const Parallel& parallel, std::int64_t batch,
                           std::int64_t context, const Parameters& more = {});

}  // namespace fleetmark::model

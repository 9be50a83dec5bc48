// SPDX-License-Identifier: Apache-2.0
// Whether the devices of a training job hold what it cannot do without: weights, gradients and the
// optimizer's state, spread evenly over all of them. Activations, buffers and copies come on top
// and are not counted: what fails here fails however it is shared, unless state is kept in fewer
// bits or on the host.
#pragma once

#include "harness/model/predict/case.h"
#include "harness/model/predict/group_links.h"

namespace fleetmark::model {

// Elements that the optimizer of a phase changes: all, or adapters. `phase` is evaluated for one
// device.
double trained_weights(const Phase& phase);

// Of all gradients of a phase that trains, evaluated for one device: in the type that it is
// computed in, and in no less than 16 bits.
double gradient_bytes(const Phase& phase);

// Of the whole job. Of each trained weight: master copy and both moments of AdamW in f32
// (`optimizer`), its gradient, and the weight in the type that it is computed in; adapters lie
// beside weights that stand still, and none of them is of experts.
struct StateBytes {
  double weights = 0, gradients = 0, optimizer = 0;

  [[nodiscard]] double all() const { return weights + gradients + optimizer; }
};
struct TrainingState {
  StateBytes dense, experts;  // experts: those that are routed to

  [[nodiscard]] double all_bytes() const { return dense.all() + experts.all(); }
};

// `phase` trains and is evaluated for one device. Errors as count_weights.
Result<TrainingState> training_state(const Workload& workload, const Phase& phase,
                                     const Precision* precision);

// Of the gradients of one of `tensor` devices that share each layer of all, 16 bits a weight; of
// experts those of one of the `expert` groups that they are spread over. Errors as count_weights.
struct GradientBytes {
  double dense = 0, experts = 0;
};
Result<GradientBytes> gradient_bytes(const Workload& workload, std::int64_t tensor,
                                     std::int64_t expert);

// kNotSupported, with the missing bytes and the fewest devices, where `devices` of so much memory
// do not hold it.
Result<> held_by_job(const Workload& workload, const Phase& phase, const Precision* precision,
                     double devices, double capacity_bytes);

// Likewise where each copy has weights and gradients whole on its own devices, those of experts on
// the devices of `expert` copies, and the optimizer's state is spread over all (ZeRO stage 1).
Result<> held_by_copies(const Workload& workload, const Phase& phase, const Precision* precision,
                        const Copies& copies, std::int64_t expert, double capacity_bytes);

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// The goodput of a training job from how its devices fail, in place of a stated share: for the
// terms of a cost, and as a figure with its origin. Serving does not stop as a whole when one
// device fails, and does not come here.
#pragma once

#include <optional>
#include <string>

#include "harness/cost/device_inputs.h"
#include "harness/cost/terms.h"
#include "harness/model/predict/goodput.h"

namespace fleetmark::cost {

// Whether the terms say how devices fail: any of MTBF, checkpoint and restart.
bool fails_by_job(const Economics& economics);

// Whether the goodput of this task follows from it.
bool derives_goodput(const DeviceInputs& device, const Economics& economics);

// Keys of a set that is not whole: those that it lacks. Empty where all or none are there.
std::vector<std::string> missing_failures(const Economics& economics);

// Nothing where the goodput is a stated one.
std::optional<model::JobFailures> job_failures(const CostTerms& terms);

// The stated share, or the one that follows; that one never below the least that may be stated: a
// draw beyond the ranges may stop a job, and one such draw must not make a mean infinite.
double goodput_of(const CostTerms& terms);

struct DerivedGoodput {
  model::JobFailures failures;
  model::Goodput found;
  bool is_optimum = true;  // the interval
  // With MTBF, checkpoint and restart all at the ends of their ranges.
  double at_worst = 0, at_best = 0;
  std::string origin;  // formula, and where each number comes from
};

// How it follows, in one line; with an optimum of the interval where none is stated.
std::string goodput_formula(bool is_optimum);

// Of a job on so many devices; unknown names what is missing.
model::Known<DerivedGoodput> derived_goodput(const Economics& economics, double devices);

}  // namespace fleetmark::cost

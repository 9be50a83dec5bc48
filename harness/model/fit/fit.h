// SPDX-License-Identifier: Apache-2.0
// What is learnt from published records, and how: for each channel one set of global parameters,
// how alike cases must be to share what the model leaves unexplained, those remainders themselves,
// and how wide an interval has to be on each rung. Deterministic.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/predict/fitted.h"

namespace fleetmark::model {

struct Observation {
  Case what;
  double measured = 0;                        // seconds, or per second and device
  std::string source;                         // file and id
  bool is_scored = true;                      // false: context only, neither fitted nor scored
  std::optional<double> spread_percent = {};  // of published runs of the same, where it is stated
  bool is_learnt = true;                      // false: scored, and neither fitted nor borrowed from
};

struct FitOptions {
  // Cases that may be used; empty: all. For fits of one device's records alone.
  std::function<bool(const Observation&)> may_use;
  bool learns_scale = true;  // else the likeness starts are kept
};

// What is held of a channel's shared parameters before its records speak: for serving and kernels
// what the literature has, elsewhere what serving taught where `fit` has it.
ModelParameters prior_of(Channel channel, const Fit& fit);

// Global parameters alone, for observations of one channel or of TPOT and TTFT together: what
// cross-validation repeats without a group. The search begins `now`, and is pulled to the prior:
// what `now` owes to records that are left out does not stay. Never empty.
ParameterSet refit(const std::vector<const Observation*>& observations, const ParameterSet& now,
                   const ModelParameters& prior);

// Observations of all channels together. Channels without any stay empty.
Fit fit(const std::vector<Observation>& observations, const FitOptions& options = {});

}  // namespace fleetmark::model

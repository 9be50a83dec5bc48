// SPDX-License-Identifier: Apache-2.0
// Predictions for records that are made without them: how a fit would have done on what it had not
// seen.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/model/ledger/device_pairs.h"
#include "harness/model/ledger/score.h"

namespace fleetmark::model {

enum class LeaveOut : std::uint8_t {
  kRecord,  // the record alone; others of its device and model may be near
  kGroup    // all of its device and model, but for `known` of them
};

struct CrossValidation {
  LeaveOut leave_out = LeaveOut::kGroup;
  std::size_t known = 0;  // records of the group that are told, spread over it; they are not scored
  // The global parameters are fitted again without the group (kGroup alone). How alike records must
  // be and how wide intervals are stay those of the whole: a dozen numbers against thousands.
  bool refits = true;
};

// Whether the observations are those that `fit` was made from, or more: what it is fitted again on.
bool hold_records_of(const Fit& fit, const std::vector<Observation>& observations);

// Records that `fit` rests on are recognised by their ids; others are predicted as they are. Only
// scored observations come back: channel by channel, with kGroup group by group (by name), and in
// their order within.
std::vector<Scored> cross_validate(const Fit& fit, const std::vector<Observation>& observations,
                                   const CrossValidation& how);

// Pairs of records of two devices, both predicted without the groups of both (but for `known` of
// each). Where groups are left out one at a time, each of the two is predicted with the help of
// what was measured of the other: errors of the pair then point apart and the ratio looks worse
// than any question about two devices would find it. Records that are not learnt from make no pair.
// `how.leave_out` is kGroup.
PairsByChannel cross_validate_pairs(const Fit& fit, const std::vector<Observation>& observations,
                                    const CrossValidation& how);

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// A block of a workload's phase run on a device: each operator alone and all of them in order, in
// turn, so that a pace that wanders bears on both. Types only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/record/measurement.h"

namespace fleetmark::record {

// What stands as the variant of a workload that could not be measured.
inline constexpr std::string_view kReplicaVariant = "replica";

struct ReplicaPart {
  std::string name;              // of the operator; may be empty
  std::int64_t measurement = 0;  // its index among the run's measurements
  std::int64_t in_block = 0;     // launches in one block
  std::int64_t in_phase = 0;     // launches in one run of the phase
  bool is_library = false;       // a vendor's or ecosystem's, not ours
  bool is_rival = false;         // timed beside the fastest and part of no sum
  std::string instead_of;        // problem of the workload, where another of equal bytes was run
};

// An operator that nothing on this device runs.
struct MissingOperator {
  std::string name;
  Problem problem;
  std::int64_t in_phase = 0;
  std::string reason;
  std::int64_t in_block = 0;  // launches that the block was timed without; 0: it stands outside
};

struct Replica {
  std::string workload, phase, precision;
  std::vector<std::pair<std::string, std::int64_t>> conditions;  // batch, context, tp, ...
  std::string block;                                             // "1 of 32 layers"
  std::int64_t blocks = 1;
  std::string how;  // what launches the block: "one job of the thread team", "graph"
  std::vector<ReplicaPart> parts;
  std::vector<MissingOperator> missing;
  std::int64_t batch_launches = 1;  // blocks per sample
  std::vector<Sample> samples;      // seconds of one block
  Summary block_s;
  // Sum of the block's operators alone over the block, round by round.
  double sum_over_block = 0;
  std::optional<Interval> sum_over_block_95;
  // blocks x block + the launches outside, round by round; empty where an operator is missing.
  std::optional<double> phase_s;
  std::optional<Interval> phase_95_s;
  std::optional<Interval> phase_next_launch_95_s;  // of the next launch; from three launches on
  std::string measure;      // what one run of the phase yields: "output_tokens"
  std::int64_t amount = 0;  // and how much of it
  // What the device told of itself meanwhile, and what a block takes, run alone for some seconds.
  std::vector<Window> windows;
  Watch watch;
  std::optional<double> energy_j_per_block;
  std::string energy_unknown_reason;  // why there is none
  std::vector<Warning> warnings;

  // Operators that the block should hold and was timed without.
  [[nodiscard]] std::int64_t missing_in_block() const {
    return std::ranges::count_if(missing, [](const auto& one) { return one.in_block > 0; });
  }
};

}  // namespace fleetmark::record

// SPDX-License-Identifier: Apache-2.0
// Operators timed alone and all of them in order, in turn: what each costs, what the whole costs,
// and whether the one explains the other.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "harness/measure/clock.h"
#include "harness/measure/patience.h"
#include "harness/measure/settle_rule.h"
#include "harness/measure/verify.h"
#include "harness/record/replica.h"
#include "kernels/api/backend.h"

namespace fleetmark::measure {

struct ReplicaPartSpec {
  std::string name;
  Problem problem;
  const KernelVariant* variant = nullptr;
  std::int64_t in_block = 0;  // launches in a block; 0: timed alone only
  std::int64_t beyond = 0;    // launches of the phase outside its blocks
  bool is_rival = false;      // timed alone, part of no sum
  double estimate_s = 0;      // of one launch
};

struct ReplicaOptions {
  InputRecipe recipe;
  bool is_cold = true;
  std::string regime = "fixed-power";  // "fixed-frequency" requires a clock that drifts <= 0.5 %
  std::int64_t blocks = 1;
  double target_half_width = 0.01;  // of the median time of a block
  double time_limit_s = 30;         // of the rounds; at least kMinRounds are made
  SettlePolicy settle;              // of the time of a block; at least kMinWarmUpRounds are made
  IsInterrupted is_interrupted = never_interrupted;
};
inline constexpr int kMinWarmUpRounds = 2;    // one to learn how many launches make a sample
inline constexpr std::size_t kMinRounds = 6;  // below, no 95 % interval of a median
inline constexpr std::size_t kMaxRounds = 500;

struct ReplicaResult {
  std::vector<record::Measurement> parts;  // in the order of the specification
  record::Replica whole;  // times, ratio, phase, warnings; names and counts are the caller's
};

// What one set of operands of each takes; more is not needed where caches are to be warm.
Bytes operands_of(const std::vector<ReplicaPartSpec>& parts);

// Every part is prepared with operand sets of its own, so many that what a launch touches has left
// the caches since its last turn, verified before and after, and timed in rounds, once nothing
// drifts any more: the block, then each part alone. Where caches are to be warm, every turn begins
// with a launch that is not counted: the others have emptied them. kOutOfMemory says how many bytes
// are missing; kWrongAnswer, kNotSupported name the part; kInterrupted comes between any two steps,
// and a launch is the longest of them.
Result<ReplicaResult> measure_replica(Session& session, const std::vector<ReplicaPartSpec>& parts,
                                      const ReplicaOptions& options, Clock& clock);

// Is there a variant, other than the oracle, for this kernel and element type? It may still refuse
// the sizes.
bool has_kernel(const Session& session, const Problem& problem);

// Of the variants of the session that run this problem, the fastest in a short trial, and beside it
// the fastest library where that is another. Empty, with the reason of each: none runs.
// One that gave a wrong answer is not timed, and listed; where no other runs, it is the error.
struct WrongVariant {
  const KernelVariant* variant = nullptr;
  Error error;
};
struct ReplicaChoice {
  const KernelVariant* fastest = nullptr;
  const KernelVariant* library = nullptr;  // null: there is none, or it is the fastest
  double fastest_s = 0, library_s = 0;     // of one launch, roughly
  std::string reason;
  std::vector<WrongVariant> wrong;
};
// A variant and its best launch so far, in the order of the session.
struct VariantTrial {
  const KernelVariant* variant = nullptr;
  double best_s = 0;
};
// Times that differ by less are alike on a machine whose pace changes: of such the first is taken,
// so that the next run takes the same.
inline constexpr double kAlike = 1.05;
// Variants that were this near the fastest are tried again, the last one first: whoever met a slow
// stretch of the machine meets another one.
inline constexpr double kNearEnough = 1.3;

// Who may stand for an operator. kOwn: no library. kLibrary: no own kernel where a library runs it.
enum class Implementations { kAny, kOwn, kLibrary };
ReplicaChoice choice_of(const std::vector<VariantTrial>& trials, Implementations allowed);
Result<ReplicaChoice> choose_variant(Session& session, const Problem& problem,
                                     Implementations allowed, const InputRecipe& recipe,
                                     const IsInterrupted& is_interrupted = never_interrupted);

}  // namespace fleetmark::measure

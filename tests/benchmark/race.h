// SPDX-License-Identifier: Apache-2.0
// A race of interleaved contenders: all take turns in one process, the first one moving on each
// round, and the ratio is taken within a round, so that a neighbour's load falls on all alike.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kernels/api/registry.h"

namespace fleetmark::benchmark {

struct RaceSettings {
  int rounds = 21;
  int launches = 1;  // timed back to back, after one that is not
};

struct Contender {
  std::string name;
  bool is_ours = false;
  std::function<Result<Seconds>(int launches)> time;
  std::vector<double> rates;  // per second, one per round
  double amount = 0;          // of one launch, where it is not that of the whole race
};

// The values are exit statuses. Below only when the whole interval of the median ratio is: a busy
// machine proves nothing either way.
enum Verdict { kAtBar = 0, kBelowBar = 1, kInconclusive = 6 };
Verdict worse(Verdict a, Verdict b);

Result<std::unique_ptr<Session>> open_cpu();

// The session's own timing, on a kernel that has just given the right answer.
Result<Contender> our_contender(Session& session, const KernelVariant& variant,
                                const Problem& problem);

// `amount`: bytes or operations of one launch.
Result<> race(std::vector<Contender>& contenders, double amount, const RaceSettings& settings);

// Prints medians in 1e9 of `unit`, and best of ours / best of the rivals with its interval.
Verdict report(const std::string& title, const std::string& unit,
               const std::vector<Contender>& contenders, double bar);

}  // namespace fleetmark::benchmark

// SPDX-License-Identifier: Apache-2.0
// Pairs of records that differ in nothing but the device (and its stack): is the faster one told,
// and how far off is the ratio?
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/ledger/score.h"

namespace fleetmark::model {

// All that two records of a channel must share but the device and its stack.
std::string task_of(const Case& what);

bool is_one_device(const Observation& a, const Observation& b);

// Each of `members` with each that comes after it.
template <class T, class Visit>
void for_each_pair(const std::vector<T>& members, const Visit& visit) {
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t j = i + 1; j < members.size(); ++j) visit(members[i], members[j]);
  }
}

struct ScoredPair {
  Scored a, b;

  [[nodiscard]] double ln_measured() const;   // ln(measured a / measured b)
  [[nodiscard]] double ln_predicted() const;  // the same of predictions
};

// Pairs by channel.
using PairsByChannel = std::map<Channel, std::vector<ScoredPair>>;

// Of records predicted one by one, each pair of one task, two of one device among them.
PairsByChannel pairs_among(const std::vector<Scored>& scored);

struct PairScore {
  std::size_t pairs = 0;
  double kendall_tau = 0;   // (concordant - discordant) / pairs (Kendall 1938, tau-a)
  double ratio_median = 0;  // of |ln(predicted ratio / measured ratio)|
};
// Of pairs of two devices; none: nothing.
std::optional<PairScore> score_of(const std::vector<ScoredPair>& pairs);

// The same pairs with one stack, or with two.
std::optional<PairScore> score_of_stacks(const std::vector<ScoredPair>& pairs, bool is_one_stack);

// What no prediction of device and task can tell: how far apart records of one device and one task
// are. Copies (equal values) are no second record.
struct Repeats {
  std::size_t pairs = 0;
  double median = 0;  // of |ln(measured / measured)|
};
Repeats repeats_among(const std::vector<ScoredPair>& pairs, bool is_one_stack);

}  // namespace fleetmark::model

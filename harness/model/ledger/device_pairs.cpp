// SPDX-License-Identifier: Apache-2.0
// See device_pairs.h.
#include "harness/model/ledger/device_pairs.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace fleetmark::model {
namespace {

bool is_of_one_device(const ScoredPair& pair) {
  return is_one_device(*pair.a.record, *pair.b.record);
}

bool is_of_one_stack(const ScoredPair& pair) {
  const auto stack = static_cast<std::size_t>(Trait::kStack);
  return pair.a.record->what.traits[stack] == pair.b.record->what.traits[stack];
}

}  // namespace

std::string task_of(const Case& what) {
  std::string task;
  for (const Trait trait : {Trait::kWorkload, Trait::kPrecision, Trait::kLayout}) {
    task += what.traits[static_cast<std::size_t>(trait)] + "/";
  }
  for (const double extent : what.extents) task += std::to_string(std::llround(extent)) + "/";
  return task;
}

bool is_one_device(const Observation& a, const Observation& b) {
  return a.what.rates.id == b.what.rates.id;
}

double ScoredPair::ln_measured() const { return std::log(a.record->measured / b.record->measured); }

double ScoredPair::ln_predicted() const {
  return std::log(a.prediction.value / b.prediction.value);
}

PairsByChannel pairs_among(const std::vector<Scored>& scored) {
  std::map<Channel, std::map<std::string, std::vector<const Scored*>>> tasks;
  for (const auto& one : scored) {
    tasks[one.record->what.channel][task_of(one.record->what)].push_back(&one);
  }
  PairsByChannel pairs;
  for (const auto& [channel, of_channel] : tasks) {
    auto& own = pairs[channel];
    for (const auto& [task, members] : of_channel) {
      for_each_pair(members, [&](const Scored* a, const Scored* b) { own.push_back({*a, *b}); });
    }
  }
  return pairs;
}

std::optional<PairScore> score_of(const std::vector<ScoredPair>& pairs) {
  PairScore result;
  std::vector<double> errors;
  double order = 0;
  for (const auto& pair : pairs) {
    if (is_of_one_device(pair)) continue;
    const double measured = pair.ln_measured(), predicted = pair.ln_predicted();
    errors.push_back(std::fabs(predicted - measured));
    if (measured * predicted != 0) order += measured * predicted > 0 ? 1 : -1;
  }
  if (errors.empty()) return std::nullopt;
  result.pairs = errors.size();
  result.kendall_tau = order / static_cast<double>(errors.size());
  result.ratio_median = quantile(errors, 0.5);
  return result;
}

std::optional<PairScore> score_of_stacks(const std::vector<ScoredPair>& pairs, bool is_one_stack) {
  std::vector<ScoredPair> some;
  std::ranges::copy_if(pairs, std::back_inserter(some), [&](const ScoredPair& pair) {
    return is_of_one_stack(pair) == is_one_stack;
  });
  return score_of(some);
}

Repeats repeats_among(const std::vector<ScoredPair>& pairs, bool is_one_stack) {
  std::vector<double> apart;
  for (const auto& pair : pairs) {
    if (!is_of_one_device(pair) || is_of_one_stack(pair) != is_one_stack) continue;
    if (pair.ln_measured() != 0) apart.push_back(std::fabs(pair.ln_measured()));
  }
  return {apart.size(), quantile(apart, 0.5)};
}

}  // namespace fleetmark::model

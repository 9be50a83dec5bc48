// SPDX-License-Identifier: Apache-2.0
// See cross_validation.h.
#include "harness/model/ledger/cross_validation.h"

#include <algorithm>
#include <set>
#include <utility>

#include "harness/model/ledger/held_out.h"

namespace fleetmark::model {
namespace {

void by_record(const Fit& fit, const ChannelRecords& records, std::vector<Scored>& scored) {
  const Predictor predictor(fit);
  for (const auto* member : records.members) {
    const auto prediction = predictor.predict(
        member->what, [&](const std::string& id) { return id != member->what.id; });
    if (prediction) scored.push_back({member, *prediction});
  }
}

void by_group(HeldOut& held_out, Channel channel, const ChannelRecords& records,
              std::vector<Scored>& scored) {
  for (const auto& name : Groups(records.groups.begin(), records.groups.end())) {
    const Blind blind = held_out.without(channel, {name});
    const Predictor predictor(blind.fit);
    for (const std::size_t i : records.indices_of(name)) {
      if (blind.told.contains(i)) continue;
      const auto one = predicted_blind(predictor, *records.members[i], blind);
      if (one) scored.push_back(*one);
    }
  }
}

// Indices of records of one task and two devices, by the two groups that they are of.
using IndexPairs = std::vector<std::pair<std::size_t, std::size_t>>;

std::map<Groups, IndexPairs> pairs_by_groups(const ChannelRecords& records) {
  std::map<std::string, std::vector<std::size_t>> tasks;
  for (std::size_t i = 0; i < records.members.size(); ++i) {
    const auto* member = records.members[i];
    if (member->is_learnt) tasks[task_of(member->what)].push_back(i);
  }
  std::map<Groups, IndexPairs> pairs;
  for (const auto& [task, members] : tasks) {
    for_each_pair(members, [&](std::size_t i, std::size_t j) {
      if (is_one_device(*records.members[i], *records.members[j])) return;
      pairs[{records.groups[i], records.groups[j]}].emplace_back(i, j);
    });
  }
  return pairs;
}

void add_pairs(const Blind& blind, const ChannelRecords& records, const IndexPairs& pairs,
               std::vector<ScoredPair>& scored) {
  const Predictor predictor(blind.fit);
  std::map<std::size_t, std::optional<Scored>> predicted;
  const auto prediction_of = [&](std::size_t i) -> const std::optional<Scored>& {
    const auto [own, is_new] = predicted.try_emplace(i);
    if (is_new && !blind.told.contains(i)) {
      own->second = predicted_blind(predictor, *records.members[i], blind);
    }
    return own->second;
  };
  for (const auto& [i, j] : pairs) {
    const auto &a = prediction_of(i), &b = prediction_of(j);
    if (a && b) scored.push_back({*a, *b});
  }
}

}  // namespace

bool hold_records_of(const Fit& fit, const std::vector<Observation>& observations) {
  std::array<std::set<std::string>, kChannels> held;
  for (const auto& one : observations) {
    held[static_cast<std::size_t>(one.what.channel)].insert(one.what.id);
  }
  for (std::size_t i = 0; i < kChannels; ++i) {
    if (!fit.channels[i]) continue;
    const auto is_held = [&](const std::string& id) { return held[i].contains(id); };
    if (!std::ranges::all_of(fit.channels[i]->ids, is_held)) return false;
  }
  return true;
}

std::vector<Scored> cross_validate(const Fit& fit, const std::vector<Observation>& observations,
                                   const CrossValidation& how) {
  const RecordsByChannel records = scored_records(observations);
  HeldOut held_out(fit, records, how.known, how.refits);
  std::vector<Scored> scored;
  for (std::size_t i = 0; i < kChannels; ++i) {
    if (!fit.channels[i] || records[i].members.empty()) continue;
    if (how.leave_out == LeaveOut::kRecord) {
      by_record(fit, records[i], scored);
    } else {
      by_group(held_out, static_cast<Channel>(i), records[i], scored);
    }
  }
  return scored;
}

PairsByChannel cross_validate_pairs(const Fit& fit, const std::vector<Observation>& observations,
                                    const CrossValidation& how) {
  const RecordsByChannel records = scored_records(observations);
  HeldOut held_out(fit, records, how.known, how.refits);
  PairsByChannel scored;
  for (std::size_t i = 0; i < kChannels; ++i) {
    if (!fit.channels[i]) continue;
    const auto channel = static_cast<Channel>(i);
    for (const auto& [groups, pairs] : pairs_by_groups(records[i])) {
      add_pairs(held_out.without(channel, groups), records[i], pairs, scored[channel]);
    }
  }
  return scored;
}

}  // namespace fleetmark::model

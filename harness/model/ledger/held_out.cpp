// SPDX-License-Identifier: Apache-2.0
// See held_out.h.
#include "harness/model/ledger/held_out.h"

#include <cmath>

namespace fleetmark::model {
namespace {

std::set<std::size_t> told_of(const std::vector<std::size_t>& group, std::size_t known) {
  std::set<std::size_t> told;
  for (std::size_t j = 1; j <= known && known < group.size(); ++j) {
    told.insert(group[group.size() * j / (known + 1)]);
  }
  if (known >= group.size() && known > 0) told.insert(group.begin(), group.end());
  return told;
}

// A channel's residuals anew under other parameters.
void learn_anew(ChannelFit& channel, const ChannelRecords& records,
                const ParameterSet& parameters) {
  channel.parameters = parameters;
  std::map<std::string, const Observation*> by_id;
  for (const auto* member : records.members) by_id.emplace(member->what.id, member);
  for (std::size_t i = 0; i < channel.residuals.size(); ++i) {
    const auto found = by_id.find(channel.ids[i]);
    if (found == by_id.end()) continue;
    const double value = modelled(found->second->what, parameters);
    channel.residuals[i].ln_ratio = std::log(found->second->measured / value);
  }
}

// A prediction of one asks the other.
bool go_together(Channel a, Channel b) { return a == b || (is_serving(a) && is_serving(b)); }

}  // namespace

std::vector<std::size_t> ChannelRecords::indices_of(const std::string& group) const {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i] == group) indices.push_back(i);
  }
  return indices;
}

RecordsByChannel scored_records(const std::vector<Observation>& observations) {
  RecordsByChannel records;
  for (const auto& one : observations) {
    if (!one.is_scored) continue;
    auto& own = records[static_cast<std::size_t>(one.what.channel)];
    own.members.push_back(&one);
    own.groups.push_back(group_of(one.what));
  }
  return records;
}

// Those that the channel's parameters are learnt from, less some groups.
std::vector<const Observation*> HeldOut::learners_without(Channel channel,
                                                          const Groups& groups) const {
  std::vector<const Observation*> learners;
  const auto take = [&](Channel from) {
    const auto& own = records_[static_cast<std::size_t>(from)];
    for (std::size_t i = 0; i < own.members.size(); ++i) {
      if (!groups.contains(own.groups[i]) && own.members[i]->is_learnt) {
        learners.push_back(own.members[i]);
      }
    }
  };
  if (!is_serving(channel)) {
    take(channel);
  } else {
    take(Channel::kTpot);
    take(Channel::kTtft);
  }
  return learners;
}

// The channels of serving learn from the same records: what one of them learnt without some groups
// holds for the others.
ParameterSet HeldOut::learnt(Channel channel, const Groups& without,
                             const std::vector<const Observation*>& learners) {
  const auto& now = fit_.channels[static_cast<std::size_t>(channel)]->parameters;
  const ModelParameters prior = prior_of(channel, fit_);
  if (!is_serving(channel)) return refit(learners, now, prior);
  const auto found = serving_.find(without);
  if (found != serving_.end()) return found->second;
  return serving_.emplace(without, refit(learners, now, prior)).first->second;
}

std::set<std::string> HeldOut::ids_of(Channel channel, const Groups& groups) const {
  std::set<std::string> ids;
  for (std::size_t i = 0; i < kChannels; ++i) {
    if (!go_together(static_cast<Channel>(i), channel)) continue;
    const auto& own = records_[i];
    for (std::size_t j = 0; j < own.members.size(); ++j) {
      if (groups.contains(own.groups[j])) ids.insert(own.members[j]->what.id);
    }
  }
  return ids;
}

// The fit with other parameters of a channel; of serving all three, since TTFT and TPOT make up the
// output rate.
Fit HeldOut::with(Channel channel, const ParameterSet& parameters) const {
  Fit fewer = fit_;
  for (std::size_t i = 0; i < kChannels; ++i) {
    const bool shares = go_together(static_cast<Channel>(i), channel);
    if (shares && fewer.channels[i]) learn_anew(*fewer.channels[i], records_[i], parameters);
  }
  return fewer;
}

Blind HeldOut::without(Channel channel, const Groups& groups) {
  const auto& own = records_[static_cast<std::size_t>(channel)];
  const auto learners = learners_without(channel, groups);
  const bool refits = refits_ && !learners.empty();
  Blind blind{refits ? with(channel, learnt(channel, groups, learners)) : fit_, {}, {}};
  for (const auto& group : groups) {
    auto members = own.indices_of(group);
    // Only records that the fit holds can be told.
    std::erase_if(members, [&](std::size_t i) { return !own.members[i]->is_learnt; });
    blind.told.merge(told_of(members, known_));
  }
  blind.unseen = ids_of(channel, groups);
  for (const std::size_t i : blind.told) blind.unseen.erase(own.members[i]->what.id);
  return blind;
}

std::optional<Scored> predicted_blind(const Predictor& predictor, const Observation& record,
                                      const Blind& blind) {
  const auto prediction = predictor.predict(
      record.what, [&](const std::string& id) { return !blind.unseen.contains(id); });
  if (!prediction) return std::nullopt;
  return Scored{&record, *prediction};
}

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// See cross_validation.h.
#include "harness/model/ledger/cross_validation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace fleetmark::model {
namespace {

// One channel: its observations, and of which of them the fit holds the residual at which place.
struct Part {
  std::vector<const Observation*> members;
  std::vector<std::string> groups;
};

std::set<std::size_t> told_of(const std::vector<std::size_t>& group, std::size_t known) {
  std::set<std::size_t> told;
  for (std::size_t j = 1; j <= known && known < group.size(); ++j) {
    told.insert(group[group.size() * j / (known + 1)]);
  }
  if (known >= group.size() && known > 0) told.insert(group.begin(), group.end());
  return told;
}

// A channel's residuals anew under other parameters.
void learn_anew(ChannelFit& channel, const Part& part, const ParameterSet& parameters) {
  channel.parameters = parameters;
  std::map<std::string, const Observation*> by_id;
  for (const auto* member : part.members) by_id.emplace(member->what.id, member);
  for (std::size_t i = 0; i < channel.residuals.size(); ++i) {
    const auto found = by_id.find(channel.ids[i]);
    if (found == by_id.end()) continue;
    const double value = modelled(found->second->what, parameters);
    channel.residuals[i].ln_ratio = std::log(found->second->measured / value);
  }
}

class Validator {
 public:
  Validator(const Fit& fit, const std::vector<Observation>& observations,
            const CrossValidation& how)
      : fit_(fit), how_(how) {
    for (const auto& one : observations) {
      if (!one.is_scored) continue;
      auto& part = parts_[static_cast<std::size_t>(one.what.channel)];
      part.members.push_back(&one);
      part.groups.push_back(group_of(one.what));
    }
  }

  std::vector<Scored> run() {
    std::vector<Scored> scored;
    for (std::size_t i = 0; i < kChannels; ++i) {
      if (!fit_.channels[i] || parts_[i].members.empty()) continue;
      const auto channel = static_cast<Channel>(i);
      how_.leave_out == LeaveOut::kRecord ? by_record(channel, scored) : by_group(channel, scored);
    }
    return scored;
  }

 private:
  void add(const Predictor& predictor, const Observation& record, std::vector<Scored>& scored,
           const std::function<bool(const std::string&)>& may_use_id) {
    const auto prediction = predictor.predict(record.what, may_use_id);
    if (prediction) scored.push_back({&record, *prediction});
  }

  void by_record(Channel channel, std::vector<Scored>& scored) {
    const Predictor predictor(fit_);
    for (const auto* member : parts_[static_cast<std::size_t>(channel)].members) {
      add(predictor, *member, scored, [&](const std::string& id) { return id != member->what.id; });
    }
  }

  // Those that the channel's parameters are learnt from, less one group.
  std::vector<const Observation*> learners_without(Channel channel, const std::string& group) {
    std::vector<const Observation*> learners;
    const auto take = [&](Channel from) {
      const auto& part = parts_[static_cast<std::size_t>(from)];
      for (std::size_t i = 0; i < part.members.size(); ++i) {
        if (part.groups[i] != group && part.members[i]->is_learnt) {
          learners.push_back(part.members[i]);
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

  // The channels of serving learn from the same records: what one of them learnt without a group
  // holds for the others.
  ParameterSet learnt(Channel channel, const std::string& without,
                      const std::vector<const Observation*>& learners) {
    const auto& now = fit_.channels[static_cast<std::size_t>(channel)]->parameters;
    const ModelParameters prior = prior_of(channel, fit_);
    if (!is_serving(channel)) return refit(learners, now, prior);
    const auto found = serving_.find(without);
    if (found != serving_.end()) return found->second;
    return serving_.emplace(without, refit(learners, now, prior)).first->second;
  }

  // Of a group's records, in all channels that a prediction of this one may ask.
  std::set<std::string> ids_of(Channel channel, const std::string& group) {
    std::set<std::string> ids;
    for (std::size_t i = 0; i < kChannels; ++i) {
      const auto other = static_cast<Channel>(i);
      if (other != channel && !(is_serving(other) && is_serving(channel))) continue;
      for (std::size_t j = 0; j < parts_[i].members.size(); ++j) {
        if (parts_[i].groups[j] == group) ids.insert(parts_[i].members[j]->what.id);
      }
    }
    return ids;
  }

  // The fit with other parameters of a channel; of serving all three, since TTFT and TPOT make up
  // the output rate.
  Fit with(Channel channel, const ParameterSet& parameters) {
    Fit fewer = fit_;
    for (std::size_t i = 0; i < kChannels; ++i) {
      const auto other = static_cast<Channel>(i);
      const bool shares = other == channel || (is_serving(other) && is_serving(channel));
      if (shares && fewer.channels[i]) learn_anew(*fewer.channels[i], parts_[i], parameters);
    }
    return fewer;
  }

  // Only records that the fit holds can be told.
  static std::vector<std::size_t> learnt_of(const Part& part, std::vector<std::size_t> indices) {
    std::erase_if(indices, [&](std::size_t i) { return !part.members[i]->is_learnt; });
    return indices;
  }

  void by_group(Channel channel, std::vector<Scored>& scored) {
    const Part& part = parts_[static_cast<std::size_t>(channel)];
    std::map<std::string, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < part.members.size(); ++i) groups[part.groups[i]].push_back(i);
    for (const auto& [name, indices] : groups) {
      const auto learners = learners_without(channel, name);
      const bool refits = how_.refits && !learners.empty();
      const Fit fewer = refits ? with(channel, learnt(channel, name, learners)) : fit_;
      const Predictor predictor(fewer);
      const auto told = told_of(learnt_of(part, indices), how_.known);
      std::set<std::string> unseen = ids_of(channel, name);
      for (const std::size_t i : told) unseen.erase(part.members[i]->what.id);
      for (const std::size_t i : indices) {
        if (told.contains(i)) continue;
        add(predictor, *part.members[i], scored,
            [&](const std::string& id) { return !unseen.contains(id); });
      }
    }
  }

  const Fit& fit_;
  CrossValidation how_;
  std::array<Part, kChannels> parts_;
  std::map<std::string, ParameterSet> serving_;  // by the group that is left out
};

}  // namespace

std::vector<Scored> cross_validate(const Fit& fit, const std::vector<Observation>& observations,
                                   const CrossValidation& how) {
  return Validator(fit, observations, how).run();
}

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// A fit as it would be had it never seen some groups of its records.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/model/ledger/score.h"

namespace fleetmark::model {

// Names of devices with their models, as group_of() makes them.
using Groups = std::set<std::string>;

// The scored observations of one channel, in their order, each with its group.
struct ChannelRecords {
  std::vector<const Observation*> members;
  std::vector<std::string> groups;

  [[nodiscard]] std::vector<std::size_t> indices_of(const std::string& group) const;
};

using RecordsByChannel = std::array<ChannelRecords, kChannels>;
RecordsByChannel scored_records(const std::vector<Observation>& observations);

// What is known when groups are left out.
struct Blind {
  Fit fit;
  std::set<std::size_t> told;    // members of the groups that are known nevertheless
  std::set<std::string> unseen;  // ids of the others, in every channel that a prediction may ask
};

class HeldOut {
 public:
  // `known`: records of a group that are told, spread over it. `refits`: parameters are fitted
  // again without the groups. `fit` and `records` must outlive it.
  HeldOut(const Fit& fit, const RecordsByChannel& records, std::size_t known, bool refits)
      : fit_(fit), records_(records), known_(known), refits_(refits) {}

  // `fit` has the channel.
  Blind without(Channel channel, const Groups& groups);

 private:
  [[nodiscard]] std::vector<const Observation*> learners_without(Channel channel,
                                                                 const Groups& groups) const;
  ParameterSet learnt(Channel channel, const Groups& without,
                      const std::vector<const Observation*>& learners);
  [[nodiscard]] std::set<std::string> ids_of(Channel channel, const Groups& groups) const;
  [[nodiscard]] Fit with(Channel channel, const ParameterSet& parameters) const;

  const Fit& fit_;
  const RecordsByChannel& records_;
  std::size_t known_;
  bool refits_;
  std::map<Groups, ParameterSet> serving_;  // by what is left out
};

// Without the records that are unseen; nothing where the channel was not fitted.
std::optional<Scored> predicted_blind(const Predictor& predictor, const Observation& record,
                                      const Blind& blind);

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// See replica_rounds.h.
#include "harness/measure/replica_rounds.h"

#include <map>

#include "harness/measure/statistics.h"

namespace fleetmark::measure {
namespace {

using Launches = std::map<int, std::vector<record::Sample>>;

Launches by_launch(const std::vector<record::Sample>& samples) {
  Launches launches;
  for (const auto& sample : samples) launches[sample.launch].push_back(sample);
  return launches;
}

// The samples of a part in the rounds of the whole: a part may have been timed in other launches,
// too, in which it was part of something else.
std::vector<record::Sample> in_rounds_of(const std::vector<record::Sample>& whole,
                                         const std::vector<record::Sample>& part) {
  const Launches launches = by_launch(part);
  std::map<int, std::size_t> taken;
  std::vector<record::Sample> rounds;
  for (const auto& sample : whole) {
    const auto launch = launches.find(sample.launch);
    const std::size_t i = taken[sample.launch]++;
    if (launch != launches.end() && i < launch->second.size()) {
      rounds.push_back(launch->second[i]);
    }
  }
  return rounds;
}

}  // namespace

void summarise_rounds(record::Replica& replica, const std::vector<PartOfSum>& parts) {
  std::vector<record::Sample> ratios, phases;
  for (std::size_t round = 0; round < replica.samples.size(); ++round) {
    const record::Sample& block = replica.samples[round];
    double sum = 0, outside = 0;
    for (const auto& part : parts) {
      sum += part.alone[round].seconds * static_cast<double>(part.in_block);
      outside += part.alone[round].seconds * static_cast<double>(part.beyond);
    }
    ratios.push_back({sum / block.seconds, {}, block.launch});
    const double blocks_s = block.seconds * static_cast<double>(replica.blocks);
    phases.push_back({blocks_s + outside, {}, block.launch});
  }
  replica.block_s = summarise(replica.samples);
  const record::Summary ratio = summarise(ratios), phase = summarise(phases);
  replica.sum_over_block = ratio.median_s;
  replica.sum_over_block_95 = ratio.median_95_s;
  replica.phase_s.reset();
  replica.phase_next_launch_95_s.reset();
  if (!replica.missing.empty()) return;
  replica.phase_s = phase.median_s;
  replica.phase_95_s = phase.median_95_s;
  replica.phase_next_launch_95_s = phase.next_launch_95_s;
}

void summarise_rounds(record::Replica& replica,
                      const std::vector<record::Measurement>& measurements) {
  std::vector<std::vector<record::Sample>> rounds;
  std::vector<const record::ReplicaPart*> of;
  for (const auto& part : replica.parts) {
    if (part.is_rival) continue;
    const auto& alone = measurements[static_cast<std::size_t>(part.measurement)].samples;
    rounds.push_back(in_rounds_of(replica.samples, alone));
    of.push_back(&part);
  }
  std::vector<PartOfSum> parts;
  for (std::size_t i = 0; i < of.size(); ++i) {
    parts.push_back(
        {rounds[i], of[i]->in_block, of[i]->in_phase - of[i]->in_block * replica.blocks});
  }
  summarise_rounds(replica, parts);
}

}  // namespace fleetmark::measure

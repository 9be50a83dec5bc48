// SPDX-License-Identifier: Apache-2.0
// See replica_rounds.h.
#include "harness/measure/replica_rounds.h"

#include <algorithm>
#include <map>

#include "harness/measure/formatted.h"
#include "harness/measure/statistics.h"

namespace fleetmark::measure {
namespace {

using Launches = std::map<int, std::vector<record::Sample>>;

Launches by_launch(const std::vector<record::Sample>& samples) {
  Launches launches;
  for (const auto& sample : samples) launches[sample.launch].push_back(sample);
  return launches;
}

// Samples that were taken one after another in each launch, found by that.
class ByRound {
 public:
  explicit ByRound(const std::vector<record::Sample>& samples) : launches_(by_launch(samples)) {}

  [[nodiscard]] const record::Sample* find(int launch, std::size_t round) const {
    const auto found = launches_.find(launch);
    if (found == launches_.end() || round >= found->second.size()) return nullptr;
    return &found->second[round];
  }

 private:
  Launches launches_;
};

// Operators explain a block where their sum is within this of it.
constexpr double kMostApart = 0.05;

// By the interval, so that a pace that wanders is not taken for a difference; without one nothing
// can be said.
void judge_sum(record::Replica& replica) {
  std::erase_if(replica.warnings, [](const record::Warning& warning) {
    return warning.code == record::WarningCode::kSumApart;
  });
  const auto& interval = replica.sum_over_block_95;
  if (!interval || (interval->low <= 1 + kMostApart && interval->high >= 1 - kMostApart)) return;
  replica.warnings.push_back({record::WarningCode::kSumApart,
                              "its operators alone take " +
                                  formatted("%.3g", replica.sum_over_block) +
                                  " times the block (95 %: " + formatted("%.3g", interval->low) +
                                  " to " + formatted("%.3g", interval->high) + ")"});
}

// `rounds` and each part's samples are of one length, round by round.
void summarise_ratios(record::Replica& replica, std::span<const record::Sample> rounds,
                      const std::vector<PartOfSum>& parts) {
  replica.phase_s.reset();
  replica.phase_next_launch_95_s.reset();
  if (rounds.empty()) return;
  std::vector<record::Sample> ratios, phases;
  for (std::size_t round = 0; round < rounds.size(); ++round) {
    const record::Sample& block = rounds[round];
    double sum = 0, outside = 0;
    for (const auto& part : parts) {
      sum += part.alone[round].seconds * static_cast<double>(part.in_block);
      outside += part.alone[round].seconds * static_cast<double>(part.beyond);
    }
    ratios.push_back({sum / block.seconds, {}, block.launch});
    const double blocks_s = block.seconds * static_cast<double>(replica.blocks);
    phases.push_back({blocks_s + outside, {}, block.launch});
  }
  const record::Summary ratio = summarise(ratios), phase = summarise(phases);
  replica.sum_over_block = ratio.median_s;
  replica.sum_over_block_95 = ratio.median_95_s;
  judge_sum(replica);
  if (!replica.missing.empty()) return;
  replica.phase_s = phase.median_s;
  replica.phase_95_s = phase.median_95_s;
  replica.phase_next_launch_95_s = phase.next_launch_95_s;
}

}  // namespace

void summarise_rounds(record::Replica& replica, const std::vector<PartOfSum>& parts) {
  replica.block_s = summarise(replica.samples);
  summarise_ratios(replica, replica.samples, parts);
}

void summarise_rounds(record::Replica& replica,
                      const std::vector<record::Measurement>& measurements) {
  std::vector<ByRound> alone;
  std::vector<PartOfSum> parts;
  for (const auto& part : replica.parts) {
    if (part.is_rival) continue;
    alone.emplace_back(measurements[static_cast<std::size_t>(part.measurement)].samples);
    parts.push_back({{}, part.in_block, part.in_phase - part.in_block * replica.blocks});
  }
  // A part may have been timed in other launches, too, in which it was part of something else; and
  // a round that lacks one of its parts has no sum.
  std::vector<record::Sample> rounds;
  std::vector<std::vector<record::Sample>> samples(parts.size());
  std::map<int, std::size_t> next;
  for (const auto& block : replica.samples) {
    const std::size_t round = next[block.launch]++;
    const auto has = [&](const ByRound& one) { return one.find(block.launch, round) != nullptr; };
    if (!std::ranges::all_of(alone, has)) continue;
    rounds.push_back(block);
    for (std::size_t i = 0; i < alone.size(); ++i) {
      samples[i].push_back(*alone[i].find(block.launch, round));
    }
  }
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i].alone = samples[i];
  replica.block_s = summarise(replica.samples);
  summarise_ratios(replica, rounds, parts);
}

}  // namespace fleetmark::measure

// SPDX-License-Identifier: Apache-2.0
// See rivals.h.
#include "harness/measure/rivals.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "harness/measure/statistics.h"
#include "kernels/api/inputs.h"

namespace fleetmark::measure {
namespace {

bool are_comparable(const PlannedCase& a, const PlannedCase& b) {
  return a.problem == b.problem && a.is_hot == b.is_hot &&
         record::mode_of(a.problem.kernel, a.variant->name) ==
             record::mode_of(b.problem.kernel, b.variant->name);
}

bool is_contest(const std::vector<PlannedCase>& cases, const std::vector<std::size_t>& group) {
  const auto is_one = [&](std::size_t i) { return is_rival(*cases[i].variant); };
  return std::ranges::any_of(group, is_one) && !std::ranges::all_of(group, is_one);
}

record::RivalPair named_pair(const record::Measurement& ours, const record::Measurement& rival) {
  record::RivalPair pair;
  pair.problem = ours.problem;
  pair.ours = ours.variant;
  pair.rival = rival.variant;
  pair.why_no_rival = record::why_no_rival(rival.implementation);
  return pair;
}

// One for each two rounds: the geometric mean, in which a gain of who comes first cancels.
std::vector<double> pair_ratios(const record::Measurement& ours, const record::Measurement& rival,
                                std::size_t rounds) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i + 1 < rounds; i += 2) {
    const double first = rival.samples[i].seconds / ours.samples[i].seconds;
    const double second = rival.samples[i + 1].seconds / ours.samples[i + 1].seconds;
    ratios.push_back(std::sqrt(first * second));
  }
  return ratios;
}

void add_launch(record::RivalPair& whole, const record::RivalPair& part) {
  whole.launch_ratios.insert(whole.launch_ratios.end(), part.launch_ratios.begin(),
                             part.launch_ratios.end());
  if (whole.why_no_rival.empty()) whole.why_no_rival = part.why_no_rival;
  whole.rounds += part.rounds;
  whole.pairs += part.pairs;
  whole.effective_count += part.effective_count;
  if (whole.took_turns && !part.took_turns) {
    whole.took_turns = false;
    whole.why_not = part.why_not;
  }
  if (whole.ratio_95 && part.ratio_95) {
    whole.ratio_95->low = std::min(whole.ratio_95->low, part.ratio_95->low);
    whole.ratio_95->high = std::max(whole.ratio_95->high, part.ratio_95->high);
  } else {
    whole.ratio_95.reset();
  }
}

}  // namespace

bool is_rival(const KernelVariant& variant) {
  return variant.is_library || record::is_reference(variant.name);
}

std::vector<std::vector<std::size_t>> each_alone(std::size_t cases) {
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < cases; ++i) groups.push_back({i});
  return groups;
}

std::vector<std::vector<std::size_t>> rival_groups(const std::vector<PlannedCase>& cases) {
  std::vector<std::vector<std::size_t>> groups;
  std::vector<bool> is_placed(cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (is_placed[i]) continue;
    std::vector<std::size_t> group{i};
    for (std::size_t j = i + 1; j < cases.size(); ++j) {
      // A variant that a suite names twice is no rival of itself.
      const bool is_new = std::ranges::none_of(
          group, [&](std::size_t k) { return cases[k].variant == cases[j].variant; });
      if (!is_placed[j] && is_new && are_comparable(cases[i], cases[j])) group.push_back(j);
    }
    if (!is_contest(cases, group)) group.resize(1);
    for (const std::size_t k : group) is_placed[k] = true;
    groups.push_back(std::move(group));
  }
  return groups;
}

std::vector<std::size_t> turn_order(std::size_t contenders, std::uint64_t seed, std::size_t round) {
  std::vector<std::size_t> order(contenders);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::uint64_t draw = mix64(seed ^ mix64(round / 2 + 1));
  for (std::size_t left = contenders; left > 1; --left, draw = mix64(draw)) {
    std::swap(order[left - 1], order[draw % left]);
  }
  if (round % 2 == 1) std::ranges::reverse(order);
  return order;
}

record::RivalPair pair_in_turns(const record::Measurement& ours, const record::Measurement& rival,
                                std::uint64_t order_seed) {
  record::RivalPair pair = named_pair(ours, rival);
  pair.took_turns = true;
  pair.order_seed = order_seed;
  const std::size_t rounds = std::min(ours.samples.size(), rival.samples.size());
  pair.rounds = static_cast<std::int64_t>(rounds);
  std::vector<double> ratios = pair_ratios(ours, rival, rounds);
  pair.pairs = static_cast<std::int64_t>(ratios.size());
  if (ratios.empty()) return pair;
  pair.effective_count = effective_sample_count(ratios);
  std::ranges::sort(ratios);
  pair.ratio = quantile(ratios, 0.5);
  pair.ratio_95 = median_interval_95(ratios, pair.effective_count);
  pair.launch_ratios = {*pair.ratio};
  return pair;
}

record::RivalPair pair_apart(const record::Measurement& ours, const record::Measurement& rival,
                             const std::string& why_not) {
  record::RivalPair pair = named_pair(ours, rival);
  pair.why_not = why_not;
  pair.ratio = rival.summary.median_s / ours.summary.median_s;
  pair.launch_ratios = {*pair.ratio};
  return pair;
}

std::vector<record::RivalPair> merge_rivals(
    const std::vector<std::vector<record::RivalPair>>& launches) {
  std::vector<record::RivalPair> merged;
  for (const auto& launch : launches) {
    for (const auto& pair : launch) {
      const auto known = std::ranges::find_if(merged, [&](const record::RivalPair& other) {
        return other.problem == pair.problem && other.ours == pair.ours &&
               other.rival == pair.rival;
      });
      if (known == merged.end()) {
        merged.push_back(pair);
      } else {
        add_launch(*known, pair);
      }
    }
  }
  for (auto& pair : merged) {
    if (pair.launch_ratios.empty()) continue;
    pair.ratio = median(pair.launch_ratios);
    if (!pair.took_turns) pair.ratio_95.reset();
    pair.next_launch_95 = next_launch_interval_95(pair.launch_ratios);
  }
  return merged;
}

}  // namespace fleetmark::measure

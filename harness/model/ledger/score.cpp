// SPDX-License-Identifier: Apache-2.0
// See score.h.
#include "harness/model/ledger/score.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace fleetmark::model {
namespace {

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const double at = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return std::lerp(values[below], values[above], at - static_cast<double>(below));
}

// Kernels are of no model.
std::string kind_of(const Case& what) {
  const std::string& family = what.traits[static_cast<std::size_t>(Trait::kFamily)];
  const std::string& layout = what.traits[static_cast<std::size_t>(Trait::kLayout)];
  if (family.empty()) return "kernels";
  return layout.empty() ? family : family + ", " + layout;
}

std::string name_in(Grouping grouping, const Scored& scored) {
  const Case& what = scored.record->what;
  switch (grouping) {
    case Grouping::kChannel:
      return std::string(name_of(what.channel));
    case Grouping::kDevice:
      return what.traits[static_cast<std::size_t>(Trait::kDevice)];
    case Grouping::kStack:
      return what.traits[static_cast<std::size_t>(Trait::kStack)];
    case Grouping::kKind:
      return kind_of(what);
    default:
      return std::string(name_of(scored.prediction.rung));
  }
}

// All that two records must share but the device.
std::string task_key(const Case& what) {
  std::string key;
  for (const Trait trait : {Trait::kWorkload, Trait::kPrecision, Trait::kLayout}) {
    key += what.traits[static_cast<std::size_t>(trait)] + "/";
  }
  for (const double extent : what.extents) key += std::to_string(std::llround(extent)) + "/";
  return key;
}

void for_each_pair(Channel channel, const std::vector<Scored>& scored,
                   const std::function<void(const Scored&, const Scored&)>& visit) {
  std::map<std::string, std::vector<const Scored*>> tasks;
  for (const auto& one : scored) {
    if (one.record->what.channel == channel) tasks[task_key(one.record->what)].push_back(&one);
  }
  for (const auto& [key, members] : tasks) {
    for (std::size_t i = 0; i < members.size(); ++i) {
      for (std::size_t j = i + 1; j < members.size(); ++j) visit(*members[i], *members[j]);
    }
  }
}

bool is_one_device(const Scored& a, const Scored& b) {
  return a.record->what.rates.id == b.record->what.rates.id;
}

double ln_measured(const Scored& a, const Scored& b) {
  return std::log(a.record->measured / b.record->measured);
}

}  // namespace

double Scored::ln_error() const { return std::log(prediction.value / record->measured); }

Share wilson_95(std::size_t successes, std::size_t trials) {
  if (trials == 0) return {};
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n, z2 = kZ975 * kZ975;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kZ975 / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

Score score_of(const std::string& what, const std::vector<const Scored*>& scored) {
  Score score;
  score.what = what;
  score.records = scored.size();
  if (scored.empty()) return score;
  std::vector<double> errors;
  std::map<std::string, std::pair<double, double>> groups;  // sum, count
  std::size_t in_80 = 0, in_90 = 0;
  for (const auto* one : scored) {
    const double error = one->ln_error();
    errors.push_back(std::fabs(error));
    score.bias += error / static_cast<double>(scored.size());
    auto& [sum, count] = groups[group_of(one->record->what)];
    sum += std::fabs(error);
    count += 1;
    const double measured = one->record->measured;
    const Prediction& p = one->prediction;
    in_80 += measured >= p.p10 && measured <= p.p90 ? 1 : 0;
    in_90 += measured >= p.p05 && measured <= p.p95 ? 1 : 0;
  }
  std::vector<double> means;
  for (const auto& [name, group] : groups) means.push_back(group.first / group.second);
  score.groups = groups.size();
  score.median = quantile(errors, 0.5);
  score.p90 = quantile(errors, 0.9);
  score.group_median = quantile(means, 0.5);
  score.covered_80 = static_cast<double>(in_80) / static_cast<double>(scored.size());
  score.covered_90 = static_cast<double>(in_90) / static_cast<double>(scored.size());
  const Share share = wilson_95(in_90, scored.size());
  score.covered_90_low = share.low;
  score.covered_90_high = share.high;
  return score;
}

std::vector<Score> scores_by(Grouping grouping, const std::vector<Scored>& scored) {
  std::map<std::string, std::vector<const Scored*>> groups;
  for (const auto& one : scored) groups[name_in(grouping, one)].push_back(&one);
  std::vector<Score> scores;
  for (const auto& [name, members] : groups) scores.push_back(score_of(name, members));
  return scores;
}

std::optional<PairScore> pairs_of(Channel channel, const std::vector<Scored>& scored) {
  PairScore result;
  std::vector<double> errors;
  double order = 0;
  for_each_pair(channel, scored, [&](const Scored& a, const Scored& b) {
    if (is_one_device(a, b)) return;
    const double measured = ln_measured(a, b);
    const double predicted = std::log(a.prediction.value / b.prediction.value);
    errors.push_back(std::fabs(predicted - measured));
    if (measured * predicted != 0) order += measured * predicted > 0 ? 1 : -1;
  });
  if (errors.empty()) return std::nullopt;
  result.pairs = errors.size();
  result.kendall_tau = order / static_cast<double>(errors.size());
  result.ratio_median = quantile(errors, 0.5);
  return result;
}

PairNoise pair_noise_of(Channel channel, const std::vector<Scored>& scored, bool is_one_stack) {
  std::vector<double> errors, apart;
  for_each_pair(channel, scored, [&](const Scored& a, const Scored& b) {
    const auto stack = static_cast<std::size_t>(Trait::kStack);
    if ((a.record->what.traits[stack] == b.record->what.traits[stack]) != is_one_stack) return;
    if (!is_one_device(a, b)) {
      errors.push_back(std::fabs(a.ln_error() - b.ln_error()));
    } else if (a.record->measured != b.record->measured) {
      apart.push_back(std::fabs(ln_measured(a, b)));
    }
  });
  return {errors.size(), quantile(errors, 0.5), apart.size(), quantile(apart, 0.5)};
}

}  // namespace fleetmark::model

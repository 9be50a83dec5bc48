// SPDX-License-Identifier: Apache-2.0
// See score.h.
#include "harness/model/ledger/score.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace fleetmark::model {
namespace {

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
    case Grouping::kTier:
      return std::string(letter_of(scored.prediction.evidence));
    case Grouping::kKind:
      return kind_of(what);
    default:
      return std::string(name_of(scored.prediction.rung));
  }
}

}  // namespace

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const double at = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return std::lerp(values[below], values[above], at - static_cast<double>(below));
}

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

}  // namespace fleetmark::model

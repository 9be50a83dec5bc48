// SPDX-License-Identifier: Apache-2.0
// See change_points.h.
#include "harness/compare/change_points.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "harness/compare/robust.h"
#include "harness/compare/seeded_draws.h"

namespace fleetmark::compare {
namespace {

constexpr double kClip = 8;
constexpr double kWandersFrom = 0.3;      // lag-1 correlation of residuals
constexpr double kWandersAbove = 0.15;    // the same, as the differences tell it
constexpr double kLargestDifference = 4;  // in sigmas: beyond it a step, not noise
constexpr double kMostCorrelation = 0.9;
constexpr double kNeverWanders = 5;  // sigmas between two levels
// From here on permutations cost more than the bound that may replace them.
constexpr std::size_t kBoundFrom = 2000;

// Robust standard deviation of the noise: steps change few differences. Where more than half of
// the differences are 0 (coarse clocks) their mean stands in.
double noise_of(std::span<const double> values) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < values.size(); ++i) {
    steps.push_back(std::fabs(values[i] - values[i - 1]));
  }
  const double mean =
      std::accumulate(steps.begin(), steps.end(), 0.0) / static_cast<double>(steps.size());
  const double robust = kMadToSigma * median_of(std::move(steps)) / std::sqrt(2.0);
  constexpr double kMeanToSigma = 0.8862269254527580;  // sqrt(pi) / 2, of a difference of normals
  return robust > 0 ? robust : kMeanToSigma * mean;
}

// Lag-1 correlation from first differences d: corr(d_t, d_t+1) = (rho - 1) / 2 of an
// autoregression. A step, which residuals take for correlation, touches one difference alone.
double lag_1_of_differences(std::span<const double> values, double noise) {
  double with_next = 0;
  double with_self = 0;
  double last = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    const double step = (values[i] - values[i - 1]) / noise;
    const double difference = std::fabs(step) > kLargestDifference ? 0 : step;
    with_next += difference * last;
    with_self += difference * difference;
    last = difference;
  }
  return with_self > 0 ? 1 + 2 * with_next / with_self : 0;
}

struct Stretch {
  std::vector<double> z;  // clipped, of mean 0; empty where nothing varies
  bool may_wander = false;
};

Stretch standardised(std::span<const double> values) {
  const double noise = noise_of(values);
  if (!(noise > 0)) return {};
  const double centre = median_of({values.begin(), values.end()});
  Stretch stretch;
  for (const double value : values) {
    stretch.z.push_back(std::clamp((value - centre) / noise, -kClip, kClip));
  }
  const double mean =
      std::accumulate(stretch.z.begin(), stretch.z.end(), 0.0) / static_cast<double>(values.size());
  for (double& value : stretch.z) value -= mean;
  stretch.may_wander = lag_1_of_differences(values, noise) > kWandersAbove;
  return stretch;
}

struct Split {
  std::size_t at = 0;
  double statistic = 0;
};

Split strongest_split(const std::vector<double>& z, std::size_t margin) {
  const auto n = static_cast<double>(z.size());
  Split best;
  double sum = 0;
  for (std::size_t i = 0; i + 1 + margin <= z.size(); ++i) {
    sum += z[i];
    const auto k = static_cast<double>(i + 1);
    if (i + 1 < margin) continue;
    const double statistic = std::fabs(sum) / std::sqrt(k * (n - k) / n);
    if (statistic > best.statistic) best = {i + 1, statistic};
  }
  return best;
}

// What is left when both sides of a split have their mean taken off.
struct Rest {
  double lag_1 = 0;       // correlation
  double gap_sigmas = 0;  // between the two means, in standard deviations of the rest
};
Rest rest_of(const std::vector<double>& z, std::size_t split) {
  std::vector<double> rest = z;
  const auto centre = [&rest](std::size_t from, std::size_t to) {
    double sum = 0;
    for (std::size_t i = from; i < to; ++i) sum += rest[i];
    const double mean = sum / static_cast<double>(to - from);
    for (std::size_t i = from; i < to; ++i) rest[i] -= mean;
    return mean;
  };
  const double gap = std::fabs(centre(0, split) - centre(split, rest.size()));
  double with_next = 0;
  double with_self = 0;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    with_self += rest[i] * rest[i];
    if (i + 1 < rest.size()) with_next += rest[i] * rest[i + 1];
  }
  if (!(with_self > 0)) return {0, std::numeric_limits<double>::infinity()};
  return {with_next / with_self, gap / std::sqrt(with_self / static_cast<double>(rest.size()))};
}

// Whether a running sum of values in the order they come reaches `statistic` at any split.
class Exceedance {
 public:
  Exceedance(std::size_t points, std::size_t margin, double statistic)
      : margin_(margin), n_(static_cast<double>(points)), level_(statistic * statistic / n_) {}
  // The next value; true once the statistic is reached.
  bool add(double z) {
    sum_ += z;
    ++count_;
    const auto k = static_cast<double>(count_);
    return count_ >= margin_ && k + static_cast<double>(margin_) <= n_ &&
           sum_ * sum_ >= level_ * k * (n_ - k);
  }

 private:
  std::size_t margin_, count_ = 0;
  double n_, level_, sum_ = 0;
};

bool shuffled_exceeds(std::vector<double>& z, Exceedance exceedance, SeededDraws& draws) {
  for (std::size_t i = 0; i < z.size(); ++i) {
    std::swap(z[i], z[i + draws.below(z.size() - i)]);
    if (exceedance.add(z[i])) return true;
  }
  return false;
}

// An upper bound of the chance that a random order reaches `statistic`: Bernstein's inequality for
// draws without replacement (Hoeffding 1963, section 6), summed over the splits. It says of long
// series in no time what every permutation would say.
double chance_bound(const std::vector<double>& z, std::size_t margin, double statistic) {
  const auto n = static_cast<double>(z.size());
  double variance = 0;
  double largest = 0;
  for (const double value : z) {
    variance += value * value / n;
    largest = std::max(largest, std::fabs(value));
  }
  double chance = 0;
  for (std::size_t i = margin; 2 * i <= z.size(); ++i) {
    const auto k = static_cast<double>(i);
    const double sum = statistic * std::sqrt(k * (n - k) / n);
    chance += 4 * std::exp(-sum * sum / (2 * (k * variance + largest * sum / 3)));
  }
  return chance;
}

// Sums of an autoregression spread by this factor over sums of independent values (the long-run
// variance of AR(1)). Levels that lie far apart are no wandering, however the noise hangs together.
double wandering_factor(const Stretch& stretch, std::size_t split) {
  if (!stretch.may_wander) return 1;
  const Rest rest = rest_of(stretch.z, split);
  const double rho = std::min(rest.lag_1, kMostCorrelation);
  if (rho <= kWandersFrom || rest.gap_sigmas > kNeverWanders) return 1;
  return std::sqrt((1 + rho) / (1 - rho));
}

// Above alpha the search stops early: the p then is a lower bound that is above alpha all the same.
double p_of(Stretch stretch, const Split& split, const ChangeRule& rule, SeededDraws draws) {
  const double all = rule.permutations + 1;
  const double statistic = split.statistic / wandering_factor(stretch, split.at);
  auto& z = stretch.z;
  constexpr double kNeverInPractice = 1e-9;
  if (z.size() >= kBoundFrom && chance_bound(z, rule.min_points, statistic) < kNeverInPractice) {
    return 1 / all;
  }
  const Exceedance exceedance(z.size(), rule.min_points, statistic);
  int reached = 0;
  for (int i = 0; i < rule.permutations; ++i) {
    reached += shuffled_exceeds(z, exceedance, draws) ? 1 : 0;
    if ((reached + 1) / all > rule.alpha) break;
  }
  return (reached + 1) / all;
}

struct Boundary {
  std::size_t at = 0;
  double p = 0;
};

class Search {
 public:
  Search(std::span<const double> values, std::uint64_t seed, const ChangeRule& rule)
      : values_(values), seed_(seed), rule_(rule) {}

  // All splits that stand, in the order of time. A list of open stretches and no recursion: a
  // series may hold thousands of changes.
  std::vector<Boundary> run() {
    std::vector<std::pair<std::size_t, std::size_t>> open{{0, values_.size()}};
    std::vector<Boundary> found;
    while (!open.empty()) {
      const auto [from, to] = open.back();
      open.pop_back();
      const auto split = split_of(from, to);
      if (split.at == 0) continue;
      found.push_back(split);
      open.emplace_back(from, split.at);
      open.emplace_back(split.at, to);
    }
    std::ranges::sort(found, {}, &Boundary::at);
    return found;
  }

 private:
  // at 0: none.
  [[nodiscard]] Boundary split_of(std::size_t from, std::size_t to) const {
    if (to - from < 2 * rule_.min_points) return {};
    auto stretch = standardised(values_.subspan(from, to - from));
    if (stretch.z.empty()) return {};
    const Split split = strongest_split(stretch.z, rule_.min_points);
    if (split.at == 0) return {};
    // Of the stretch, so that it does not matter which is searched first.
    const double p =
        p_of(std::move(stretch), split, rule_, SeededDraws(seed_ ^ (from * 0x10001 + to)));
    return p <= rule_.alpha ? Boundary{from + split.at, p} : Boundary{};
  }

  std::span<const double> values_;
  std::uint64_t seed_;
  ChangeRule rule_;
};

// The levels on both sides of boundary `i`, each as far as the next boundary.
ChangePoint described(std::span<const double> values, const std::vector<Boundary>& boundaries,
                      std::size_t i) {
  const std::size_t from = i == 0 ? 0 : boundaries[i - 1].at;
  const std::size_t at = boundaries[i].at;
  const std::size_t to = i + 1 < boundaries.size() ? boundaries[i + 1].at : values.size();
  const auto level = [&](std::size_t begin, std::size_t end) {
    const auto part = values.subspan(begin, end - begin);
    return median_of({part.begin(), part.end()});
  };
  ChangePoint change{at, level(from, at), level(at, to), 0, boundaries[i].p};
  std::vector<double> residuals;
  for (std::size_t j = from; j < to; ++j) {
    residuals.push_back(values[j] - (j < at ? change.before : change.after));
  }
  const double spread = mad_sigma(residuals, 0);
  change.sigmas = spread > 0 ? std::fabs(change.after - change.before) / spread
                             : std::numeric_limits<double>::infinity();
  return change;
}

// 1 and more: large enough to report.
double weight_of(const ChangePoint& change, const ChangeRule& rule) {
  return std::min(std::fabs(change.ratio() - 1) / rule.min_ratio, change.sigmas / rule.min_sigmas);
}

}  // namespace

std::vector<ChangePoint> change_points(std::span<const double> values, std::uint64_t seed,
                                       const ChangeRule& rule) {
  auto boundaries = Search(values, seed, rule).run();
  std::vector<ChangePoint> changes;
  for (std::size_t i = 0; i < boundaries.size(); ++i) {
    changes.push_back(described(values, boundaries, i));
  }
  const auto is_weaker = [&rule](const ChangePoint& a, const ChangePoint& b) {
    return weight_of(a, rule) < weight_of(b, rule);
  };
  while (!changes.empty()) {
    const auto weakest = std::ranges::min_element(changes, is_weaker);
    if (weight_of(*weakest, rule) >= 1) break;
    const auto gone = static_cast<std::size_t>(weakest - changes.begin());
    changes.erase(weakest);
    boundaries.erase(boundaries.begin() + static_cast<std::ptrdiff_t>(gone));
    // Only the neighbours' levels have grown.
    if (gone > 0) changes[gone - 1] = described(values, boundaries, gone - 1);
    if (gone < changes.size()) changes[gone] = described(values, boundaries, gone);
  }
  return changes;
}

}  // namespace fleetmark::compare

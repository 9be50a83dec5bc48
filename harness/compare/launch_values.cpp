// SPDX-License-Identifier: Apache-2.0
// See launch_values.h.
#include "harness/compare/launch_values.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace fleetmark::compare {
namespace {

// `sorted` is not empty; linear between neighbours (Hyndman and Fan 1996, type 7).
double quantile(const std::vector<double>& sorted, double p) {
  const double at = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

// `effective_share`: samples as good as independent, of those taken; 0 < share <= 1.
double variance_of_median(const std::vector<double>& sorted_logs, double effective_share) {
  constexpr double kNormalQuartileRange = 1.3489795;
  const double spread =
      (quantile(sorted_logs, 0.75) - quantile(sorted_logs, 0.25)) / kNormalQuartileRange;
  const double count = std::max(1.0, effective_share * static_cast<double>(sorted_logs.size()));
  return std::numbers::pi / 2 * spread * spread / count;
}

LaunchValues medians_of(std::map<int, std::vector<double>> launches, double effective_share) {
  LaunchValues values;
  for (auto& [launch, logs] : launches) {
    std::ranges::sort(logs);
    values.logs.push_back(quantile(logs, 0.5));
    values.within_variance += variance_of_median(logs, effective_share);
  }
  if (!launches.empty()) values.within_variance /= static_cast<double>(launches.size());
  return values;
}

double effective_share_of(const record::Summary& summary) {
  if (summary.count <= 0 || summary.effective_count <= 0) return 1;
  return std::min(1.0, summary.effective_count / static_cast<double>(summary.count));
}

}  // namespace

void append(LaunchValues& to, const LaunchValues& from) {
  const auto old_count = static_cast<double>(to.logs.size());
  const auto added = static_cast<double>(from.logs.size());
  if (added == 0) return;
  to.within_variance =
      (to.within_variance * old_count + from.within_variance * added) / (old_count + added);
  to.logs.insert(to.logs.end(), from.logs.begin(), from.logs.end());
}

LaunchValues launch_seconds(const record::Measurement& measurement) {
  std::map<int, std::vector<double>> launches;
  for (const auto& sample : measurement.samples) {
    if (sample.seconds > 0) launches[sample.launch].push_back(std::log(sample.seconds));
  }
  return medians_of(std::move(launches), effective_share_of(measurement.summary));
}

LaunchValues launch_cycles(const record::Measurement& measurement) {
  std::map<int, std::vector<double>> launches;
  for (const auto& sample : measurement.samples) {
    if (!sample.clock_hz || *sample.clock_hz <= 0) return {};
    if (sample.seconds > 0) {
      launches[sample.launch].push_back(std::log(sample.seconds * *sample.clock_hz));
    }
  }
  return medians_of(std::move(launches), effective_share_of(measurement.summary));
}

LaunchValues record_joules(const record::Measurement& measurement) {
  const auto& joules = measurement.energy_j_per_launch;
  if (!joules || *joules <= 0) return {};
  return {{std::log(*joules)}, 0};
}

}  // namespace fleetmark::compare

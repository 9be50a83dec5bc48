// SPDX-License-Identifier: Apache-2.0
// See launch_values.h.
#include "harness/compare/launch_values.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "harness/compare/robust.h"

namespace fleetmark::compare {
namespace {

// `effective_share`: samples as good as independent, of those taken; 0 < share <= 1.
double variance_of_median(const std::vector<double>& logs, double effective_share) {
  constexpr double kNormalQuartileRange = 1.3489795;
  const double spread = (quantile_of(logs, 0.75) - quantile_of(logs, 0.25)) / kNormalQuartileRange;
  const double count = std::max(1.0, effective_share * static_cast<double>(logs.size()));
  return std::numbers::pi / 2 * spread * spread / count;
}

LaunchValues medians_of(const std::map<int, std::vector<double>>& launches,
                        double effective_share) {
  LaunchValues values;
  for (const auto& [launch, logs] : launches) {
    values.logs.push_back(median_of(logs));
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
  return medians_of(launches, effective_share_of(measurement.summary));
}

LaunchValues launch_cycles(const record::Measurement& measurement) {
  std::map<int, std::vector<double>> launches;
  for (const auto& sample : measurement.samples) {
    if (!sample.clock_hz || *sample.clock_hz <= 0) return {};
    if (sample.seconds > 0) {
      launches[sample.launch].push_back(std::log(sample.seconds * *sample.clock_hz));
    }
  }
  return medians_of(launches, effective_share_of(measurement.summary));
}

LaunchValues record_joules(const record::Measurement& measurement) {
  const auto& joules = measurement.energy_j_per_launch;
  if (!joules || *joules <= 0) return {};
  return {{std::log(*joules)}, 0};
}

}  // namespace fleetmark::compare

// SPDX-License-Identifier: Apache-2.0
// See trial_data.h.
#include "harness/compare/trial_data.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace fleetmark::compare {
namespace {

constexpr double kLevel = 100;
constexpr double kCorrelation = 0.5;
constexpr const char* kCase = "matmul.gemm/lib bf16 m=1, cold uniform fixed-power";
constexpr double kSilicon = 0.0151;
constexpr double kHost = 0.004;
constexpr double kLaunch = 0.006;  // of one launch: the median of three moves less
constexpr double kLean = -3;
constexpr std::size_t kDevicesPerHost = 8;

double median_of_three_launches(SeededDraws& draws) {
  std::array<double, 3> launches{};
  for (double& launch : launches) launch = kLaunch * draws.normal();
  std::ranges::sort(launches);
  return launches[1];
}

}  // namespace

std::string_view name_of(TrialNoise noise) {
  constexpr std::array<std::string_view, kTrialNoises.size()> kNames{
      "normal", "Student t3", "2 % spikes of +15 %", "AR(1), 0.5"};
  return kNames[static_cast<std::size_t>(noise)];
}

std::vector<double> trial_series(TrialNoise noise, SeededDraws& draws, std::size_t points) {
  std::vector<double> series;
  double state = draws.normal();
  for (std::size_t i = 0; i < points; ++i) {
    if (noise == TrialNoise::kAutocorrelated) {
      state = kCorrelation * state + std::sqrt(1 - kCorrelation * kCorrelation) * draws.normal();
      series.push_back(kLevel + state);
      continue;
    }
    double value = kLevel + (noise == TrialNoise::kStudent3 ? draws.student(3) : draws.normal());
    if (noise == TrialNoise::kSpikes && draws.uniform() < 0.02) value *= 1.15;
    series.push_back(value);
  }
  return series;
}

RunResult trial_device(std::size_t number, double rate_per_s, std::optional<double> per_cycle) {
  RunResult run;
  run.head.run_id = "run-" + std::to_string(number);
  run.head.started_at = "2026-11-24T12:00:00Z";
  run.head.host = "node-" + std::to_string(number / kDevicesPerHost);
  run.head.device_id = "cuda:" + std::to_string(number % kDevicesPerHost);
  run.head.device = "Some GPU";
  run.head.uuid = "GPU-" + std::to_string(number);
  CaseResult one;
  one.key = kCase;
  one.metric = Metric::kFlopPerSecond;
  one.rate_per_s = rate_per_s;
  one.median_s = 1 / rate_per_s;
  one.per_cycle = per_cycle;
  run.cases = {one};
  return run;
}

std::vector<RunResult> trial_fleet(SeededDraws& draws, std::size_t devices, bool has_clock) {
  std::vector<RunResult> runs;
  double host = 0;
  for (std::size_t i = 0; i < devices; ++i) {
    if (i % kDevicesPerHost == 0) host = kHost * draws.normal();
    const double share =
        1 + kSilicon * draws.skew_normal(kLean) + host + median_of_three_launches(draws);
    std::optional<double> per_cycle;
    if (has_clock) {
      per_cycle =
          kTrialRatePerS / kTrialClockHz * (1 + kTrialCycleSpread * draws.skew_normal(kLean));
    }
    runs.push_back(trial_device(i, kTrialRatePerS * share, per_cycle));
  }
  return runs;
}

Priors trial_priors() {
  constexpr double kLow = 0.99;
  constexpr double kWide = 1.15;
  return {{metric_name(kCase, false), {kLow * kTrialRatePerS, kWide * kTrialRateSpread, 200}},
          {metric_name(kCase, true),
           {kLow * kTrialRatePerS / kTrialClockHz, kWide * kTrialCycleSpread, 200}}};
}

}  // namespace fleetmark::compare

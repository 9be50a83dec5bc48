// SPDX-License-Identifier: Apache-2.0
// See tracking_rates.h.
#include "harness/compare/tracking_rates.h"

#include <algorithm>
#include <string>

#include "harness/compare/change_points.h"

namespace fleetmark::compare {
namespace {

constexpr std::size_t kPoints = 50;

std::vector<double> drawn_series(TrialNoise noise, std::uint64_t seed, int number) {
  SeededDraws draws(seed, static_cast<std::uint64_t>(number));
  return trial_series(noise, draws, kPoints);
}

bool is_step_found(std::vector<double> values, double step, std::size_t points_after,
                   std::uint64_t seed) {
  const std::size_t at = values.size() - points_after;
  for (std::size_t i = at; i < values.size(); ++i) values[i] *= 1 + step;
  const auto is_near = [at](const ChangePoint& change) {
    return std::max(change.at, at) - std::min(change.at, at) <= 2;
  };
  return std::ranges::any_of(change_points(values, seed), is_near);
}

HistoryRates history_rates_of(TrialNoise noise, std::uint64_t seed, int series) {
  HistoryRates rates;
  rates.noise = noise;
  ChangeRule early;
  early.min_points = kEarlyPoints;
  const double each = 1.0 / series;
  for (int i = 0; i < series; ++i) {
    const auto values = drawn_series(noise, seed, i);
    const auto key = static_cast<std::uint64_t>(i);
    rates.alarms += each * !change_points(values, key).empty();
    rates.early += each * !change_points(values, key, early).empty();
    rates.found_2_after_10 += each * is_step_found(values, 0.02, 10, key);
    rates.found_5_after_5 += each * is_step_found(values, 0.05, 5, key);
    rates.found_5_after_10 += each * is_step_found(values, 0.05, 10, key);
  }
  return rates;
}

bool is_named(const Acceptance& answer, std::size_t number) {
  const std::string uuid = "GPU-" + std::to_string(number);
  return std::ranges::any_of(answer.findings,
                             [&](const Finding& finding) { return finding.uuid == uuid; });
}

void slow(RunResult& run, double by) { run.cases[0].rate_per_s *= 1 - by; }

// One fleet, healthy and then with each of the faults.
void add_fleet(FleetRates& rates, SeededDraws draws, const Priors& priors) {
  const double each = 1.0 / rates.fleets;
  const auto healthy = trial_fleet(draws, rates.devices, true);
  auto blind = healthy;
  for (auto& run : blind) run.cases[0].per_cycle.reset();
  rates.flags += each * !accept(blind, priors, {}).findings.empty();
  rates.flags_with_clocks += each * !accept(healthy, priors, {}).findings.empty();

  constexpr std::size_t kBad = 5;
  auto one_slow = blind;
  slow(one_slow[kBad], 0.05);
  rates.found_5 += each * is_named(accept(one_slow, priors, {}), kBad);

  auto one_defect = healthy;
  *one_defect[kBad].cases[0].per_cycle *= 0.97;
  rates.found_3_per_cycle += each * is_named(accept(one_defect, priors, {}), kBad);

  auto three = blind;
  for (const std::size_t bad : {1U, 4U, 6U}) slow(three[bad], 0.10);
  const auto answer = accept(three, priors, {});
  rates.found_three_bad +=
      each * (is_named(answer, 1) && is_named(answer, 4) && is_named(answer, 6));
}

}  // namespace

std::vector<HistoryRates> history_rates(std::uint64_t seed, int series) {
  std::vector<HistoryRates> rates;
  for (const auto noise : kTrialNoises) rates.push_back(history_rates_of(noise, seed, series));
  return rates;
}

std::vector<FleetRates> fleet_rates(std::uint64_t seed, int fleets) {
  constexpr std::array<int, kTrialFleetSizes.size()> kFewer{1, 2, 5, 10};
  std::vector<FleetRates> all;
  for (const bool has_prior : {false, true}) {
    for (std::size_t s = 0; s < kTrialFleetSizes.size(); ++s) {
      FleetRates rates;
      rates.devices = kTrialFleetSizes[s];
      rates.has_prior = has_prior;
      rates.fleets = std::max(1, fleets / kFewer[s]);
      for (int i = 0; i < rates.fleets; ++i) {
        add_fleet(rates, SeededDraws(seed, static_cast<std::uint64_t>(i)),
                  has_prior ? trial_priors() : Priors{});
      }
      all.push_back(rates);
    }
  }
  return all;
}

}  // namespace fleetmark::compare

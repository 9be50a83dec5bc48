// SPDX-License-Identifier: Apache-2.0
// See error_rates.h.
#include "harness/compare/error_rates.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "harness/compare/comparison.h"
#include "harness/compare/seeded_draws.h"

namespace fleetmark::compare {
namespace {

constexpr double kTrialSlowdown = 0.05;
const double kStudent5Deviation = std::sqrt(5.0 / 3.0);
constexpr double kPairMinimumEffect = 0.01;
constexpr double kGateMinimumEffect = 0.02;
constexpr double kGateDrift = 0.02;

// One launch: `log_level` is the log of what its samples scatter around.
LaunchValues drawn_launch(SeededDraws& random, double log_level, int samples) {
  record::Measurement measured;
  for (int i = 0; i < samples; ++i) {
    const double log_seconds =
        log_level + kTrialSampleSpread * random.student(5) / kStudent5Deviation;
    measured.samples.push_back({std::exp(log_seconds), {}, 0});
  }
  return launch_seconds(measured);
}

struct Pair {
  std::vector<LaunchValues> base, now;  // by launch
};

Pair drawn_pair(SeededDraws& random, double launch_spread, int launches) {
  Pair pair;
  for (int i = 0; i < launches; ++i) {
    pair.base.push_back(drawn_launch(random, launch_spread * random.normal(), kTrialSamples));
    pair.now.push_back(drawn_launch(random, launch_spread * random.normal(), kTrialSamples));
  }
  return pair;
}

LaunchValues first(const std::vector<LaunchValues>& launches, int count, double log_shift = 0) {
  LaunchValues values;
  for (int i = 0; i < count; ++i) append(values, launches[static_cast<std::size_t>(i)]);
  for (double& log : values.logs) log += log_shift;
  return values;
}

Effect effect_after(const Pair& pair, int launches, double log_shift) {
  return effect_of(first(pair.base, launches), first(pair.now, launches, log_shift),
                   Policy{}.assumed_launch_spread);
}

Verdict sequential_verdict(const Pair& pair, double log_shift) {
  for (const Look& look : kLooks) {
    const Verdict verdict =
        verdict_of(effect_after(pair, look.launches, log_shift), kPairMinimumEffect, look.alpha);
    if (verdict != Verdict::kInconclusive) return verdict;
  }
  return Verdict::kInconclusive;
}

bool is_alarm(Verdict verdict) {
  return verdict == Verdict::kRegressed || verdict == Verdict::kImproved;
}

Verdict single_launch_verdict(SeededDraws& random, double launch_spread) {
  const LaunchValues base = drawn_launch(random, launch_spread * random.normal(), 100);
  const LaunchValues now = drawn_launch(random, launch_spread * random.normal(), 100);
  return verdict_of(effect_of(base, now, Policy{}.assumed_launch_spread), kPairMinimumEffect,
                    kAlpha);
}

PairRates rates_at(std::uint64_t seed, double launch_spread, int pairs) {
  SeededDraws random(seed, static_cast<std::uint64_t>(std::lround(launch_spread * 1e6)));
  const double each = 1.0 / pairs;
  const double slower = std::log1p(kTrialSlowdown);
  PairRates rates;
  rates.launch_spread = launch_spread;
  for (int i = 0; i < pairs; ++i) {
    const Pair pair = drawn_pair(random, launch_spread, kLooks.back().launches);
    const Effect same = effect_after(pair, kTrialLaunches, 0);
    const Effect changed = effect_after(pair, kTrialLaunches, slower);
    const auto is_found = [](Verdict verdict) { return verdict == Verdict::kRegressed; };
    rates.alarms_no_minimum += each * is_alarm(verdict_of(same, 0, kAlpha));
    rates.alarms += each * is_alarm(verdict_of(same, kPairMinimumEffect, kAlpha));
    rates.alarms_sequential += each * is_alarm(sequential_verdict(pair, 0));
    rates.alarms_single_launch += each * is_alarm(single_launch_verdict(random, launch_spread));
    rates.found += each * is_found(verdict_of(changed, kPairMinimumEffect, kAlpha));
    rates.found_sequential += each * is_found(sequential_verdict(pair, slower));
  }
  return rates;
}

// All rows of a suite see the same drift: position in the session, from 0 to 1, times `drift`.
std::vector<Pair> drawn_suite(SeededDraws& random, double launch_spread, int launches) {
  const double drift = kGateDrift * (2 * random.uniform() - 1);
  const double length = 2.0 * launches - 1;
  std::vector<Pair> suite(kTrialRows);
  for (int i = 0; i < launches; ++i) {
    const bool is_base_first = i % 2 == 0;  // ABBA
    const double base_at = drift * (2 * i + (is_base_first ? 0 : 1)) / length;
    const double new_at = drift * (2 * i + (is_base_first ? 1 : 0)) / length;
    for (Pair& row : suite) {
      const double base_level = base_at + launch_spread * random.normal();
      const double new_level = new_at + launch_spread * random.normal();
      row.base.push_back(drawn_launch(random, base_level, kTrialSamples));
      row.now.push_back(drawn_launch(random, new_level, kTrialSamples));
    }
  }
  return suite;
}

struct SuiteOutcome {
  bool is_any_red = false;
  bool is_first_red = false;
  int launches = 0;
};

std::vector<GateRow> gate_rows(const std::vector<Pair>& suite, int launches, double log_shift) {
  std::vector<GateRow> rows;
  for (const Pair& pair : suite) {
    const double shift = rows.empty() ? log_shift : 0;  // the first row is the slowed one
    rows.push_back({effect_after(pair, launches, shift), kGateMinimumEffect, false, false});
  }
  return rows;
}

SuiteOutcome judged(const std::vector<Pair>& suite, GateProcedure procedure, double slowdown) {
  const double shift = std::log1p(slowdown);
  SuiteOutcome outcome;
  outcome.launches = procedure == GateProcedure::kFiveLaunches ? 5 : kSecondStageLaunches;
  std::vector<GateRow> rows;
  if (procedure == GateProcedure::kTwoStages) {
    const auto first_stage = gate_rows(suite, kFirstStageLaunches, shift);
    const auto ends = [](const GateRow& row) {
      return may_end_green(row.effect, row.minimum_effect);
    };
    if (std::ranges::all_of(first_stage, ends)) outcome.launches = kFirstStageLaunches;
    rows = gate_rows(suite, outcome.launches, shift);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!ends(first_stage[i])) continue;
      rows[i] = first_stage[i];
      rows[i].has_ended = true;
    }
  } else {
    rows = gate_rows(suite, outcome.launches, shift);
  }
  const auto outcomes = gate_outcomes(rows);
  outcome.is_first_red = outcomes.front() == GateOutcome::kRed;
  outcome.is_any_red = std::ranges::find(outcomes, GateOutcome::kRed) != outcomes.end();
  return outcome;
}

std::vector<GateRates> gate_rates_at(std::uint64_t seed, double launch_spread, int suites) {
  constexpr std::array kProcedures{GateProcedure::kFiveLaunches, GateProcedure::kTenLaunches,
                                   GateProcedure::kTwoStages};
  std::vector<GateRates> rates(kProcedures.size());
  const double each = 1.0 / suites;
  for (int i = 0; i < suites; ++i) {
    SeededDraws random(seed, 1'000'000 + static_cast<std::uint64_t>(i));
    const auto suite = drawn_suite(random, launch_spread, kSecondStageLaunches);
    for (std::size_t p = 0; p < kProcedures.size(); ++p) {
      GateRates& rate = rates[p];
      rate.procedure = kProcedures[p];
      rate.launch_spread = launch_spread;
      const SuiteOutcome same = judged(suite, rate.procedure, 0);
      rate.red_suites += each * same.is_any_red;
      rate.launches += each * same.launches;
      rate.found_3 += each * judged(suite, rate.procedure, 0.03).is_first_red;
      rate.found_5 += each * judged(suite, rate.procedure, 0.05).is_first_red;
      rate.found_10 += each * judged(suite, rate.procedure, 0.10).is_first_red;
    }
  }
  return rates;
}

}  // namespace

std::vector<PairRates> pair_rates(std::uint64_t seed, int pairs) {
  std::vector<PairRates> rates;
  for (const double spread : kTrialLaunchSpreads) rates.push_back(rates_at(seed, spread, pairs));
  return rates;
}

std::vector<GateRates> gate_rates(std::uint64_t seed, int suites) {
  std::vector<GateRates> rates;
  for (const double spread : kGateLaunchSpreads) {
    const auto some = gate_rates_at(seed, spread, suites);
    rates.insert(rates.end(), some.begin(), some.end());
  }
  return rates;
}

}  // namespace fleetmark::compare

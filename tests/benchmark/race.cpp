// SPDX-License-Identifier: Apache-2.0
// See race.h.
#include "tests/benchmark/race.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#include "harness/measure/statistics.h"

namespace fleetmark::benchmark {
namespace {

const Contender& best_of(const std::vector<Contender>& contenders, bool is_ours) {
  const Contender* best = nullptr;
  for (const auto& contender : contenders) {
    if (contender.is_ours != is_ours) continue;
    if (best == nullptr || measure::median(contender.rates) > measure::median(best->rates)) {
      best = &contender;
    }
  }
  FLEETMARK_ASSERT(best != nullptr);
  return *best;
}

Verdict judge(double middle, const record::Interval& interval, double bar) {
  if (middle >= bar) return kAtBar;
  return interval.high < bar ? kBelowBar : kInconclusive;
}

}  // namespace

Verdict worse(Verdict a, Verdict b) { return b == kBelowBar || a == kAtBar ? b : a; }

Result<std::unique_ptr<Session>> open_cpu() {
  for (auto& backend : all_backends({})) {
    if (backend->name() == "cpu") return backend->open(0);
  }
  return Error{ErrorCode::kNoDevice, "no cpu backend in this build"};
}

Result<Contender> our_contender(Session& session, const KernelVariant& variant,
                                const Problem& problem) {
  const InputRecipe recipe{DataPattern::kUniform, 1};
  FLEETMARK_TRY(std::shared_ptr<PreparedKernel> kernel,
                session.prepare(variant, problem, {.operand_sets = 1, .recipe = recipe}));
  FLEETMARK_CHECK(kernel->enqueue(0));
  FLEETMARK_TRY(const auto verification, variant.spec->verify(problem, recipe, kernel->output(0)));
  if (!verification.passed) {
    return Error{ErrorCode::kWrongAnswer, problem.key() + ": " + verification.detail};
  }
  return Contender{"ours/" + variant.name + " (" + variant.implementation + ")",
                   true,
                   [&session, kernel](int launches) -> Result<Seconds> {
                     FLEETMARK_TRY(const auto batch, session.time(*kernel, 0, launches));
                     return batch.elapsed;
                   },
                   {}};
}

Result<> race(std::vector<Contender>& contenders, double amount, const RaceSettings& settings) {
  for (int round = 0; round < settings.rounds; ++round) {
    for (std::size_t turn = 0; turn < contenders.size(); ++turn) {
      auto& contender = contenders[(turn + static_cast<std::size_t>(round)) % contenders.size()];
      // Idle OpenMP threads spin for some milliseconds before they sleep: not in another's time.
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      FLEETMARK_CHECK(contender.time(1));
      FLEETMARK_TRY(const Seconds elapsed, contender.time(settings.launches));
      const double one = contender.amount > 0 ? contender.amount : amount;
      contender.rates.push_back(settings.launches * one / elapsed.value);
    }
  }
  return {};
}

Verdict report(const std::string& title, const std::string& unit,
               const std::vector<Contender>& contenders, double bar) {
  fmt::print("{}\n", title);
  for (const auto& contender : contenders) {
    fmt::print("  {:<36} {:7.2f} {}\n", contender.name, measure::median(contender.rates) / 1e9,
               unit);
  }
  const Contender& mine = best_of(contenders, true);
  const Contender& theirs = best_of(contenders, false);
  std::vector<double> ratios;
  for (std::size_t round = 0; round < mine.rates.size(); ++round) {
    ratios.push_back(mine.rates[round] / theirs.rates[round]);
  }
  std::ranges::sort(ratios);
  const double middle = measure::quantile(ratios, 0.5);
  const auto found = measure::median_interval_95(ratios, static_cast<double>(ratios.size()));
  if (!found) {
    fmt::print("  ours / {}: {:.3f}, inconclusive: fewer than 6 rounds\n", theirs.name, middle);
    return kInconclusive;
  }
  const record::Interval interval = *found;
  const Verdict verdict = judge(middle, interval, bar);
  fmt::print(
      "  ours / {}: {:.3f}, 95 % interval of the median {:.3f} to {:.3f}, quartiles {:.3f} to "
      "{:.3f}, {} rounds: {}\n",
      theirs.name, middle, interval.low, interval.high, measure::quantile(ratios, 0.25),
      measure::quantile(ratios, 0.75), ratios.size(),
      verdict == kAtBar      ? "at the bar"
      : verdict == kBelowBar ? "BELOW the bar"
                             : "inconclusive, run more rounds on a quieter machine");
  std::fflush(stdout);
  return verdict;
}

}  // namespace fleetmark::benchmark

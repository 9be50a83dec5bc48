// SPDX-License-Identifier: Apache-2.0
// Verdicts over fleets of known make, and how often they are wrong.
#include "harness/compare/acceptance.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/compare/tracking_rates.h"
#include "tests/support/sanitizer.h"

namespace fleetmark::test {
namespace {

using namespace compare;

RunResult device(std::size_t number, double rate, std::optional<double> per_cycle = {}) {
  return trial_device(number, rate, per_cycle);
}

TEST(Acceptance, a_healthy_fleet_names_nobody_and_bad_devices_are_found) {
  for (const auto& rates : fleet_rates(1, kIsSanitized ? 20 : 2000)) {
    if (kIsSanitized) continue;
    const double most = rates.devices <= 8     ? 0.02
                        : rates.devices <= 32  ? 0.03
                        : rates.devices <= 256 ? 0.05
                                               : 0.07;
    EXPECT_LE(rates.flags, most) << rates.devices;
    EXPECT_LE(rates.flags_with_clocks, most) << rates.devices;
    // Eight devices alone know too little of how they differ.
    if (rates.has_prior || rates.devices >= 256) {
      EXPECT_GE(rates.found_3_per_cycle, 0.95) << rates.devices;
    }
    // Not always: 10 % below one of the fleet's best is less than 10 % below the others.
    if (rates.has_prior && rates.devices == 8) {
      EXPECT_GE(rates.found_three_bad, 0.985);
    }
  }
}

std::size_t named(const Acceptance& answer, const std::vector<std::string>& uuids) {
  return static_cast<std::size_t>(std::ranges::count_if(uuids, [&](const auto& uuid) {
    return std::ranges::any_of(answer.findings,
                               [&](const auto& finding) { return finding.uuid == uuid; });
  }));
}

TEST(Acceptance, three_bad_of_eight_are_never_accepted_with_a_profile) {
  for (std::uint64_t seed = 1; seed <= (kIsSanitized ? 50U : 1000U); ++seed) {
    SeededDraws draws(seed);
    auto runs = trial_fleet(draws, 8, false);
    for (const std::size_t bad : {1U, 4U, 6U}) runs[bad].cases[0].rate_per_s *= 0.9;
    const auto answer = accept(runs, trial_priors(), {});
    EXPECT_FALSE(answer.findings.empty()) << seed;
    EXPECT_TRUE(answer.has_prior);
  }
}

TEST(Acceptance, ten_percent_bad_are_the_fleets_fault_or_named) {
  for (const Priors& priors : {Priors{}, trial_priors()}) {
    int told = 0;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
      SeededDraws noise(seed);
      auto runs = trial_fleet(noise, 256, false);
      for (std::size_t i = 0; i < 256; i += 9) runs[i].cases[0].rate_per_s *= 0.9;
      const auto answer = accept(runs, priors, {});
      const bool is_low =
          !answer.findings.empty() && answer.findings[0].verdict == DeviceVerdict::kFleetLow;
      EXPECT_TRUE(!is_low || answer.findings[0].uuid.empty());  // no device is named
      told += is_low || answer.findings.size() >= 26 ? 1 : 0;
    }
    EXPECT_GE(told, 48);
  }
}

TEST(Acceptance, a_fleet_that_is_low_as_a_whole_is_told_so) {
  SeededDraws noise(3);
  auto runs = trial_fleet(noise, 16, false);
  for (auto& run : runs) run.cases[0].rate_per_s *= 0.85;
  const auto answer = accept(runs, trial_priors(), {});
  ASSERT_EQ(answer.findings.size(), 1U);
  EXPECT_EQ(answer.findings[0].verdict, DeviceVerdict::kFleetLow);
  EXPECT_NE(answer.findings[0].reason.find("of the healthy level"), std::string::npos);
  // Without a prior nobody can know.
  EXPECT_TRUE(accept(runs, {}, {}).findings.empty());
}

TEST(Acceptance, low_clocks_are_no_defect) {
  SeededDraws noise(9);
  auto runs = trial_fleet(noise, 64, true);
  runs[7].cases[0].rate_per_s *= 0.8;   // its cycles do what they do elsewhere
  runs[20].cases[0].rate_per_s *= 0.8;  // its cycles do not
  *runs[20].cases[0].per_cycle *= 0.8;
  const auto answer = accept(runs, {}, {});
  ASSERT_EQ(answer.findings.size(), 2U);
  for (const auto& finding : answer.findings) {
    EXPECT_EQ(finding.verdict,
              finding.uuid == "GPU-7" ? DeviceVerdict::kClockLimited : DeviceVerdict::kDefect);
  }
  EXPECT_EQ(named(answer, {"GPU-7", "GPU-20"}), 2U);
}

TEST(Acceptance, a_host_whose_devices_are_low_together_is_named_as_one) {
  const auto is_node = [](const Finding& finding) {
    return finding.verdict == DeviceVerdict::kNodeSlow;
  };
  int named = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SeededDraws draws(seed);
    auto runs = trial_fleet(draws, 256, false);
    for (std::size_t i = 80; i < 88; ++i) runs[i].cases[0].rate_per_s *= 0.94;
    const auto answer = accept(runs, {}, {});
    const auto node = std::ranges::find_if(answer.findings, is_node);
    if (node == answer.findings.end()) continue;
    ++named;
    EXPECT_EQ(node->host, "node-10");
    EXPECT_EQ(std::ranges::count_if(answer.findings, is_node), 1);
  }
  EXPECT_GE(named, 16);
}

TEST(Acceptance, faults_need_no_statistics_and_come_first) {
  auto runs = std::vector{device(0, 100), device(1, 100), device(2, 50)};
  runs[1].cases.clear();
  runs[1].faults = {{"matmul.gemm/lib bf16 m=1", "wrong answer: element 3"}};
  const auto answer = accept(runs, {}, {});
  ASSERT_FALSE(answer.findings.empty());
  EXPECT_EQ(answer.findings[0].verdict, DeviceVerdict::kFault);
  EXPECT_EQ(answer.findings[0].uuid, "GPU-1");
  EXPECT_EQ(answer.findings[0].reason, "wrong answer: element 3");
  const auto faults = std::ranges::count(answer.findings, DeviceVerdict::kFault, &Finding::verdict);
  EXPECT_EQ(faults, 1);  // the missing case is explained by the fault
}

TEST(Acceptance, a_case_that_one_device_does_not_have_is_a_fault) {
  auto runs = std::vector{device(0, 100), device(1, 100), device(2, 100)};
  runs[2].cases.clear();
  const auto answer = accept(runs, {}, {});
  ASSERT_EQ(answer.findings.size(), 1U);
  EXPECT_EQ(answer.findings[0].uuid, "GPU-2");
  EXPECT_NE(answer.findings[0].reason.find("no result"), std::string::npos);
}

TEST(Acceptance, contract_values_hold_whatever_the_others_do) {
  const std::vector<RunResult> runs{device(0, 100), device(1, 99)};
  EXPECT_TRUE(accept(runs, {}, {{"matmul", 99}}).findings.empty());
  const auto answer = accept(runs, {}, {{"matmul", 99.5}, {"memory", 1e9}});
  ASSERT_EQ(answer.findings.size(), 1U);
  EXPECT_EQ(answer.findings[0].verdict, DeviceVerdict::kBelowSpec);
  EXPECT_EQ(answer.findings[0].uuid, "GPU-1");
}

TEST(Acceptance, two_devices_without_a_prior_accuse_nobody) {
  EXPECT_TRUE(accept({device(0, 100), device(1, 10)}, {}, {}).findings.empty());
}

TEST(Acceptance, other_conditions_are_another_kind) {
  std::vector<RunResult> runs;
  for (std::size_t i = 0; i < 16; ++i) {
    runs.push_back(device(i, i < 8 ? 100 + 0.1 * static_cast<double>(i) : 70));
    runs.back().head.conditions = i < 8 ? "power_limit_w=700" : "power_limit_w=400";
  }
  const auto answer = accept(runs, {}, {});
  EXPECT_EQ(answer.kinds, 2U);
  ASSERT_EQ(answer.metrics.size(), 2U);
  EXPECT_NE(answer.metrics[0].kind, answer.metrics[1].kind);
  EXPECT_EQ(answer.devices, 16U);
  EXPECT_TRUE(answer.findings.empty());
}

TEST(Acceptance, several_runs_of_a_device_count_by_their_median) {
  std::vector<RunResult> runs;
  for (std::size_t i = 0; i < 8; ++i) {
    for (const double share : {1.0, 1.0, i == 3 ? 0.5 : 1.0}) {
      runs.push_back(device(i, (100 + 0.1 * static_cast<double>(i)) * share));
    }
  }
  const auto answer = accept(runs, {}, {});
  EXPECT_EQ(answer.devices, 8U);
  EXPECT_TRUE(answer.findings.empty());
}

TEST(Acceptance, what_was_learnt_is_what_was_made) {
  SeededDraws noise(6);
  const auto learnt = learn_priors(trial_fleet(noise, 512, true));
  ASSERT_EQ(learnt.size(), 2U);
  EXPECT_EQ(learnt[0].metric, metric_name(trial_device(0, 1).cases[0].key, false));
  EXPECT_NEAR(learnt[0].prior.level / kTrialRatePerS, 1, 0.005);
  EXPECT_NEAR(learnt[0].prior.spread, 0.0185, 0.005);  // the low side is wider than 1.6 %
  EXPECT_EQ(learnt[0].prior.devices, 512);
  EXPECT_TRUE(learnt[1].is_per_cycle);
  SeededDraws few(6);
  EXPECT_TRUE(learn_priors(trial_fleet(few, 4, true)).empty());
}

}  // namespace
}  // namespace fleetmark::test

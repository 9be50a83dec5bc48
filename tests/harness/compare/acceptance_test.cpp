// SPDX-License-Identifier: Apache-2.0
// Verdicts over fleets of known make, and how often they are wrong.
#include "harness/compare/acceptance.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/harness/compare/noise.h"

namespace fleetmark::test {
namespace {

using namespace compare;

constexpr const char* kCase = "matmul.gemm/lib bf16 m=1, cold uniform fixed-power";
constexpr double kRate = 8e14;
constexpr double kClock = 1.7e9;

// research/06, section 2.5: silicon leans to the left, nodes differ a little, launches are noisy.
// The total spread of a rate is 1.6 %, of a rate per cycle 0.25 %.
constexpr double kSilicon = 0.0151;
constexpr double kNode = 0.004;
constexpr double kLaunch = 0.006;  // of one launch: the median of three moves less
constexpr double kPerCycle = 0.0025;

RunResult device(std::size_t index, double rate, std::optional<double> per_cycle = {}) {
  RunResult run;
  run.head.run_id = "run-" + std::to_string(index);
  run.head.started_at = "2026-11-24T12:00:00Z";
  run.head.host = "node-" + std::to_string(index / 8);
  run.head.device_id = "cuda:" + std::to_string(index % 8);
  run.head.device = "Some GPU";
  run.head.uuid = "GPU-" + std::to_string(index);
  CaseResult one;
  one.key = kCase;
  one.metric = Metric::kFlopPerSecond;
  one.rate_per_s = rate;
  one.median_s = 1 / rate;
  one.per_cycle = per_cycle;
  run.cases = {one};
  return run;
}

double median_of_three(Noise& noise, double sigma) {
  std::array<double, 3> launches{};
  for (double& launch : launches) launch = sigma * noise.normal();
  std::ranges::sort(launches);
  return launches[1];
}

std::vector<RunResult> healthy_fleet(Noise& noise, std::size_t devices, bool has_clock) {
  std::vector<RunResult> runs;
  double node = 0;
  for (std::size_t i = 0; i < devices; ++i) {
    if (i % 8 == 0) node = kNode * noise.normal();
    const double share =
        1 + kSilicon * noise.skew_normal(-3) + node + median_of_three(noise, kLaunch);
    std::optional<double> per_cycle;
    if (has_clock) per_cycle = kRate / kClock * (1 + kPerCycle * noise.skew_normal(-3));
    runs.push_back(device(i, kRate * share, per_cycle));
  }
  return runs;
}

Priors some_priors() {
  return {{metric_name(kCase, false), {0.99 * kRate, 1.15 * 0.016, 200}},
          {metric_name(kCase, true), {0.99 * kRate / kClock, 1.15 * kPerCycle, 200}}};
}

// Share of healthy fleets in which anything is named.
double false_flags(std::size_t devices, int fleets, bool has_clock, const Priors& priors) {
  int flagged = 0;
  for (int i = 0; i < fleets; ++i) {
    Noise noise(static_cast<std::uint64_t>(i) + 1);
    const auto runs = healthy_fleet(noise, devices, has_clock);
    flagged += accept(runs, priors, {}).findings.empty() ? 0 : 1;
  }
  return static_cast<double>(flagged) / fleets;
}

TEST(Acceptance, a_healthy_fleet_names_nobody) {
  for (const bool has_clock : {false, true}) {
    for (const Priors& priors : {Priors{}, some_priors()}) {
      EXPECT_LE(false_flags(8, 1000, has_clock, priors), 0.02);
      EXPECT_LE(false_flags(32, 500, has_clock, priors), 0.03);
      EXPECT_LE(false_flags(256, 200, has_clock, priors), 0.05);
      EXPECT_LE(false_flags(1024, 100, has_clock, priors), 0.07);
    }
  }
}

std::size_t named(const Acceptance& answer, const std::vector<std::string>& uuids) {
  return static_cast<std::size_t>(std::ranges::count_if(uuids, [&](const auto& uuid) {
    return std::ranges::any_of(answer.findings,
                               [&](const auto& finding) { return finding.uuid == uuid; });
  }));
}

TEST(Acceptance, three_bad_of_eight_are_found_with_a_profile) {
  std::size_t found = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    Noise noise(seed);
    auto runs = healthy_fleet(noise, 8, false);
    for (const std::size_t bad : {1U, 4U, 6U}) runs[bad].cases[0].rate_per_s *= 0.9;
    const auto answer = accept(runs, some_priors(), {});
    const std::size_t three = named(answer, {"GPU-1", "GPU-4", "GPU-6"});
    EXPECT_FALSE(answer.findings.empty()) << seed;  // never accepted
    EXPECT_TRUE(answer.has_prior);
    found += three;
  }
  // Not all: 10 % below one of the fleet's best is less than 10 % below the others.
  EXPECT_GE(found, 2985U);
}

TEST(Acceptance, a_device_3_percent_low_per_cycle_is_found_in_a_fleet_of_any_size) {
  for (const std::size_t devices : {8U, 256U, 1024U}) {
    int found = 0;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
      Noise noise(seed);
      auto runs = healthy_fleet(noise, devices, true);
      *runs[5].cases[0].per_cycle *= 0.97;
      const auto answer = accept(runs, some_priors(), {});
      found += std::ranges::any_of(answer.findings, [](const auto& finding) {
        return finding.uuid == "GPU-5" && finding.verdict == DeviceVerdict::kDefect;
      });
    }
    EXPECT_GE(found, 48) << devices;  // 0.95
  }
}

TEST(Acceptance, ten_percent_bad_are_the_fleets_fault_or_named) {
  for (const Priors& priors : {Priors{}, some_priors()}) {
    int told = 0;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
      Noise noise(seed);
      auto runs = healthy_fleet(noise, 256, false);
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
  Noise noise(3);
  auto runs = healthy_fleet(noise, 16, false);
  for (auto& run : runs) run.cases[0].rate_per_s *= 0.85;
  const auto answer = accept(runs, some_priors(), {});
  ASSERT_EQ(answer.findings.size(), 1U);
  EXPECT_EQ(answer.findings[0].verdict, DeviceVerdict::kFleetLow);
  EXPECT_NE(answer.findings[0].reason.find("of the healthy level"), std::string::npos);
  // Without a prior nobody can know.
  EXPECT_TRUE(accept(runs, {}, {}).findings.empty());
}

TEST(Acceptance, low_clocks_are_no_defect) {
  Noise noise(9);
  auto runs = healthy_fleet(noise, 64, true);
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
  Noise noise(4);
  auto runs = healthy_fleet(noise, 256, false);
  for (std::size_t i = 80; i < 88; ++i) runs[i].cases[0].rate_per_s *= 0.94;
  const auto answer = accept(runs, {}, {});
  const auto is_node = [](const Finding& finding) {
    return finding.verdict == DeviceVerdict::kNodeSlow;
  };
  ASSERT_EQ(std::ranges::count_if(answer.findings, is_node), 1);
  EXPECT_EQ(std::ranges::find_if(answer.findings, is_node)->host, "node-10");
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
  Noise noise(6);
  const auto learnt = learn_priors(healthy_fleet(noise, 512, true));
  ASSERT_EQ(learnt.size(), 2U);
  EXPECT_EQ(learnt[0].metric, metric_name(kCase, false));
  EXPECT_NEAR(learnt[0].prior.level / kRate, 1, 0.005);
  EXPECT_NEAR(learnt[0].prior.spread, 0.0185, 0.005);  // the low side is wider than 1.6 %
  EXPECT_EQ(learnt[0].prior.devices, 512);
  EXPECT_TRUE(learnt[1].is_per_cycle);
  Noise few(6);
  EXPECT_TRUE(learn_priors(healthy_fleet(few, 4, true)).empty());
}

}  // namespace
}  // namespace fleetmark::test

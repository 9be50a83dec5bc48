// SPDX-License-Identifier: Apache-2.0
// A soak over the fake device: it loads for as long as was asked, checks every burst, counts what
// is wrong and goes on, and keeps what it saw of a device that is lost.
#include "harness/measure/soak.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/measure/patience.h"
#include "tests/support/fake_backend.h"

namespace fleetmark::measure {
namespace {

using test::FakeOptions;

const Problem kSoakedTriad{"memory.triad", DType::kF64, {{"n", 1000}}};

SoakOutcome soak(const FakeOptions& device, double duration_s, int interrupt_after = -1) {
  test::FakeClock clock;
  const auto backend = test::make_fake_backend(clock, device);
  const auto session = *backend->open(0);
  SoakOptions options;
  options.duration_s = duration_s;
  int asked = 0;
  if (interrupt_after >= 0) options.is_interrupted = [&] { return asked++ >= interrupt_after; };
  for (const auto& variant : session->variants()) {
    if (variant.spec->id == kSoakedTriad.kernel) {
      return soak_case(*session, variant, kSoakedTriad, options, clock);
    }
  }
  return {};
}

record::SoakStretch stretch_of(const SoakOutcome& outcome) {
  return std::get<record::SoakStretch>(outcome.result);
}

TEST(Soak, loads_for_the_time_asked_and_checks_every_burst) {
  const auto outcome = soak({.power_w = 300, .temperature_c = 61}, 10);
  const auto s = stretch_of(outcome);
  EXPECT_FALSE(outcome.lost);
  EXPECT_FALSE(s.has_failed());
  EXPECT_TRUE(s.ended_by.empty());
  EXPECT_NEAR(s.duration_s, 10, 0.2);
  EXPECT_GT(s.loaded_s, 9.5);   // the fake's checks cost no time
  EXPECT_EQ(s.checks, 1 + 10);  // before, and after each burst of a second
  // 24,000 bytes at 10^11 B/s, lengthened by at most 0.2 %.
  EXPECT_NEAR(s.median_s, 24000 / 1e11, 0.002 * 24000 / 1e11);
  EXPECT_NEAR(static_cast<double>(s.launches) * s.median_s, s.loaded_s, 0.01 * s.loaded_s);
  ASSERT_EQ(s.windows.size(), 2U);
  EXPECT_EQ(s.windows[1].temperature_c, 61);
  EXPECT_NEAR(*s.windows[1].energy_j, 300 * (s.windows[1].end_s - s.windows[1].begin_s), 1);
}

TEST(Soak, counts_wrong_answers_keeps_the_first_and_goes_on) {
  // The device goes wrong in its 100th batch: some seconds into the soak.
  const auto s = stretch_of(soak({.wrong_after_batches = 100}, 30));
  EXPECT_TRUE(s.has_failed());
  EXPECT_NEAR(s.duration_s, 30, 0.2);
  EXPECT_GT(s.wrong_answers, 10);
  EXPECT_LT(s.wrong_answers, s.checks - 3);  // those before it went wrong passed
  ASSERT_EQ(s.first_wrong.size(), record::kMostWrongKept);
  EXPECT_GT(s.first_wrong.front().at_s, 3);
  EXPECT_LT(s.first_wrong.front().at_s, s.first_wrong.back().at_s);
  EXPECT_NE(s.first_wrong.front().detail.find("element 0"), std::string::npos);
}

TEST(Soak, finds_nan_skipped_tails_early_returns_and_writes_outside) {
  using test::Fault;
  for (const auto fault : {Fault::kNan, Fault::kSkippedTail, Fault::kEarlyReturn}) {
    const auto s = stretch_of(soak({.fault = fault}, 3));
    EXPECT_EQ(s.wrong_answers, s.checks) << static_cast<int>(fault);
  }
  EXPECT_TRUE(stretch_of(soak({.writes_outside = true}, 3)).has_failed());
}

TEST(Soak, keeps_what_it_saw_of_a_device_that_is_lost) {
  const auto outcome = soak({.lost_after_batches = 100}, 30);
  ASSERT_TRUE(outcome.lost);
  EXPECT_EQ(outcome.lost->code, ErrorCode::kDeviceLost);
  const auto s = stretch_of(outcome);
  EXPECT_LT(s.duration_s, 30);
  EXPECT_GT(s.checks, 3);
  EXPECT_GT(s.loaded_s, 3);
  EXPECT_NE(s.ended_by.find("lost"), std::string::npos);
}

TEST(Soak, errors_that_the_device_counts_fail_it_and_an_interrupt_ends_it) {
  EXPECT_TRUE(stretch_of(soak({.counter_rates = {{"xid_errors", 1.0}}}, 3)).has_failed());
  EXPECT_FALSE(stretch_of(soak({.counter_rates = {{"pcie_replays", 1.0}}}, 3)).has_failed());
  const auto s = stretch_of(soak({}, 30, 5));
  EXPECT_EQ(s.ended_by, "interrupted");
  EXPECT_LT(s.duration_s, 6);
}

// A check of large operands takes minutes: it is left when the user asks to stop.
TEST(Soak, an_interrupt_is_seen_within_checks) {
  for (const std::size_t batches : {0U, 1U}) {
    std::vector<std::string> timed;
    FakeOptions device;
    device.timed = &timed;
    test::FakeClock clock;
    const auto backend = test::make_fake_backend(clock, device);
    const auto session = *backend->open(0);
    SoakOptions options;
    options.is_interrupted = [&] {
      if (timed.size() < batches) return false;
      clock.advance(kMostSecondsToCheck);  // the moment is over at the next look
      return true;
    };
    const auto variant = std::ranges::find_if(
        session->variants(), [](const auto& v) { return v.spec->id == kSoakedTriad.kernel; });
    const auto outcome = soak_case(*session, *variant, kSoakedTriad, options, clock);
    EXPECT_FALSE(outcome.lost);
    const auto s = stretch_of(outcome);
    EXPECT_EQ(s.ended_by, "interrupted");
    EXPECT_EQ(s.checks, static_cast<std::int64_t>(batches)) << "the one that was cut is no check";
  }
}

TEST(Soak, slowdown_by_heat_or_hardware_fails_it_and_a_power_cap_does_not) {
  // 0.1 s of each second, by the counter.
  const auto counted = stretch_of(soak({.counter_rates = {{"throttled_thermal_s", 0.1}}}, 10));
  EXPECT_TRUE(counted.has_failed());
  EXPECT_TRUE(counted.slowdown.starts_with("thermal for ")) << counted.slowdown;
  for (const std::string reading : {"thermal", "hw_slowdown", "power_brake"}) {
    EXPECT_EQ(stretch_of(soak({.throttle = reading}, 10)).slowdown, reading);
  }
  EXPECT_FALSE(stretch_of(soak({.throttle = "power_cap"}, 10)).has_failed());
  EXPECT_FALSE(
      stretch_of(soak({.counter_rates = {{"throttled_power_cap_s", 0.5}}}, 10)).has_failed());
}

TEST(Soak, power_limits_are_kept_and_a_change_is_told) {
  EXPECT_TRUE(stretch_of(soak({}, 3)).power_limits.is_empty());
  const auto s = stretch_of(
      soak({.power_limit_w = 700, .later_power_limit_w = 500, .default_power_limit_w = 700}, 3));
  EXPECT_EQ(s.power_limits.enforced_before_w, 700);
  EXPECT_EQ(s.power_limits.enforced_after_w, 500);
  ASSERT_EQ(s.warnings.size(), 2U);
  EXPECT_EQ(s.warnings[0].code, record::WarningCode::kPowerLimitChanged);
  EXPECT_EQ(s.warnings[1].code, record::WarningCode::kPowerLimitLow);
  EXPECT_FALSE(s.has_failed());
}

TEST(Soak, every_case_has_its_turn_within_the_time) {
  EXPECT_DOUBLE_EQ(*stretch_seconds(600, 3), 60);  // and three rounds of them
  EXPECT_DOUBLE_EQ(*stretch_seconds(60, 30), 2);
  const auto too_short = stretch_seconds(10, 30);
  ASSERT_FALSE(too_short);
  EXPECT_EQ(too_short.error().code, ErrorCode::kUsage);
  EXPECT_NE(too_short.error().message.find("--filter"), std::string::npos);
}

}  // namespace
}  // namespace fleetmark::measure

// SPDX-License-Identifier: Apache-2.0
// One case from preparation to record over the fake device: wrong answers are never timed, spoilt
// measurements do not stand, and each warning of the closed list appears when it should.
#include "harness/measure/measure_case.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "harness/measure/sampling.h"
#include "tests/support/fake_backend.h"

namespace fleetmark::measure {
namespace {

using record::WarningCode;
using test::FakeOptions;
using test::Fault;

struct Outcome {
  CaseResult result;
  bool was_timed = false;
  [[nodiscard]] const record::Measurement& measured() const {
    return std::get<record::Measurement>(result);
  }
  [[nodiscard]] const record::Skipped& skipped() const { return std::get<record::Skipped>(result); }
  [[nodiscard]] bool is_measured() const { return result.index() == 0; }
};

struct Setting {
  FakeOptions device;
  CaseOptions options;
  Problem problem{"memory.triad", DType::kF64, {{"n", 1000}}};
};

Result<Outcome> measure(const Setting& setting) {
  test::FakeClock clock;
  const auto backend = test::make_fake_backend(clock, setting.device);
  const auto session = *backend->open(0);
  const double begin = clock.now_s();
  const auto variant = std::ranges::find_if(session->variants(), [&](const KernelVariant& v) {
    return v.spec->id == setting.problem.kernel;
  });
  FLEETMARK_TRY(auto result,
                measure_case(*session, *variant, setting.problem, setting.options, clock));
  return Outcome{std::move(result), clock.now_s() > begin};
}

Outcome outcome_of(const Setting& setting) {
  auto outcome = measure(setting);
  EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().message);
  return *std::move(outcome);
}

bool has(const record::Measurement& m, WarningCode code) {
  return std::ranges::any_of(m.warnings, [code](const auto& w) { return w.code == code; });
}

TEST(MeasureCase, a_quiet_device_gives_its_rate_and_no_warning) {
  const auto outcome = outcome_of({});
  ASSERT_TRUE(outcome.is_measured()) << outcome.skipped().reason;
  const auto& m = outcome.measured();
  // 1e11 B/s, times lengthened by up to 0.2 %: 0.1 % in the middle.
  EXPECT_NEAR(m.rate(), 1e11 / 1.001, 1e11 * 0.0003);
  EXPECT_TRUE(m.warnings.empty());
  EXPECT_TRUE(m.verification.passed);
  EXPECT_NE(m.verification.method.find("again after timing"), std::string::npos);
  EXPECT_EQ(m.stop, record::StopReason::kConverged);
  EXPECT_TRUE(m.warmup.settled);
  EXPECT_GE(m.samples.size(), 30);
  EXPECT_EQ(m.operand_sets, 5);  // 24,000 bytes each against three times 32,768
  // Planned from one warm-up batch, which the fake device may have lengthened by 0.2 %.
  EXPECT_GE(m.summary.median_s * static_cast<double>(m.batch_launches), 0.001 * 0.998);
  EXPECT_EQ(m.data, "uniform");
  EXPECT_EQ(m.regime, "fixed-power");
}

TEST(MeasureCase, what_a_kernel_chose_stands_beside_its_implementation) {
  Setting setting;
  const std::string plain = outcome_of(setting).measured().implementation;
  setting.device.choice = "algorithm 66";
  EXPECT_EQ(outcome_of(setting).measured().implementation, plain + "; algorithm 66");
}

TEST(MeasureCase, each_planted_fault_is_caught_before_timing_and_never_timed) {
  for (const Fault fault :
       {Fault::kWrongElement, Fault::kNan, Fault::kSkippedTail, Fault::kEarlyReturn}) {
    Setting setting;
    setting.device.fault = fault;
    const auto outcome = outcome_of(setting);
    ASSERT_FALSE(outcome.is_measured()) << static_cast<int>(fault);
    EXPECT_TRUE(outcome.skipped().is_failure);
    EXPECT_EQ(outcome.skipped().reason.find("wrong answer before timing: "), 0);
    EXPECT_FALSE(outcome.was_timed);
  }
}

TEST(MeasureCase, a_fault_that_comes_with_timing_is_caught_after_it) {
  Setting setting;
  setting.device.fault = Fault::kAfterTiming;
  const auto outcome = outcome_of(setting);
  ASSERT_FALSE(outcome.is_measured());
  EXPECT_TRUE(outcome.skipped().is_failure);
  EXPECT_EQ(outcome.skipped().reason.find("wrong answer after timing: "), 0);
  EXPECT_TRUE(outcome.was_timed);
}

TEST(MeasureCase, sets_whose_turn_never_came_are_right_all_the_same) {
  Setting setting;
  setting.problem.sizes[0].second = 16;    // 384 bytes: 256 sets
  setting.device.bytes_per_s = 384 / 0.7;  // 0.7 s a launch: a handful within the limits
  const auto outcome = outcome_of(setting);
  ASSERT_TRUE(outcome.is_measured()) << outcome.skipped().reason;
  EXPECT_EQ(outcome.measured().operand_sets, 256);
  EXPECT_LT(outcome.measured().samples.size() + 3, 256);
  EXPECT_GE(outcome.measured().verification.elements_checked, 256 * 16);
}

TEST(MeasureCase, hot_means_one_set) {
  Setting setting;
  setting.options.is_cold = false;
  EXPECT_EQ(outcome_of(setting).measured().operand_sets, 1);
}

TEST(MeasureCase, thermal_and_hardware_slowdown_spoil_the_measurement) {
  for (const char* reason : {"thermal", "hw_slowdown"}) {
    Setting setting;
    setting.device.throttle = reason;
    const auto outcome = outcome_of(setting);
    ASSERT_FALSE(outcome.is_measured());
    EXPECT_TRUE(outcome.skipped().is_failure);
    EXPECT_NE(outcome.skipped().reason.find(reason), std::string::npos);
  }
}

TEST(MeasureCase, counters_of_heat_and_power_brake_spoil_the_measurement) {
  for (const char* counter : {"throttled_thermal_s", "throttled_software_thermal_s",
                              "throttled_hardware_thermal_s", "throttled_power_brake_s"}) {
    Setting setting;
    setting.device.counter_rates = {{counter, 0.25}};
    const auto outcome = outcome_of(setting);
    ASSERT_FALSE(outcome.is_measured()) << counter;
    EXPECT_TRUE(outcome.skipped().is_failure);
    EXPECT_NE(outcome.skipped().reason.find("for 25 % of the time"), std::string::npos)
        << outcome.skipped().reason;
    ASSERT_TRUE(outcome.skipped().spoilt) << "what was measured is kept";
    EXPECT_GE(outcome.skipped().spoilt->samples.size(), 30U);
  }
}

TEST(MeasureCase, other_limits_of_the_clock_stand_with_a_warning) {
  for (const char* counter : {"throttled_board_limit_s", "throttled_reliability_s",
                              "throttled_sync_boost_s", "below_base_clock_s"}) {
    Setting setting;
    setting.device.counter_rates = {{counter, 0.25}};
    const auto outcome = outcome_of(setting);
    ASSERT_TRUE(outcome.is_measured()) << counter << ": " << outcome.skipped().reason;
    EXPECT_TRUE(has(outcome.measured(), WarningCode::kClockLimited)) << counter;
  }
  Setting setting;
  setting.device.throttle = "other";
  EXPECT_TRUE(has(outcome_of(setting).measured(), WarningCode::kClockLimited));
}

TEST(MeasureCase, a_power_cap_that_is_counted_stands_with_a_warning) {
  Setting setting;
  setting.device.counter_rates = {{"throttled_power_cap_s", 0.9}, {"throttled_thermal_s", 0}};
  const auto outcome = outcome_of(setting);
  ASSERT_TRUE(outcome.is_measured()) << outcome.skipped().reason;
  EXPECT_TRUE(has(outcome.measured(), WarningCode::kPowerCap));
  const auto& counters = outcome.measured().watch.counters;
  ASSERT_EQ(counters.size(), 2);
  EXPECT_EQ(counters[0].name, "throttled_power_cap_s");
  EXPECT_GT(counters[0].after, counters[0].before);
  EXPECT_EQ(counters[1].after, counters[1].before);
}

// The first batch warms the kernel up: nothing is sampled yet.
TEST(MeasureCase, an_error_of_the_device_counts_from_before_the_first_launch) {
  Setting setting;
  setting.device.xid_with_batch = 0;
  const auto outcome = outcome_of(setting);
  ASSERT_FALSE(outcome.is_measured());
  EXPECT_TRUE(outcome.skipped().is_failure);
  EXPECT_NE(outcome.skipped().reason.find("while the case ran (xid_errors +1)"), std::string::npos)
      << outcome.skipped().reason;
}

// The fake device, of which the driver reports one error as soon as a kernel is prepared.
class IllWhenPrepared final : public Session {
 public:
  explicit IllWhenPrepared(std::unique_ptr<Session> fake) : fake_(std::move(fake)) {}
  [[nodiscard]] const DeviceInfo& device() const override { return fake_->device(); }
  [[nodiscard]] const std::vector<KernelVariant>& variants() const override {
    return fake_->variants();
  }
  Result<std::unique_ptr<PreparedKernel>> prepare(const KernelVariant& variant,
                                                  const Problem& problem,
                                                  const PrepareOptions& options) override {
    xids_ = 1;
    return fake_->prepare(variant, problem, options);
  }
  Result<TimedBatch> time(PreparedKernel& kernel, int first_set, int launches) override {
    return fake_->time(kernel, first_set, launches);
  }
  DeviceState state() override { return fake_->state(); }
  Result<std::vector<DeviceFact>> counters() override {
    return std::vector<DeviceFact>{{"xid_errors", xids_, {}, {}}};
  }

 private:
  std::unique_ptr<Session> fake_;
  double xids_ = 0;
};

TEST(MeasureCase, an_error_while_the_kernel_is_prepared_and_checked_counts_as_well) {
  test::FakeClock clock;
  const auto backend = test::make_fake_backend(clock, {});
  IllWhenPrepared session(*backend->open(0));
  const Setting setting;
  const auto variant = std::ranges::find_if(session.variants(), [&](const KernelVariant& v) {
    return v.spec->id == setting.problem.kernel;
  });
  const auto result = measure_case(session, *variant, setting.problem, setting.options, clock);
  ASSERT_TRUE(result) << result.error().message;
  const auto* skipped = std::get_if<record::Skipped>(&*result);
  ASSERT_NE(skipped, nullptr);
  EXPECT_NE(skipped->reason.find("(xid_errors +1)"), std::string::npos) << skipped->reason;
}

TEST(MeasureCase, throttling_counts_while_samples_are_taken_alone) {
  Setting setting;
  setting.device.counter_rates = {{"throttled_power_cap_s", 1}, {"pcie_replays", 1}};
  const auto m = outcome_of(setting).measured();
  ASSERT_EQ(m.watch.counters.size(), 2U);
  const auto& cap = m.watch.counters[0];
  const auto& replays = m.watch.counters[1];
  EXPECT_EQ(cap.after, replays.after);
  EXPECT_GE(cap.before - replays.before, m.warmup.duration_s) << "one a second in both";
}

// A reading is a moment; the counter saw all of the time.
TEST(MeasureCase, where_throttling_is_counted_the_counter_outranks_a_reading) {
  Setting setting;
  setting.device.throttle = "thermal";
  setting.device.counter_rates = {{"throttled_thermal_s", 0.001}};
  const auto outcome = outcome_of(setting);
  EXPECT_TRUE(outcome.is_measured());
}

TEST(MeasureCase, errors_that_the_device_could_not_correct_spoil_the_measurement) {
  for (const char* counter :
       {"xid_errors", "ecc_uncorrected_errors", "remapped_rows_uncorrected"}) {
    Setting setting;
    setting.device.counter_rates = {{counter, 1e4}};
    const auto outcome = outcome_of(setting);
    ASSERT_FALSE(outcome.is_measured()) << counter;
    EXPECT_TRUE(outcome.skipped().is_failure);
    EXPECT_NE(outcome.skipped().reason.find(counter), std::string::npos);
  }
}

TEST(MeasureCase, a_write_outside_the_buffers_is_a_wrong_answer) {
  Setting setting;
  setting.device.writes_outside = true;
  const auto outcome = outcome_of(setting);
  ASSERT_FALSE(outcome.is_measured());
  EXPECT_TRUE(outcome.skipped().is_failure);
  EXPECT_FALSE(outcome.was_timed);
}

TEST(MeasureCase, the_watch_keeps_cycles_and_compares_energy_with_power) {
  Setting setting;
  setting.device.power_w = 200;
  setting.options.stop.min_duration_s = 5;
  setting.options.stop.time_limit_s = 10;
  const auto outcome = outcome_of(setting);
  const auto& m = outcome.measured();
  ASSERT_TRUE(m.watch.median_cycles);
  EXPECT_NEAR(*m.watch.median_cycles, m.summary.median_s * 1e9, 1e-6 * m.summary.median_s * 1e9);
  ASSERT_TRUE(m.watch.energy_over_power);
  EXPECT_NEAR(*m.watch.energy_over_power, 1, 1e-9);
  EXPECT_EQ(m.watch.power_source, "fake");
}

TEST(MeasureCase, power_limits_are_read_before_and_after_and_never_refuse) {
  Setting setting;
  EXPECT_TRUE(outcome_of(setting).measured().watch.power_limits.is_empty());
  setting.device.power_limit_w = 700;
  setting.device.later_power_limit_w = 500;
  setting.device.default_power_limit_w = 700;
  setting.device.counter_rates = {{"throttled_thermal_s", 0}};
  const auto m = outcome_of(setting).measured();
  EXPECT_EQ(m.watch.power_limits.enforced_before_w, 700);
  EXPECT_EQ(m.watch.power_limits.enforced_after_w, 500);
  EXPECT_EQ(m.watch.power_limits.default_before_w, 700);
  EXPECT_EQ(m.watch.power_limits.default_after_w, 700);
  EXPECT_TRUE(has(m, WarningCode::kPowerLimitChanged));
  EXPECT_TRUE(has(m, WarningCode::kPowerLimitLow));
  ASSERT_EQ(m.watch.counters.size(), 1) << "a limit counts nothing";
  setting.device.power_limit_w = 700;
  setting.device.later_power_limit_w = 700;
  EXPECT_TRUE(outcome_of(setting).measured().warnings.empty());
}

TEST(MeasureCase, fixed_frequency_asks_for_a_clock_that_stands_still) {
  Setting setting;
  setting.options.regime = "fixed-frequency";
  EXPECT_TRUE(outcome_of(setting).is_measured());
  setting.device.clock_drift = 1e-3;  // per batch, over 30 batches and more
  const auto drifting = outcome_of(setting);
  ASSERT_FALSE(drifting.is_measured());
  EXPECT_TRUE(drifting.skipped().is_failure);
  EXPECT_NE(drifting.skipped().reason.find("drifted by more than 0.5 %"), std::string::npos);
  setting.device.clock_drift = 0;
  setting.device.has_clock = false;
  const auto blind = outcome_of(setting);
  ASSERT_FALSE(blind.is_measured());
  EXPECT_NE(blind.skipped().reason.find("needs a readable clock"), std::string::npos);
}

// Means of the driver and stamps of the kernels are 0.56 % apart on a clock that stands still.
TEST(MeasureCase, each_source_of_the_clock_is_held_against_itself) {
  Setting setting;
  setting.options.regime = "fixed-frequency";
  setting.device.window_clock_factor = 1.0056;
  const auto apart = outcome_of(setting);
  EXPECT_TRUE(apart.is_measured()) << apart.skipped().reason;
  setting.options.regime = "fixed-power";
  setting.device.window_clock_factor = 1.02;
  EXPECT_FALSE(has(outcome_of(setting).measured(), WarningCode::kFrequencyChange));
}

TEST(MeasureCase, a_lost_device_is_an_error_of_the_session) {
  Setting setting;
  setting.device.lost_after_batches = 3;
  const auto outcome = measure(setting);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::kDeviceLost);
}

TEST(MeasureCase, energy_is_power_times_time_of_a_launch_after_five_seconds) {
  Setting setting;
  setting.device.power_w = 200;
  setting.device.temperature_c = 61;
  setting.options.stop.min_duration_s = 5;
  setting.options.stop.time_limit_s = 10;
  const auto outcome = outcome_of(setting);
  ASSERT_TRUE(outcome.is_measured()) << outcome.skipped().reason;
  const auto& m = outcome.measured();
  ASSERT_TRUE(m.energy_j_per_launch) << m.energy_unknown_reason;
  // The gaps between batches, 10 us each, are paid for as well: 0.3 % of a batch.
  EXPECT_NEAR(*m.energy_j_per_launch, 200 * m.summary.median_s, 0.01 * 200 * m.summary.median_s);
  EXPECT_GE(*m.energy_j_per_launch, 200 * m.summary.median_s);
  EXPECT_LE(m.samples.size(), 2000);
  double joules = 0;
  for (const auto& window : m.windows) {
    EXPECT_EQ(window.power_w, 200);
    EXPECT_EQ(window.temperature_c, 61);
    EXPECT_NEAR(*window.energy_j, 200 * (window.end_s - window.begin_s), 1e-6);
    joules += *window.energy_j;
  }
  EXPECT_NEAR(joules, 200 * m.windows.back().end_s, 1e-6) << "windows leave no gap";
}

TEST(MeasureCase, energy_is_unknown_with_a_reason_below_five_seconds_or_without_a_counter) {
  Setting setting;
  const auto without = outcome_of(setting).measured();
  EXPECT_FALSE(without.energy_j_per_launch);
  EXPECT_EQ(without.energy_unknown_reason, "no energy counter on this device");
  setting.device.power_w = 200;
  const auto brief = outcome_of(setting).measured();
  EXPECT_FALSE(brief.energy_j_per_launch);
  EXPECT_EQ(brief.energy_unknown_reason, "energy needs 5 s of sampling, this case took less");
}

struct Provocation {
  WarningCode code;
  void (*provoke)(Setting&);
};

const Provocation kProvocations[] = {
    {WarningCode::kNotConverged,
     [](Setting& s) {
       s.device.noise = 0.5;
       s.options.stop.time_limit_s = 0.05;
     }},
    {WarningCode::kNotSettled, [](Setting& s) { s.device.clock_drift = 1e-3; }},
    {WarningCode::kOtherLoad, [](Setting& s) { s.device.other_load = 0.3; }},
    {WarningCode::kCpuMigration, [](Setting& s) { s.device.cpu_migrations = 1; }},
    {WarningCode::kFrequencyChange, [](Setting& s) { s.device.clock_drift = 1e-2; }},
    {WarningCode::kPreempted, [](Setting& s) { s.device.preemptions = 1; }},
    {WarningCode::kHighSpread,
     [](Setting& s) {
       s.device.second_mode = 1.5;
       s.device.mode_batches = 1;
     }},
    {WarningCode::kAutocorrelated,
     [](Setting& s) {
       s.device.second_mode = 1.05;
       s.device.mode_batches = 12;
     }},
    {WarningCode::kPowerCap, [](Setting& s) { s.device.throttle = "power_cap"; }},
    {WarningCode::kShortSample, [](Setting& s) { s.device.bytes_per_s = 1e16; }},
    {WarningCode::kDeviceErrors,
     [](Setting& s) {
       s.device.counter_rates = {{"pcie_replays", 1000}};
     }},
    {WarningCode::kEnergyMismatch,
     [](Setting& s) {
       s.device.power_w = 200;
       s.device.energy_factor = 1.1;
       s.options.stop.min_duration_s = 5;
       s.options.stop.time_limit_s = 10;
     }},
    {WarningCode::kClockLimited, [](Setting& s) { s.device.throttle = "other"; }},
    {WarningCode::kPowerLimitChanged,
     [](Setting& s) {
       s.device.power_limit_w = 700;
       s.device.later_power_limit_w = 600;
     }},
    {WarningCode::kPowerLimitLow,
     [](Setting& s) {
       s.device.power_limit_w = s.device.later_power_limit_w = 600;
       s.device.default_power_limit_w = 700;
     }},
};

TEST(MeasureCase, each_warning_of_the_closed_list_is_provoked) {
  for (const auto& row : record::kWarnings) {
    if (row.code == WarningCode::kRivalsApart) continue;  // not of one case: measure_rivals_test
    if (row.code == WarningCode::kSumApart) continue;     // replica_rounds_test
    const auto* found = std::ranges::find(kProvocations, row.code, &Provocation::code);
    ASSERT_NE(found, std::end(kProvocations)) << row.name << " has no test";
    Setting setting;
    EXPECT_FALSE(has(outcome_of(setting).measured(), row.code)) << row.name;
    found->provoke(setting);
    const auto outcome = outcome_of(setting);
    ASSERT_TRUE(outcome.is_measured()) << row.name << ": " << outcome.skipped().reason;
    EXPECT_TRUE(has(outcome.measured(), row.code)) << row.name;
    for (const auto& warning : outcome.measured().warnings) EXPECT_FALSE(warning.detail.empty());
  }
}

TEST(MeasureCase, a_preemption_now_and_then_is_not_worth_a_warning) {
  record::Measurement m;
  m.samples.resize(100);
  m.summary.median_s = 1;
  m.summary.count = 100;
  m.summary.effective_count = 100;
  m.warmup.settled = true;
  Disturbance seen;
  seen.preemptions = 50;
  EXPECT_TRUE(warnings_for(m, seen).empty());
  seen.preemptions = 51;
  ASSERT_EQ(warnings_for(m, seen).size(), 1);
  EXPECT_EQ(warnings_for(m, seen)[0].code, WarningCode::kPreempted);
}

}  // namespace
}  // namespace fleetmark::measure

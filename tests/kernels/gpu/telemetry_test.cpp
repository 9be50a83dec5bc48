// SPDX-License-Identifier: Apache-2.0
// Watching a device: means by hand, windows by rule, and a driver that hangs costs an error and not
// the program.
#include "kernels/gpu/telemetry.h"

#include <gtest/gtest.h>

#include <thread>

namespace fleetmark::gpu {
namespace {

NvmlReading reading(double power_w, bool is_instantaneous, const char* throttle = "none") {
  NvmlReading r;
  r.sm_clock_hz = power_w * 1e6;
  r.power_w = power_w;
  r.is_power_instantaneous = is_instantaneous;
  r.throttle = throttle;
  return r;
}

TEST(TelemetryWindow, instantaneous_power_is_the_mean_of_its_readings_since_the_last_look) {
  TelemetryWindow window;
  window.add(0.0, reading(100, true));
  window.add(0.1, reading(300, true));
  const TelemetryMeans first = window.take();
  EXPECT_EQ(first.power_w, 200.0);
  EXPECT_EQ(first.sm_clock_hz, 200e6);
  EXPECT_EQ(first.power_source, "instantaneous");
  window.add(0.2, reading(500, true));
  EXPECT_EQ(window.take().power_w, 500.0);
}

TEST(TelemetryWindow, averaged_power_needs_two_seconds_and_drops_the_first) {
  TelemetryWindow window;
  // 0 W until t = 0, then 600 W: the driver's average of the last second rises until t = 1.
  for (int i = 0; i <= 19; ++i) {
    const double at = i * 0.1;
    window.add(at, reading(600 * std::min(1.0, at), false));
    EXPECT_FALSE(window.take().power_w) << at;
  }
  window.add(2.0, reading(600, false));
  const TelemetryMeans means = window.take();
  ASSERT_TRUE(means.power_w);
  EXPECT_DOUBLE_EQ(*means.power_w, 600) << "nothing of the ramp";
  EXPECT_NE(means.power_source.find("windows of at least 2 s"), std::string::npos);
  window.add(2.1, reading(0, false));
  EXPECT_EQ(window.take().power_w, 600.0) << "the last whole window, until the next is whole";
}

TEST(TelemetryWindow, the_worst_reason_and_the_hottest_reading_name_the_window) {
  TelemetryWindow window;
  NvmlReading hot = reading(1, true, "thermal");
  hot.temperature_c = 91;
  hot.pcie_generation = 5;
  NvmlReading cool = reading(1, true, "power_cap");
  cool.temperature_c = 60;
  cool.pcie_generation = 1;
  window.add(0, cool);
  window.add(1, hot);
  window.add(2, cool);
  const TelemetryMeans means = window.take();
  EXPECT_EQ(means.throttle, "thermal");
  EXPECT_EQ(means.temperature_c, 91.0);
  EXPECT_EQ(means.pcie_generation, 5);
  EXPECT_FALSE(window.take().throttle) << "a new window knows nothing yet";
}

std::unique_ptr<Telemetry> watch(const std::string& variant, const TelemetryOptions& options) {
  std::string reason;
  auto nvml = Nvml::open(std::string(FLEETMARK_BINARY_DIR) + "/fakes/" + variant + ".so",
                         "0000:17:00.0", reason);
  EXPECT_NE(nvml, nullptr) << reason;
  return Telemetry::start(std::move(nvml), options);
}

TEST(Telemetry, readings_counters_and_energy_arrive_through_the_thread) {
  const auto telemetry = watch("fake_nvml", {.period_s = 0.001, .energy_period_s = 0.001});
  const auto counters = telemetry->counters();  // waits: at least one reading lies before it
  ASSERT_TRUE(counters);
  EXPECT_GT(counters->size(), 10U);
  const auto means = telemetry->take();
  ASSERT_TRUE(means);
  EXPECT_EQ(means->power_w, 655.0);
  EXPECT_EQ(means->sm_clock_hz, 1755e6);
  EXPECT_GE(means->energy_j.value_or(0), 1000.0);
}

TEST(Telemetry, a_look_between_two_readings_repeats_the_last_means) {
  const auto telemetry = watch("fake_nvml", {.period_s = 100});
  ASSERT_TRUE(telemetry->counters());
  EXPECT_EQ(telemetry->take()->power_w, 655.0);
  EXPECT_EQ(telemetry->take()->power_w, 655.0);
}

TEST(Telemetry, the_last_clock_is_known_at_any_time_and_takes_nothing_from_the_means) {
  const auto telemetry = watch("fake_nvml", {.period_s = 100});
  ASSERT_TRUE(telemetry->counters());
  EXPECT_EQ(telemetry->last_sm_clock_hz(), 1755e6);
  EXPECT_EQ(telemetry->last_sm_clock_hz(), 1755e6);
  EXPECT_EQ(telemetry->take()->sm_clock_hz, 1755e6);
  const auto refused = watch("fake_nvml_errors", {.period_s = 100});
  ASSERT_TRUE(refused->counters());
  EXPECT_FALSE(refused->last_sm_clock_hz());
}

TEST(Telemetry, a_driver_that_hangs_is_an_error_and_does_not_hold_up_the_end) {
  auto telemetry = watch("fake_nvml_hangs", {.period_s = 0.001, .patience_s = 0.05});
  const auto counters = telemetry->counters();
  ASSERT_FALSE(counters);
  EXPECT_EQ(counters.error().code, ErrorCode::kDeviceLost);
  EXPECT_NE(counters.error().message.find("did not answer for 0.05 s"), std::string::npos);
  std::this_thread::sleep_for(std::chrono::milliseconds(60));
  const auto means = telemetry->take();
  ASSERT_FALSE(means);
  EXPECT_EQ(means.error().code, ErrorCode::kDeviceLost);
  telemetry.reset();  // returns
}

}  // namespace
}  // namespace fleetmark::gpu

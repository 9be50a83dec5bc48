// SPDX-License-Identifier: Apache-2.0
// The management library through fakes that answer fixed figures: what is there is read in SI, what
// is missing is unknown with a reason, and nothing of it is a failure.
#include "kernels/gpu/nvml.h"

#include <dlfcn.h>
#include <gtest/gtest.h>

namespace fleetmark::gpu {
namespace {

constexpr const char* kBusId = "0000:17:00.0";

std::string fake(const std::string& variant) {
  return std::string(FLEETMARK_BINARY_DIR) + "/fakes/" + variant + ".so";
}

std::unique_ptr<Nvml> open(const std::string& variant) {
  std::string reason;
  auto nvml = Nvml::open(fake(variant), kBusId, reason);
  EXPECT_NE(nvml, nullptr) << reason;
  return nvml;
}

TEST(Nvml, readings_are_in_si) {
  const NvmlReading reading = open("fake_nvml")->read();
  EXPECT_EQ(reading.sm_clock_hz, 1755e6);
  EXPECT_EQ(reading.memory_clock_hz, 3201e6);
  EXPECT_EQ(reading.power_w, 655.0);
  EXPECT_TRUE(reading.is_power_instantaneous);
  EXPECT_EQ(reading.temperature_c, 61.0);
  EXPECT_EQ(reading.pcie_generation, 5);
  EXPECT_EQ(reading.throttle, "power_cap");
}

TEST(Nvml, energy_is_cumulative_joules) {
  const auto nvml = open("fake_nvml");
  const auto first = nvml->energy_j();
  const auto second = nvml->energy_j();
  ASSERT_TRUE(first && second);
  EXPECT_DOUBLE_EQ(*second - *first, 50.0);
}

std::optional<double> counter(const std::vector<NvmlCounter>& counters, const std::string& key) {
  for (const auto& one : counters) {
    if (one.key == key) return one.value;
  }
  ADD_FAILURE() << "no counter " << key;
  return std::nullopt;
}

TEST(Nvml, counters_are_read_and_the_unsupported_stay_unknown) {
  const auto nvml = open("fake_nvml");
  const auto counters = nvml->counters();
  EXPECT_EQ(counter(counters, "throttled_power_cap_s"), 0.5);
  EXPECT_EQ(counter(counters, "throttled_thermal_s"), 1.0);
  EXPECT_EQ(counter(counters, "throttled_board_limit_s"), 2.0);
  EXPECT_FALSE(counter(counters, "throttled_reliability_s"));
  EXPECT_EQ(counter(counters, "throttled_software_thermal_s"), 1.0);
  EXPECT_EQ(counter(counters, "throttled_hardware_thermal_s"), 2.0);
  EXPECT_FALSE(counter(counters, "throttled_power_brake_s"));
  EXPECT_EQ(counter(counters, "ecc_corrected_errors"), 7.0);
  EXPECT_EQ(counter(counters, "ecc_uncorrected_errors"), 0.0);
  EXPECT_EQ(counter(counters, "remapped_rows_uncorrected"), 1.0);
  EXPECT_EQ(counter(counters, "row_remap_pending"), 1.0);
  EXPECT_EQ(counter(counters, "row_remap_failed"), 0.0);
  EXPECT_EQ(counter(counters, "pcie_replays"), 3.0);
  EXPECT_EQ(counter(counters, "nvlink_replay_errors"), 0.0);
  EXPECT_EQ(counter(counters, "nvlink_crc_data_errors"), 9.0) << "three links that are up, 3 each";
  EXPECT_EQ(counter(counters, "xid_errors"), 1.0);
  EXPECT_EQ(counter(nvml->counters(), "xid_errors"), 1.0) << "counted once";
}

// Driver calls that newer drivers refuse are field values there, in nanoseconds.
TEST(Nvml, counters_of_throttling_without_a_violation_status_are_field_values) {
  const auto counters = open("fake_nvml_new")->counters();
  EXPECT_EQ(counter(counters, "throttled_power_cap_s"), 4.0);
  EXPECT_EQ(counter(counters, "throttled_thermal_s"), 5.0);
  EXPECT_EQ(counter(counters, "throttled_sync_boost_s"), 6.0);
  EXPECT_EQ(counter(counters, "throttled_board_limit_s"), 7.0);
  EXPECT_FALSE(counter(counters, "throttled_reliability_s"));
  EXPECT_EQ(counter(counters, "below_base_clock_s"), 11.0);
}

// Each question holds up a device that is warm and waits for its samples.
TEST(Nvml, links_are_asked_once_for_their_state) {
  const auto nvml = open("fake_nvml");
  void* handle = ::dlopen(fake("fake_nvml").c_str(), RTLD_NOW | RTLD_NOLOAD);
  ASSERT_NE(handle, nullptr);
  const auto asked = reinterpret_cast<int (*)()>(::dlsym(handle, "fake_nvml_link_states_asked"));
  ASSERT_NE(asked, nullptr);
  const int by_open = asked();
  EXPECT_GT(by_open, 0);
  static_cast<void>(nvml->counters());
  static_cast<void>(nvml->facts());
  EXPECT_EQ(asked(), by_open);
  ::dlclose(handle);
}

TEST(Nvml, power_limits_are_read_with_the_counters_as_they_stand_then) {
  const auto nvml = open("fake_nvml");
  const auto limit = [&] { return counter(nvml->counters(), "power_limit_w"); };
  EXPECT_EQ(limit(), 600.0);
  EXPECT_EQ(counter(nvml->counters(), "default_power_limit_w"), 700.0);
  EXPECT_EQ(limit(), 500.0) << "somebody lowered it meanwhile";
}

TEST(Nvml, counters_of_a_driver_that_refuses_are_all_unknown) {
  for (const auto& one : open("fake_nvml_errors")->counters()) {
    EXPECT_FALSE(one.value) << one.key;
  }
  for (const auto& one : open("fake_nvml_bare")->counters()) EXPECT_FALSE(one.value) << one.key;
}

TEST(Nvml, facts_are_read) {
  const NvmlFacts facts = open("fake_nvml")->facts();
  EXPECT_EQ(facts.power_limit_w, 600.0);
  EXPECT_EQ(facts.default_power_limit_w, 700.0);
  EXPECT_EQ(facts.nvlinks_active, 3);
  EXPECT_EQ(facts.ecc_enabled, true);
  EXPECT_EQ(facts.mig_enabled, false);
  EXPECT_EQ(facts.persistence_enabled, true);
  EXPECT_EQ(facts.pcie_generation, 5);
  EXPECT_EQ(facts.pcie_width, 16);
  EXPECT_EQ(facts.driver_version, "580.65.06");
}

TEST(Nvml, older_drivers_have_older_names_and_averaged_power) {
  const NvmlReading reading = open("fake_nvml_old")->read();
  EXPECT_EQ(reading.throttle, "power_cap");
  EXPECT_EQ(reading.power_w, 650.0);
  EXPECT_FALSE(reading.is_power_instantaneous);
}

TEST(Nvml, refused_readings_are_unknown_not_zero) {
  const auto nvml = open("fake_nvml_errors");
  const NvmlReading reading = nvml->read();
  EXPECT_FALSE(reading.sm_clock_hz);
  EXPECT_FALSE(reading.power_w);
  EXPECT_FALSE(nvml->energy_j());
  EXPECT_FALSE(reading.throttle);
  EXPECT_FALSE(nvml->facts().power_limit_w);
  EXPECT_FALSE(nvml->facts().ecc_enabled);
  EXPECT_FALSE(nvml->facts().driver_version);
}

TEST(Nvml, symbols_that_are_missing_are_unknown) {
  const auto nvml = open("fake_nvml_bare");
  EXPECT_FALSE(nvml->read().power_w);
  EXPECT_FALSE(nvml->read().throttle);
  EXPECT_FALSE(nvml->facts().pcie_generation);
}

TEST(Nvml, why_it_cannot_be_used_is_one_line) {
  std::string reason;
  EXPECT_EQ(Nvml::open("libfleetmark-no-such.so.1", kBusId, reason), nullptr);
  EXPECT_EQ(reason, "libfleetmark-no-such.so.1 is not installed");
  EXPECT_EQ(Nvml::open(fake("fake_nvml"), "0000:99:00.0", reason), nullptr);
  EXPECT_NE(reason.find("does not know the device at 0000:99:00.0"), std::string::npos);
  EXPECT_EQ(Nvml::open(fake("fake_module_other"), kBusId, reason), nullptr);
  EXPECT_NE(reason.find("cannot be initialised"), std::string::npos);
}

TEST(ThrottleName, thermal_before_brake_before_slowdown_before_power_cap) {
  EXPECT_EQ(throttle_name(0), "none");
  EXPECT_EQ(throttle_name(0x1), "none");  // idle
  EXPECT_EQ(throttle_name(0x4), "power_cap");
  EXPECT_EQ(throttle_name(0x20), "thermal");
  EXPECT_EQ(throttle_name(0x8 | 0x40), "thermal");  // hardware slowdown, by heat
  EXPECT_EQ(throttle_name(0x8 | 0x80), "power_brake");
  EXPECT_EQ(throttle_name(0x4 | 0x8), "hw_slowdown");
  EXPECT_EQ(throttle_name(0x10), "other");
}

}  // namespace
}  // namespace fleetmark::gpu

// SPDX-License-Identifier: Apache-2.0
// The management library through fakes that answer fixed figures: what is there is read in SI, what
// is missing is unknown with a reason, and nothing of it is a failure.
#include "kernels/gpu/nvml.h"

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
  EXPECT_EQ(reading.power_w, 650.0);
  EXPECT_EQ(reading.temperature_c, 61.0);
  EXPECT_EQ(reading.throttle, "power_cap");
  ASSERT_TRUE(reading.energy_j);
  EXPECT_GE(*reading.energy_j, 1000.0);
}

TEST(Nvml, facts_are_read) {
  const NvmlFacts facts = open("fake_nvml")->facts();
  EXPECT_EQ(facts.power_limit_w, 600.0);
  EXPECT_EQ(facts.ecc_enabled, true);
  EXPECT_EQ(facts.mig_enabled, false);
  EXPECT_EQ(facts.persistence_enabled, true);
  EXPECT_EQ(facts.pcie_generation, 5);
  EXPECT_EQ(facts.pcie_width, 16);
  EXPECT_EQ(facts.driver_version, "580.65.06");
}

TEST(Nvml, names_of_older_drivers_are_found_too) {
  EXPECT_EQ(open("fake_nvml_old")->read().throttle, "power_cap");
}

TEST(Nvml, refused_readings_are_unknown_not_zero) {
  const auto nvml = open("fake_nvml_errors");
  const NvmlReading reading = nvml->read();
  EXPECT_FALSE(reading.sm_clock_hz);
  EXPECT_FALSE(reading.power_w);
  EXPECT_FALSE(reading.energy_j);
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

TEST(ThrottleName, thermal_before_slowdown_before_power_cap) {
  EXPECT_EQ(throttle_name(0), "none");
  EXPECT_EQ(throttle_name(0x1), "none");  // idle
  EXPECT_EQ(throttle_name(0x4), "power_cap");
  EXPECT_EQ(throttle_name(0x20), "thermal");
  EXPECT_EQ(throttle_name(0x8 | 0x40), "thermal");  // hardware slowdown, by heat
  EXPECT_EQ(throttle_name(0x8 | 0x80), "hw_slowdown");
  EXPECT_EQ(throttle_name(0x4 | 0x8), "hw_slowdown");
  EXPECT_EQ(throttle_name(0x10), "other");
}

}  // namespace
}  // namespace fleetmark::gpu

// SPDX-License-Identifier: Apache-2.0
// A driver that does not come back from its first call costs the patience and no more; one that
// answers is as without.
#include "kernels/gpu/nvml_patience.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>

namespace fleetmark::gpu {
namespace {

constexpr const char* kAt = "0000:17:00.0";

std::string fake_of(const std::string& variant) {
  return std::string(FLEETMARK_BINARY_DIR) + "/fakes/" + variant + ".so";
}

TEST(NvmlPatience, one_that_answers_is_open_and_tells_its_facts) {
  const auto opened = open_nvml(fake_of("fake_nvml"), kAt);
  ASSERT_NE(opened.nvml, nullptr) << opened.reason;
  EXPECT_FALSE(opened.has_hung);
  EXPECT_EQ(opened.nvml->read().power_w, 655.0);
  const auto told = nvml_facts(fake_of("fake_nvml"), kAt);
  EXPECT_EQ(told.facts.pcie_width, 16);
  EXPECT_EQ(told.reason, "not reported by the driver");
}

TEST(NvmlPatience, one_that_is_not_there_says_so_and_has_not_hung) {
  const auto opened = open_nvml("libfleetmark-no-such.so.1", kAt);
  EXPECT_EQ(opened.nvml, nullptr);
  EXPECT_FALSE(opened.has_hung);
  EXPECT_EQ(opened.reason, "libfleetmark-no-such.so.1 is not installed");
  EXPECT_EQ(nvml_facts("libfleetmark-no-such.so.1", kAt).reason, opened.reason);
}

// In a process of its own, for a call that has hung once is not tried again.
TEST(NvmlPatienceDeathTest, one_that_hangs_is_left_behind_and_not_asked_again) {
  const auto hangs_once = [] {
    const auto begin = std::chrono::steady_clock::now();
    const auto opened = open_nvml(fake_of("fake_nvml_stuck"), kAt, 0.05);
    const bool is_told = opened.nvml == nullptr && opened.has_hung &&
                         opened.reason.find("did not answer for 0.05 s") != std::string::npos;
    // With patience to spare: it is refused before any of it is spent.
    const auto told = nvml_facts(fake_of("fake_nvml_stuck"), kAt, 1000);
    const bool is_refused = told.reason.find("did not answer") != std::string::npos;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::_Exit(is_told && is_refused && took.count() < 500 ? 0 : 1);
  };
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(hangs_once(), testing::ExitedWithCode(0), "");
}

// Wherever it stops answering, on the way to the device or on the way to its facts.
TEST(NvmlPatienceDeathTest, one_that_hangs_later_is_left_behind_as_well) {
  const auto open_hangs = [] {
    const auto opened = open_nvml(fake_of("fake_nvml_stuck_handle"), kAt, 0.05);
    std::_Exit(opened.nvml == nullptr && opened.has_hung ? 0 : 1);
  };
  const auto facts_hang = [] {
    const auto told = nvml_facts(fake_of("fake_nvml_stuck_facts"), kAt, 0.05);
    const bool is_told = told.reason.find("did not answer for 0.05 s") != std::string::npos;
    std::_Exit(is_told && !told.facts.power_limit_w && !told.facts.pcie_width ? 0 : 1);
  };
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(open_hangs(), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(facts_hang(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace fleetmark::gpu

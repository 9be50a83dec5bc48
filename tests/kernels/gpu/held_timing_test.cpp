// SPDX-License-Identifier: Apache-2.0
// A timing with the host's pauses in it is never given out.
#include "kernels/gpu/held_timing.h"

#include <gtest/gtest.h>

namespace fleetmark::gpu {
namespace {

using Attempt = Result<std::optional<double>>;

TEST(HeldTiming, one_that_was_held_to_the_end_counts_and_is_taken_once) {
  int attempts = 0;
  const auto timed = held_to_the_end(3, [&]() -> Attempt {
    ++attempts;
    return std::optional<double>(0.25);
  });
  EXPECT_EQ(*timed, 0.25);
  EXPECT_EQ(attempts, 1);
}

TEST(HeldTiming, one_that_was_not_is_taken_again) {
  int attempts = 0;
  const auto timed = held_to_the_end(3, [&]() -> Attempt {
    return ++attempts == 1 ? std::optional<double>() : std::optional<double>(0.5);
  });
  EXPECT_EQ(*timed, 0.5);
  EXPECT_EQ(attempts, 2);
}

TEST(HeldTiming, twice_in_vain_is_an_invalid_measurement_in_one_line) {
  int attempts = 0;
  const auto timed = held_to_the_end(256, [&]() -> Attempt {
    ++attempts;
    return std::optional<double>();
  });
  ASSERT_FALSE(timed);
  EXPECT_EQ(timed.error().code, ErrorCode::kInvalidMeasurement);
  EXPECT_NE(timed.error().message.find("to queue 256 launches, 2 times in a row"),
            std::string::npos)
      << timed.error().message;
  EXPECT_EQ(attempts, kHoldAttempts);
}

TEST(HeldTiming, an_error_ends_it_at_once) {
  int attempts = 0;
  const auto timed = held_to_the_end(1, [&]() -> Attempt {
    ++attempts;
    return Error{ErrorCode::kDeviceLost, "gone"};
  });
  ASSERT_FALSE(timed);
  EXPECT_EQ(timed.error().message, "gone");
  EXPECT_EQ(attempts, 1);
}

}  // namespace
}  // namespace fleetmark::gpu

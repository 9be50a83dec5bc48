// SPDX-License-Identifier: Apache-2.0
// The clock from stamps: counters of different SMs share no origin, so only equal SMs are compared.
#include "kernels/gpu/clock_stamps.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace fleetmark::gpu {
namespace {

struct Stamps {
  std::vector<ClockStamp> before, after;
};

// A batch of `ns` at `hz`: every SM has an origin of its own and is stamped a little later than the
// one before it.
Stamps stamps_at(double hz, std::uint64_t ns, std::size_t sms) {
  std::mt19937_64 random(7);
  Stamps s;
  for (std::size_t sm = 0; sm < sms; ++sm) {
    const std::uint64_t origin = random() >> 20;
    const std::uint64_t begin = 1'000'000'000 + sm * 100;
    const std::uint64_t end = begin + ns + sm * 40;
    const auto cycles = [&](std::uint64_t at) {
      return origin + static_cast<std::uint64_t>(static_cast<double>(at) * hz * 1e-9);
    };
    s.before.push_back({cycles(begin), begin});
    s.after.push_back({cycles(end), end});
  }
  return s;
}

TEST(ClockFromStamps, is_cycles_over_time_of_the_same_sm) {
  for (const double hz : {345e6, 1.755e9, 1.98e9}) {
    const Stamps s = stamps_at(hz, 1'000'000, 132);
    const auto clock = clock_from_stamps(s.before, s.after);
    ASSERT_TRUE(clock);
    EXPECT_NEAR(*clock / hz, 1, 1e-5);
  }
}

TEST(ClockFromStamps, sms_that_were_missed_are_left_out) {
  Stamps s = stamps_at(1.5e9, 1'000'000, 100);
  for (std::size_t sm = 0; sm < 50; ++sm) s.before[sm] = {};
  EXPECT_NEAR(clock_from_stamps(s.before, s.after).value_or(0), 1.5e9, 1e5);
  s.before[50] = {};
  EXPECT_FALSE(clock_from_stamps(s.before, s.after)) << "fewer than half say nothing";
}

TEST(ClockFromStamps, one_wild_counter_does_not_move_the_median) {
  Stamps s = stamps_at(1.5e9, 1'000'000, 132);
  s.after[3].cycles += 1'000'000'000;
  s.after[9].cycles = 0;
  EXPECT_NEAR(clock_from_stamps(s.before, s.after).value_or(0), 1.5e9, 1e5);
}

TEST(ClockFromStamps, a_batch_shorter_than_the_timer_can_tell_is_unknown) {
  const Stamps s = stamps_at(1.5e9, 50'000, 132);
  EXPECT_FALSE(clock_from_stamps(s.before, s.after));
  EXPECT_FALSE(clock_from_stamps({}, {}));
}

}  // namespace
}  // namespace fleetmark::gpu

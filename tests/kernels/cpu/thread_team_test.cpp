// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/thread_team.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <set>

namespace fleetmark::cpu {
namespace {

TEST(ThreadTeam, runs_each_worker_once_on_its_own_cpu) {
  const auto cpus = usable_cpus();
  auto team = ThreadTeam::create(cpus);
  ASSERT_TRUE(team);
  std::vector<int> seen(cpus.size(), -1);
  std::vector<int> runs(cpus.size(), 0);
  for (int job = 0; job < 50; ++job) {
    (*team)->run([&](int worker) {
      seen[static_cast<std::size_t>(worker)] = ::sched_getcpu();
      ++runs[static_cast<std::size_t>(worker)];
    });
  }
  EXPECT_EQ(seen, cpus);
  EXPECT_EQ(runs, std::vector<int>(cpus.size(), 50));
}

TEST(ThreadTeam, workers_wait_for_each_other_before_each_iteration) {
  auto team = ThreadTeam::create(usable_cpus());
  ASSERT_TRUE(team);
  const int workers = (*team)->size();
  std::atomic<int> finished{0};
  std::atomic<bool> is_ordered{true};
  (*team)->run_timed(200, [&](int, int iteration) {
    // All of the earlier iterations are done by everybody before this one starts.
    if (finished.load() < iteration * workers) is_ordered = false;
    finished.fetch_add(1);
  });
  EXPECT_TRUE(is_ordered);
  EXPECT_EQ(finished.load(), 200 * workers);
}

TEST(ThreadTeam, elapsed_time_covers_the_slowest_worker) {
  auto team = ThreadTeam::create(usable_cpus());
  ASSERT_TRUE(team);
  const Seconds elapsed = (*team)->run_timed(1, [](int worker, int) {
    if (worker == 0) {
      const timespec nap{0, 20'000'000};
      ::nanosleep(&nap, nullptr);
    }
  });
  EXPECT_GE(elapsed.value, 0.020);
}

TEST(ThreadTeam, a_cpu_that_may_not_be_used_is_an_error) {
  const auto team = ThreadTeam::create({CPU_SETSIZE - 1});
  ASSERT_FALSE(team);
  EXPECT_EQ(team.error().code, ErrorCode::kNoDevice);
  EXPECT_FALSE(ThreadTeam::create({}));
}

TEST(Split, covers_everything_once_in_whole_grains) {
  for (const std::size_t n : {0UL, 1UL, 5UL, 64UL, 1000UL, 4097UL}) {
    for (int count = 1; count <= 7; ++count) {
      for (const std::size_t grain : {1UL, 8UL, 512UL}) {
        std::size_t next = 0;
        std::size_t largest = 0, smallest = n + grain;
        for (int worker = 0; worker < count; ++worker) {
          const IndexRange range = split(n, worker, count, grain);
          EXPECT_EQ(range.begin, next);
          if (range.end != n) {
            EXPECT_EQ(range.end % grain, 0U);
          }
          next = range.end;
          largest = std::max(largest, range.end - range.begin);
          smallest = std::min(smallest, range.end - range.begin);
        }
        EXPECT_EQ(next, n);
        EXPECT_LE(largest - smallest, 2 * grain);
      }
    }
  }
}

}  // namespace
}  // namespace fleetmark::cpu

// SPDX-License-Identifier: Apache-2.0
// Sequences on a CPU: every worker runs every launch, in order, on the sets whose turn it is,
// whether the threads are the team's or OpenMP's.
#include "kernels/backends/cpu/cpu_sequence.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <mutex>

#include "kernels/backends/cpu/openmp_pool.h"
#include "kernels/cpu/team_kernel.h"

namespace fleetmark::cpu {
namespace {

struct Note {
  char kernel;
  int set;
  auto operator<=>(const Note&) const = default;
};

// What ran, in order, as worker 0 saw it; and how many workers took part in each launch.
struct Log {
  std::vector<Note> order;
  std::atomic<int> parts{0};
  std::mutex mutex;
};

class Ours final : public TeamKernel {
 public:
  Ours(ThreadTeam& team, char name, int sets, Log& log)
      : TeamKernel(team), name_(name), sets_(sets), log_(log) {}
  [[nodiscard]] int operand_sets() const override { return sets_; }
  Result<> fill(const InputRecipe&) override { return {}; }
  Result<> poison() override { return {}; }
  OutputReader& output(int) override { std::abort(); }
  void run_part(int worker, int set) override {
    ++log_.parts;
    if (worker != 0) return;
    const std::lock_guard lock(log_.mutex);
    log_.order.push_back({name_, set});
  }

 private:
  char name_;
  int sets_;
  Log& log_;
};

class Library final : public PreparedKernel {
 public:
  Library(char name, Log& log) : name_(name), log_(log) {}
  [[nodiscard]] int operand_sets() const override { return 2; }
  Result<> fill(const InputRecipe&) override { return {}; }
  Result<> poison() override { return {}; }
  OutputReader& output(int) override { std::abort(); }
  Result<> enqueue(int set) override {
    log_.order.push_back({name_, set});
    return {};
  }

 private:
  char name_;
  Log& log_;
};

std::vector<int> two_cpus() {
  std::vector<int> cpus = usable_cpus();
  cpus.resize(std::min<std::size_t>(cpus.size(), 2));
  return cpus;
}

TEST(CpuSessionSequence, runs_on_the_team_in_order_and_in_rotation) {
  const auto team = *ThreadTeam::create(two_cpus());
  Log log;
  Ours a(*team, 'a', 3, log), b(*team, 'b', 1, log);
  const auto sequence = make_cpu_sequence(*team, {{&a, 2}, {&b, 1}});
  EXPECT_TRUE(runs_on_team(*sequence));
  ASSERT_TRUE(sequence->enqueue(0));
  ASSERT_TRUE(sequence->enqueue(1));
  EXPECT_EQ(log.order,
            (std::vector<Note>{{'a', 0}, {'a', 1}, {'b', 0}, {'a', 2}, {'a', 0}, {'b', 0}}));
  EXPECT_EQ(log.parts, 6 * team->size());
}

TEST(CpuSequence, shares_the_threads_of_a_library) {
  const auto team = *ThreadTeam::create(two_cpus());
  Log log;
  Ours a(*team, 'a', 3, log), b(*team, 'b', 1, log);
  Library l('l', log);
  const auto sequence = make_cpu_sequence(*team, {{&a, 1}, {&l, 2}, {&b, 1}, {&a, 1}});
  EXPECT_FALSE(runs_on_team(*sequence));
  ASSERT_TRUE(sequence->enqueue(1));
  EXPECT_EQ(log.order, (std::vector<Note>{{'a', 1}, {'l', 0}, {'l', 1}, {'b', 0}, {'a', 1}}));
  EXPECT_EQ(log.parts, 3 * team->size()) << "no share of a launch is left out or done twice";
}

// Launch by launch what the same passes are when each is enqueued, over the end of the rotation
// too.
TEST(CpuSequence, timed_passes_are_those_that_are_enqueued) {
  const auto team = *ThreadTeam::create(two_cpus());
  Log timed_log, log;
  Ours timed_a(*team, 'a', 3, timed_log), timed_b(*team, 'b', 2, timed_log);
  Ours a(*team, 'a', 3, log), b(*team, 'b', 2, log);
  const auto timed = make_cpu_sequence(*team, {{&timed_a, 2}, {&timed_b, 1}});
  const auto plain = make_cpu_sequence(*team, {{&a, 2}, {&b, 1}});
  const int last = plain->operand_sets() - 1;
  ASSERT_TRUE(time_on_team(*timed, last - 1, 5));
  for (const int pass : {last - 1, last, 0, 1, 2}) ASSERT_TRUE(plain->enqueue(pass));
  EXPECT_EQ(timed_log.order, log.order);
  EXPECT_EQ(timed_log.parts, 5 * 3 * team->size());
}

TEST(CpuSequence, only_what_the_team_runs_alone_is_timed_on_it) {
  const auto team = *ThreadTeam::create(two_cpus());
  Log log;
  Ours a(*team, 'a', 1, log);
  Library l('l', log);
  const auto shared = make_cpu_sequence(*team, {{&a, 1}, {&l, 1}});
  EXPECT_FALSE(time_on_team(*shared, 0, 1));
  EXPECT_FALSE(time_on_team(l, 0, 1));
  EXPECT_FALSE(time_on_team(a, 0, 1));
  EXPECT_TRUE(log.order.empty());
}

TEST(CpuSequence, has_no_operands_of_its_own) {
  const auto team = *ThreadTeam::create(two_cpus());
  Log log;
  Ours a(*team, 'a', 1, log);
  const auto sequence = make_cpu_sequence(*team, {{&a, 1}});
  EXPECT_FALSE(sequence->fill({}));
  EXPECT_FALSE(sequence->poison());
}

TEST(PinnedPool, binds_for_its_life_and_lets_the_caller_go) {
  cpu_set_t before;
  CPU_ZERO(&before);
  ASSERT_EQ(::sched_getaffinity(0, sizeof before, &before), 0);
  const auto cpus = two_cpus();
  {
    const PinnedPool pinned(cpus);
    cpu_set_t now;
    CPU_ZERO(&now);
    ASSERT_EQ(::sched_getaffinity(0, sizeof now, &now), 0);
    EXPECT_EQ(CPU_COUNT(&now), 1);
    EXPECT_TRUE(CPU_ISSET(static_cast<std::size_t>(cpus[0]), &now));
  }
  cpu_set_t after;
  CPU_ZERO(&after);
  ASSERT_EQ(::sched_getaffinity(0, sizeof after, &after), 0);
  EXPECT_TRUE(CPU_EQUAL(&before, &after)) << "what the caller starts may run where it could before";
}

}  // namespace
}  // namespace fleetmark::cpu

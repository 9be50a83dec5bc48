// SPDX-License-Identifier: Apache-2.0
// See thread_team.h. A job is published by raising a generation number; workers sleep on it (futex)
// between jobs and spin only at barriers inside a job.
#include "kernels/cpu/thread_team.h"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

namespace fleetmark::cpu {
namespace {

void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

// Sense-reversing barrier. Yields after a while, so that an oversubscribed machine still advances.
class SpinBarrier {
 public:
  explicit SpinBarrier(int count) : count_(count) {}
  void wait() {
    const unsigned phase = phase_.load(std::memory_order_acquire);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == count_) {
      arrived_.store(0, std::memory_order_relaxed);
      phase_.store(phase + 1, std::memory_order_release);
      return;
    }
    for (int spins = 0; phase_.load(std::memory_order_acquire) == phase; ++spins) {
      if (spins > 20'000) {
        std::this_thread::yield();
      } else {
        relax();
      }
    }
  }

 private:
  int count_;
  std::atomic<int> arrived_{0};
  std::atomic<unsigned> phase_{0};
};

struct alignas(64) WorkerSlot {
  std::chrono::steady_clock::time_point begin, end;
  int migrations = 0;
  int preemptions = 0;
};

bool pin_this_thread(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(cpu), &set);
  return ::sched_setaffinity(0, sizeof set, &set) == 0;
}

int involuntary_switches() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  return static_cast<int>(usage.ru_nivcsw);
}

}  // namespace

struct ThreadTeam::State {
  explicit State(const std::vector<int>& list)
      : cpus(list), slots(list.size()), barrier(static_cast<int>(list.size())) {}

  std::vector<int> cpus;
  std::vector<WorkerSlot> slots;
  SpinBarrier barrier;
  const std::function<void(int)>* job = nullptr;  // valid while a generation runs
  std::atomic<unsigned> generation{0};
  std::atomic<int> unfinished{0};
  std::atomic<bool> stop{false};
  std::atomic<int> failed_pins{0};
  std::vector<std::thread> threads;

  void work(int worker) {
    if (!pin_this_thread(cpus[static_cast<std::size_t>(worker)])) failed_pins.fetch_add(1);
    WorkerSlot& slot = slots[static_cast<std::size_t>(worker)];
    unsigned seen = 0;
    for (;;) {
      generation.wait(seen, std::memory_order_acquire);
      seen = generation.load(std::memory_order_acquire);
      if (stop.load(std::memory_order_acquire)) return;
      const int before = involuntary_switches();
      (*job)(worker);
      slot.preemptions += involuntary_switches() - before;
      if (::sched_getcpu() != cpus[static_cast<std::size_t>(worker)]) ++slot.migrations;
      if (unfinished.fetch_sub(1, std::memory_order_acq_rel) == 1) unfinished.notify_one();
    }
  }

  void publish(const std::function<void(int)>* next) {
    job = next;
    unfinished.store(static_cast<int>(threads.size()), std::memory_order_release);
    generation.fetch_add(1, std::memory_order_acq_rel);
    generation.notify_all();
  }

  void wait_for_all() {
    for (int left = unfinished.load(std::memory_order_acquire); left != 0;
         left = unfinished.load(std::memory_order_acquire)) {
      unfinished.wait(left, std::memory_order_acquire);
    }
  }
};

ThreadTeam::ThreadTeam(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<ThreadTeam>> ThreadTeam::create(const std::vector<int>& cpus) {
  if (cpus.empty()) return Error{ErrorCode::kNoDevice, "no CPU may be used by this process"};
  auto state = std::make_unique<State>(cpus);
  State* shared = state.get();
  try {
    for (int worker = 0; worker < static_cast<int>(cpus.size()); ++worker) {
      state->threads.emplace_back([shared, worker] { shared->work(worker); });
    }
  } catch (const std::exception& error) {
    ThreadTeam half_made(std::move(state));  // joins those that started
    return Error{ErrorCode::kNoDevice, std::string("cannot start worker threads: ") + error.what()};
  }
  std::unique_ptr<ThreadTeam> team(new ThreadTeam(std::move(state)));
  team->run([](int) {});  // every worker has pinned itself
  if (shared->failed_pins.load() > 0) {
    return Error{ErrorCode::kNoDevice,
                 "worker threads cannot be pinned to the CPUs of this process's affinity mask"};
  }
  return team;
}

ThreadTeam::~ThreadTeam() {
  state_->stop.store(true, std::memory_order_release);
  state_->generation.fetch_add(1, std::memory_order_acq_rel);
  state_->generation.notify_all();
  for (auto& thread : state_->threads) thread.join();
}

int ThreadTeam::size() const { return static_cast<int>(state_->cpus.size()); }
const std::vector<int>& ThreadTeam::cpus() const { return state_->cpus; }

void ThreadTeam::run(const std::function<void(int)>& body) {
  state_->publish(&body);
  state_->wait_for_all();
}

Seconds ThreadTeam::run_timed(int iterations, const std::function<void(int, int)>& body) {
  run([this, iterations, &body](int worker) {
    WorkerSlot& slot = state_->slots[static_cast<std::size_t>(worker)];
    for (int iteration = 0; iteration < iterations; ++iteration) {
      state_->barrier.wait();
      if (iteration == 0) slot.begin = std::chrono::steady_clock::now();
      body(worker, iteration);
    }
    slot.end = std::chrono::steady_clock::now();
  });
  auto begin = state_->slots[0].begin;
  auto end = state_->slots[0].end;
  for (const auto& slot : state_->slots) {
    begin = std::min(begin, slot.begin);
    end = std::max(end, slot.end);
  }
  return Seconds(std::chrono::duration<double>(end - begin).count());
}

TeamDisturbance ThreadTeam::take_disturbance() {
  TeamDisturbance sum;
  for (auto& slot : state_->slots) {
    sum.cpu_migrations += std::exchange(slot.migrations, 0);
    sum.preemptions += std::exchange(slot.preemptions, 0);
  }
  return sum;
}

IndexRange split(std::size_t n, int worker, int count, std::size_t grain) {
  const std::size_t grains = (n + grain - 1) / grain;
  const auto w = static_cast<std::size_t>(worker);
  const auto c = static_cast<std::size_t>(count);
  const std::size_t each = grains / c;
  const std::size_t extra = grains % c;
  const std::size_t first = w * each + std::min(w, extra);
  const std::size_t last = first + each + (w < extra ? 1 : 0);
  return IndexRange{std::min(n, first * grain), std::min(n, last * grain)};
}

}  // namespace fleetmark::cpu

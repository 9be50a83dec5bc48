// SPDX-License-Identifier: Apache-2.0
// See cpu_session.h. Device time on a CPU is wall time of the team's work: threads are awake before
// the clock starts, and a library that brings its own threads is timed from the calling thread.
#include "kernels/backends/cpu/cpu_session.h"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "kernels/api/registry.h"
#include "kernels/backends/cpu/cpu_device_info.h"
#include "kernels/backends/cpu/cpu_sequence.h"
#include "kernels/backends/cpu/openmp_pool.h"
#include "kernels/cpu/team_kernel.h"

namespace fleetmark::cpu {
namespace {

using Clock = std::chrono::steady_clock;

// libgomp's idle threads spin 300,000 times before they sleep: some milliseconds.
constexpr std::chrono::milliseconds kLongestSpin(10);

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

double own_cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::string proc_stat() {
  std::ifstream file("/proc/stat");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct LoadReading {
  Clock::time_point when;
  double busy_s = 0;  // all work on our CPUs
  double own_s = 0;   // of this process
};

class CpuSession final : public Session {
 public:
  CpuSession(DeviceInfo info, CpuFeatures features, std::unique_ptr<ThreadTeam> team)
      : info_(std::move(info)),
        features_(features),
        team_(std::move(team)),
        context_{*team_, features_},
        last_(read_load()) {}

  void add(const CpuVariant& variant, const KernelSpec& spec) {
    KernelVariant listed;
    listed.spec = &spec;
    listed.name = variant.name;
    listed.implementation = variant.implementation(features_);
    listed.dtypes = variant.dtypes(features_);
    listed.is_library = variant.is_library;
    listed.is_oracle = variant.is_oracle;
    listed_.push_back(std::move(listed));
    makers_.push_back(variant.make);
  }

  [[nodiscard]] const DeviceInfo& device() const override { return info_; }
  [[nodiscard]] const std::vector<KernelVariant>& variants() const override { return listed_; }

  Result<std::unique_ptr<PreparedKernel>> prepare(const KernelVariant& variant,
                                                  const Problem& problem,
                                                  const PrepareOptions& options) override {
    const double needed = variant.spec->footprint(problem).value * options.operand_sets;
    const auto now = read_cpu_device(Topology{}, features_, team_->cpus(), "").memory_available;
    if (now && needed > now->value) {
      return Error{ErrorCode::kOutOfMemory,
                   "needs " + std::to_string(static_cast<long long>(needed)) + " bytes, " +
                       std::to_string(static_cast<long long>(needed - now->value)) +
                       " more than are available"};
    }
    for (std::size_t i = 0; i < listed_.size(); ++i) {
      if (listed_[i].spec == variant.spec && listed_[i].name == variant.name) {
        return makers_[i](context_, problem, options);
      }
    }
    return Error{ErrorCode::kNotSupported,
                 std::string(variant.spec->id) + "/" + variant.name + " is not on this device"};
  }

  Result<TimedBatch> time(PreparedKernel& kernel, int first_set, int launches) override {
    const int sets = kernel.operand_sets();
    leave_cores_to(kernel);
    team_->take_disturbance();
    TimedBatch batch;
    if (auto* on_team = dynamic_cast<TeamKernel*>(&kernel)) {
      batch.elapsed = team_->run_timed(launches, [&](int worker, int launch) {
        on_team->run_part(worker, (first_set + launch) % sets);
      });
    } else if (const auto elapsed = time_on_team(kernel, first_set, launches)) {
      batch.elapsed = *elapsed;
    } else {
      std::optional<PinnedPool> pinned;
      if (!runs_on_team(kernel)) pinned.emplace(team_->cpus());
      const auto begin = Clock::now();
      for (int launch = 0; launch < launches; ++launch) {
        FLEETMARK_CHECK(kernel.enqueue((first_set + launch) % sets));
      }
      batch.elapsed = Seconds(seconds_since(begin));
    }
    const TeamDisturbance disturbance = team_->take_disturbance();
    batch.cpu_migrations = disturbance.cpu_migrations;
    batch.preemptions = disturbance.preemptions;
    batch.clock = current_clock(team_->cpus(), "");
    return batch;
  }

  Result<std::unique_ptr<PreparedKernel>> join(std::vector<SequenceStep> steps) override {
    return make_cpu_sequence(*team_, std::move(steps));
  }

  DeviceState state() override {
    DeviceState state;
    state.clock = current_clock(team_->cpus(), "");
    const LoadReading now = read_load();
    const double wall = std::chrono::duration<double>(now.when - last_.when).count();
    // /proc/stat counts in ticks of 10 ms: a shorter stretch says nothing.
    if (wall >= 0.2) {
      const double others = (now.busy_s - last_.busy_s) - (now.own_s - last_.own_s);
      state.other_load = std::max(0.0, others / wall);
      last_ = now;
    }
    return state;
  }

 private:
  // A library's threads go on spinning for a while when their work is done, on the cores of the
  // team.
  void leave_cores_to(const PreparedKernel& kernel) {
    const bool is_ours = runs_on_team(kernel);
    if (is_ours && library_ran_last_) std::this_thread::sleep_for(kLongestSpin);
    library_ran_last_ = !is_ours;
  }

  LoadReading read_load() {
    static const double ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    return LoadReading{Clock::now(), busy_seconds(proc_stat(), team_->cpus(), ticks),
                       own_cpu_seconds()};
  }

  DeviceInfo info_;
  CpuFeatures features_;
  std::unique_ptr<ThreadTeam> team_;
  CpuContext context_;
  LoadReading last_;
  bool library_ran_last_ = false;
  std::vector<KernelVariant> listed_;
  std::vector<decltype(CpuVariant::make)> makers_;
};

}  // namespace

Result<std::unique_ptr<Session>> open_cpu_session(DeviceInfo info, CpuFeatures features,
                                                  const std::vector<CpuVariant>& variants,
                                                  const std::vector<int>& cpus) {
  FLEETMARK_TRY(auto team, ThreadTeam::create(cpus));
  auto session = std::make_unique<CpuSession>(std::move(info), features, std::move(team));
  for (const auto& variant : variants) {
    const KernelSpec* spec = find_kernel_spec(variant.kernel);
    if (spec != nullptr && !variant.dtypes(features).empty()) session->add(variant, *spec);
  }
  return std::unique_ptr<Session>(std::move(session));
}

}  // namespace fleetmark::cpu

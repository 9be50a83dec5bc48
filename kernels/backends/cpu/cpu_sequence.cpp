// SPDX-License-Identifier: Apache-2.0
// See cpu_sequence.h.
#include "kernels/backends/cpu/cpu_sequence.h"

#include "kernels/backends/cpu/openmp_pool.h"
#include "kernels/cpu/team_kernel.h"

namespace fleetmark::cpu {
namespace {

// One launch of a kernel of the team, and where in its rotation it stands.
struct Turn {
  TeamKernel* kernel = nullptr;
  const SequenceStep* step = nullptr;
  std::int64_t launch = 0;
};

class CpuSequence final : public SequenceKernel {
 public:
  CpuSequence(ThreadTeam& team, std::vector<SequenceStep> steps)
      : SequenceKernel(std::move(steps)), team_(team) {
    for (const auto& step : this->steps()) add(step);
  }

  Result<> enqueue(int pass) override {
    for (const auto& stretch : stretches_) {
      if (!stretch.turns.empty()) run(stretch.turns, pass);
      if (stretch.library == nullptr) continue;
      for (std::int64_t launch = 0; launch < stretch.library->launches; ++launch) {
        FLEETMARK_CHECK(stretch.library->kernel->enqueue(set_of(*stretch.library, pass, launch)));
      }
    }
    return {};
  }
  // Without a library all launches are one stretch.
  Seconds time(int first_pass, int passes) {
    if (stretches_.empty()) return Seconds(0);
    const auto& turns = stretches_.front().turns;
    const int count = static_cast<int>(turns.size());
    return team_.run_timed(passes * count, [&](int worker, int i) {
      const Turn& turn = turns[static_cast<std::size_t>(i % count)];
      const int pass = (first_pass + i / count) % kPasses;
      turn.kernel->run_part(worker, set_of(*turn.step, pass, turn.launch));
    });
  }
  [[nodiscard]] bool has_library() const { return has_library_; }
  [[nodiscard]] std::string choice() const override {
    return has_library_ ? "OpenMP regions and library calls on one pool of threads"
                        : "one job of the thread team";
  }

 private:
  // Launches of the team, then one step of a library.
  struct Stretch {
    std::vector<Turn> turns;
    const SequenceStep* library = nullptr;
  };

  void add(const SequenceStep& step) {
    if (stretches_.empty() || stretches_.back().library != nullptr) stretches_.emplace_back();
    auto* on_team = dynamic_cast<TeamKernel*>(step.kernel);
    if (on_team == nullptr) {
      stretches_.back().library = &step;
      has_library_ = true;
      return;
    }
    for (std::int64_t launch = 0; launch < step.launches; ++launch) {
      stretches_.back().turns.push_back({on_team, &step, launch});
    }
  }

  void run(const std::vector<Turn>& turns, int pass) {
    const auto part = [&](int worker, std::size_t i) {
      turns[i].kernel->run_part(worker, set_of(*turns[i].step, pass, turns[i].launch));
    };
    if (!has_library_) {
      team_.run_timed(static_cast<int>(turns.size()),
                      [&](int worker, int i) { part(worker, static_cast<std::size_t>(i)); });
      return;
    }
    run_on_pool(team_.size(), turns.size(), part);
  }

  ThreadTeam& team_;
  std::vector<Stretch> stretches_;
  bool has_library_ = false;
};

}  // namespace

std::unique_ptr<PreparedKernel> make_cpu_sequence(ThreadTeam& team,
                                                  std::vector<SequenceStep> steps) {
  return std::make_unique<CpuSequence>(team, std::move(steps));
}

bool runs_on_team(const PreparedKernel& kernel) {
  if (const auto* sequence = dynamic_cast<const CpuSequence*>(&kernel)) {
    return !sequence->has_library();
  }
  return dynamic_cast<const TeamKernel*>(&kernel) != nullptr;
}

std::optional<Seconds> time_on_team(PreparedKernel& kernel, int first_pass, int passes) {
  auto* sequence = dynamic_cast<CpuSequence*>(&kernel);
  if (sequence == nullptr || sequence->has_library()) return std::nullopt;
  return sequence->time(first_pass, passes);
}

}  // namespace fleetmark::cpu

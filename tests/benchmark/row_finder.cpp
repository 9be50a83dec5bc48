// SPDX-License-Identifier: Apache-2.0
// See row_finder.h.
#include "tests/benchmark/row_finder.h"

#include <algorithm>
#include <memory>
#include <random>
#include <vector>

#include "kernels/cpu/host_buffer.h"
#include "kernels/cpu/thread_team.h"

namespace fleetmark::benchmark {
namespace {

using Line = std::uint64_t __attribute__((vector_size(64)));

constexpr std::size_t kTogether = 8;  // rows that wait for nothing of each other

class RowFinder {
 public:
  static Result<std::shared_ptr<RowFinder>> create(const RandomRows& what) {
    auto finder = std::make_shared<RowFinder>();
    finder->what_ = what;
    FLEETMARK_TRY(finder->team_, cpu::ThreadTeam::create(cpu::usable_cpus()));
    FLEETMARK_TRY(finder->table_, cpu::HostBuffer::allocate(
                                      static_cast<std::size_t>(what.table_rows * what.row_bytes)));
    finder->fill();
    return finder;
  }

  Seconds time(int launches) {
    return team_->run_timed(launches, [this](int worker, int) { find(worker); });
  }

  // The distance that took least time of a launch.
  void tune() {
    Seconds best{0};
    std::int64_t best_ahead = ahead_;
    for (const std::int64_t ahead : {4, 8, 16, 32, 64}) {
      ahead_ = ahead;
      const Seconds taken = std::min(time(1), time(1));
      if (best.value != 0 && best < taken) continue;
      best = taken;
      best_ahead = ahead;
    }
    ahead_ = best_ahead;
  }

 private:
  void fill() {
    const auto lines = static_cast<std::size_t>(what_.table_rows * what_.row_bytes / 64);
    indices_.resize(static_cast<std::size_t>(what_.rows));
    team_->run([&](int worker) {
      const auto part = cpu::split(lines, worker, team_->size(), 64);
      std::fill(table_.as<Line>() + part.begin, table_.as<Line>() + part.end, Line{} + 1);
    });
    std::mt19937_64 draw(1);
    std::uniform_int_distribution<std::uint32_t> row(
        0, static_cast<std::uint32_t>(what_.table_rows - 1));
    for (auto& index : indices_) index = row(draw);
    sums_.resize(static_cast<std::size_t>(team_->size()));
  }

  void find(int worker) {
    const auto part = cpu::split(indices_.size(), worker, team_->size(), kTogether);
    const auto lines = static_cast<std::size_t>(what_.row_bytes / 64);
    const auto ahead = static_cast<std::size_t>(ahead_);
    const auto last = indices_.size() - 1;
    const Line* table = table_.as<Line>();
    Line sums[kTogether]{};
    for (std::size_t r = part.begin; r + kTogether <= part.end; r += kTogether) {
#pragma GCC unroll 8
      for (std::size_t q = 0; q < kTogether; ++q) {
        __builtin_prefetch(table + indices_[std::min(r + q + ahead, last)] * lines, 0, 3);
        sums[q] ^= table[indices_[r + q] * lines];
      }
    }
    for (const Line& sum : sums) sums_[static_cast<std::size_t>(worker)] ^= sum;
  }

  RandomRows what_;
  std::unique_ptr<cpu::ThreadTeam> team_;
  cpu::HostBuffer table_;
  std::vector<std::uint32_t> indices_;
  std::vector<Line> sums_;  // so that nothing is left out
  std::int64_t ahead_ = 16;
};

}  // namespace

Result<Contender> row_finder(const RandomRows& what) {
  FLEETMARK_TRY(const std::shared_ptr<RowFinder> finder, RowFinder::create(what));
  finder->tune();
  Contender contender;
  contender.name = "one line of each of the same rows";
  contender.time = [finder](int launches) -> Result<Seconds> { return finder->time(launches); };
  contender.amount = static_cast<double>(what.rows * what.row_bytes);
  return contender;
}

}  // namespace fleetmark::benchmark

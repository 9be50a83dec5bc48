// SPDX-License-Identifier: Apache-2.0
// A CPU kernel that runs on our own team: the session repeats run_part() over all launches inside
// one job, so that waking threads is not part of the time. Kernels that bring threads of their own
// (a library's) derive from PreparedKernel alone.
#pragma once

#include "kernels/api/kernel.h"
#include "kernels/cpu/thread_team.h"

namespace fleetmark::cpu {

class TeamKernel : public PreparedKernel {
 public:
  explicit TeamKernel(ThreadTeam& team) : team_(&team) {}
  // The share of one worker in one launch on operand set `set`; no allocation, no system call.
  virtual void run_part(int worker, int set) = 0;

  Result<> enqueue(int set) override {
    team_->run([this, set](int worker) { run_part(worker, set); });
    return {};
  }
  [[nodiscard]] ThreadTeam& team() const { return *team_; }

 private:
  ThreadTeam* team_;
};

}  // namespace fleetmark::cpu

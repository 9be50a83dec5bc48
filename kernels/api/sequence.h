// SPDX-License-Identifier: Apache-2.0
// Several prepared kernels launched as one. What every backend's sequence shares: whose turn it is,
// and that a sequence has no operands of its own.
#pragma once

#include <memory>
#include <vector>

#include "kernels/api/backend.h"

namespace fleetmark {

class SequenceKernel : public PreparedKernel {
 public:
  explicit SequenceKernel(std::vector<SequenceStep> steps) : steps_(std::move(steps)) {}
  // Passes after which every part is back at its first operand set, as far as that is soon: the set
  // of a pass says where its parts stand.
  [[nodiscard]] int operand_sets() const override { return kPasses; }
  // One after the other, each waiting for the last.
  Result<> enqueue(int pass) override {
    for (const auto& step : steps_) {
      for (std::int64_t launch = 0; launch < step.launches; ++launch) {
        FLEETMARK_CHECK(step.kernel->enqueue(set_of(step, pass, launch)));
      }
    }
    return {};
  }
  Result<> fill(const InputRecipe&) override { return has_none(); }
  Result<> poison() override { return has_none(); }
  OutputReader& output(int) override {
    assert_failed("a sequence has no output of its own", __FILE__, __LINE__);
  }
  [[nodiscard]] std::string choice() const override { return "one launch after the other"; }

  static constexpr int kPasses = 1 << 20;
  static int set_of(const SequenceStep& step, int pass, std::int64_t launch) {
    return static_cast<int>((pass * step.launches + launch) % step.kernel->operand_sets());
  }

 protected:
  [[nodiscard]] const std::vector<SequenceStep>& steps() const { return steps_; }

 private:
  static Error has_none() {
    return Error{ErrorCode::kInternal, "a sequence has no operands of its own"};
  }
  std::vector<SequenceStep> steps_;
};

}  // namespace fleetmark

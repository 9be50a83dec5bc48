// SPDX-License-Identifier: Apache-2.0
// What was timed stands only when its answers are checked: once the user asked to stop, that is
// worth a moment, and no more.
#pragma once

#include <optional>
#include <utility>

#include "harness/measure/clock.h"
#include "harness/measure/verify.h"

namespace fleetmark::measure {

inline constexpr double kMostSecondsToCheck = 1.5;

class Patience {
 public:
  Patience(IsInterrupted is_interrupted, Clock& clock)
      : is_interrupted_(std::move(is_interrupted)), clock_(clock) {}

  // The moment begins when the interruption is first seen here.
  bool is_over() {
    if (!is_interrupted_()) return false;
    if (!interrupted_at_s_) interrupted_at_s_ = clock_.now_s();
    return clock_.now_s() - *interrupted_at_s_ > kMostSecondsToCheck;
  }

 private:
  IsInterrupted is_interrupted_;
  Clock& clock_;
  std::optional<double> interrupted_at_s_;
};

}  // namespace fleetmark::measure

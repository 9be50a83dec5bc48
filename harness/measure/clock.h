// SPDX-License-Identifier: Apache-2.0
// The only time source of the measuring core, handed in so that tests own the time.
#pragma once

#include <chrono>

namespace fleetmark::measure {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual double now_s() = 0;  // monotonic, from any origin
};

class SteadyClock final : public Clock {
 public:
  double now_s() override {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
};

}  // namespace fleetmark::measure

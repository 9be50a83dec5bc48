// SPDX-License-Identifier: Apache-2.0
// A kernel that holds the stream until the host lets go, so that a batch is queued before any of it
// runs and the gaps between launches are the device's own. It lets go by itself after a time limit,
// and then says so: what is timed after that has the host's pauses in it.
#pragma once

#include "kernels/gpu/gpu_handles.h"

namespace fleetmark::gpu {

class Hold {
 public:
  static Result<Hold> create();
  Hold() = default;
  Hold(Hold&& other) noexcept : flag_(std::exchange(other.flag_, nullptr)) {}
  Hold& operator=(Hold&& other) noexcept {
    std::swap(flag_, other.flag_);
    return *this;
  }
  ~Hold();

  Result<> begin(gpu_stream stream);  // what is enqueued from now on waits
  void release();
  // Whether it let go by itself. Known when the stream has come past it.
  [[nodiscard]] bool has_given_up() const { return flag_[1] != 0; }

 private:
  // Pinned host memory of two words: the host lets go by the first, which the device reads, and the
  // device says by the second that it did not wait for that.
  volatile int* flag_ = nullptr;
};

// How often what was held in vain is timed again before that is an error.
inline constexpr int kHoldAttempts = 2;
inline Error held_in_vain(int launches) {
  return {ErrorCode::kInvalidMeasurement,
          "invalid measurement: the host took more than a second to queue " +
              std::to_string(launches) + (launches == 1 ? " launch, " : " launches, ") +
              std::to_string(kHoldAttempts) +
              " times in a row, so that its pauses would be timed; leave it CPUs of its own"};
}

}  // namespace fleetmark::gpu

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

  // FLEETMARK_HOLD=off in the environment: nothing is held. For tools that let one kernel run at a
  // time, under which a held stream would wait for a host that waits for it.
  static bool is_off();

  Result<> begin(gpu_stream stream);  // what is enqueued from now on waits
  void release();
  // Whether it let go by itself. Known when the stream has come past it.
  [[nodiscard]] bool has_given_up() const { return flag_[1] != 0; }

 private:
  // Pinned host memory of two words: the host lets go by the first, which the device reads, and the
  // device says by the second that it did not wait for that.
  volatile int* flag_ = nullptr;
};

}  // namespace fleetmark::gpu

// SPDX-License-Identifier: Apache-2.0
// A kernel that holds the stream until the host lets go, so that a batch is queued before any of it
// runs and the gaps between launches are the device's own. It lets go by itself after a time limit.
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

 private:
  volatile int* flag_ = nullptr;  // pinned host memory that the device reads
};

}  // namespace fleetmark::gpu

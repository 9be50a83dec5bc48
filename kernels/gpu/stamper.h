// SPDX-License-Identifier: Apache-2.0
// Leaves clock stamps before and after a batch, in pinned memory that the device writes to. See
// clock_stamps.h for what becomes of them.
#pragma once

#include <optional>
#include <utility>

#include "kernels/gpu/clock_stamps.h"
#include "kernels/gpu/gpu_handles.h"

namespace fleetmark::gpu {

class Stamper {
 public:
  static Result<Stamper> create(int sm_count);
  Stamper() = default;
  Stamper(Stamper&& other) noexcept
      : stamps_(std::exchange(other.stamps_, nullptr)), sm_count_(other.sm_count_) {}
  Stamper& operator=(Stamper&& other) noexcept {
    std::swap(stamps_, other.stamps_);
    std::swap(sm_count_, other.sm_count_);
    return *this;
  }
  ~Stamper();

  void clear();  // before a batch, while nothing of it runs
  Result<> before(gpu_stream stream) { return enqueue(stream, 0); }
  Result<> after(gpu_stream stream) { return enqueue(stream, sm_count_); }
  // When all that was enqueued is done.
  [[nodiscard]] std::optional<double> clock_hz() const;

 private:
  Result<> enqueue(gpu_stream stream, int offset);
  ClockStamp* stamps_ = nullptr;  // sm_count before, sm_count after
  int sm_count_ = 0;
};

}  // namespace fleetmark::gpu

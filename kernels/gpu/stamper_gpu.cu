// SPDX-License-Identifier: Apache-2.0
// See stamper.h. Several blocks per SM, so that each SM gets at least one; the last one there wins.
#include <cstring>

#include "kernels/gpu/device_timer.h"
#include "kernels/gpu/stamper.h"

namespace fleetmark::gpu {
namespace {

constexpr int kBlocksPerSm = 4;

__global__ void __launch_bounds__(1) stamp_kernel(ClockStamp* stamps, int sm_count) {
  const unsigned sm = this_sm();
  if (sm >= static_cast<unsigned>(sm_count)) return;
  // One store of 16 bytes: the two halves of a stamp belong together.
  *reinterpret_cast<ulonglong2*>(&stamps[sm]) =
      make_ulonglong2(static_cast<unsigned long long>(clock64()), global_timer_ns());
}

}  // namespace

Result<Stamper> Stamper::create(int sm_count) {
  Stamper stamper;
  void* memory = nullptr;
  FLEETMARK_GPU(gpuHostAlloc(&memory, 2 * sizeof(ClockStamp) * static_cast<std::size_t>(sm_count),
                             gpuHostAllocMapped));
  stamper.stamps_ = static_cast<ClockStamp*>(memory);
  stamper.sm_count_ = sm_count;
  stamper.clear();
  return stamper;
}

Stamper::~Stamper() {
  if (stamps_ != nullptr) static_cast<void>(gpuFreeHost(stamps_));
}

void Stamper::clear() {
  std::memset(static_cast<void*>(stamps_), 0,
              2 * sizeof(ClockStamp) * static_cast<std::size_t>(sm_count_));
}

Result<> Stamper::enqueue(gpu_stream stream, int offset) {
  void* on_device = nullptr;
  FLEETMARK_GPU(gpuHostGetDevicePointer(&on_device, stamps_, 0));
  stamp_kernel<<<kBlocksPerSm * sm_count_, 1, 0, stream>>>(
      static_cast<ClockStamp*>(on_device) + offset, sm_count_);
  FLEETMARK_GPU(gpuGetLastError());
  return {};
}

std::optional<double> Stamper::clock_hz() const {
  const auto count = static_cast<std::size_t>(sm_count_);
  return clock_from_stamps({stamps_, count}, {stamps_ + count, count});
}

}  // namespace fleetmark::gpu

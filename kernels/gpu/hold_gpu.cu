// SPDX-License-Identifier: Apache-2.0
// See hold.h. One thread polls a flag in pinned host memory.
#include <cstdlib>
#include <string_view>

#include "kernels/gpu/hold.h"

namespace fleetmark::gpu {
namespace {

// About a second at the clock of any supported part: longer than any queueing, short of a watchdog.
constexpr long long kMaxCycles = 2'000'000'000;

__global__ void __launch_bounds__(1) hold_kernel(volatile int* flag) {
  const long long begin = clock64();
  while (flag[0] == 0) {
    if (clock64() - begin < kMaxCycles) continue;
    flag[1] = 1;
    __threadfence_system();
    return;
  }
}

}  // namespace

Result<Hold> Hold::create() {
  void* memory = nullptr;
  FLEETMARK_GPU(gpuHostAlloc(&memory, 2 * sizeof(int), gpuHostAllocMapped));
  Hold hold;
  hold.flag_ = static_cast<volatile int*>(memory);
  return hold;
}

Hold::~Hold() {
  if (flag_ != nullptr) static_cast<void>(gpuFreeHost(const_cast<int*>(flag_)));
}

bool Hold::is_off() {
  static const bool is_off = [] {
    const char* asked = std::getenv("FLEETMARK_HOLD");
    return asked != nullptr && std::string_view(asked) == "off";
  }();
  return is_off;
}

Result<> Hold::begin(gpu_stream stream) {
  flag_[0] = 0;
  flag_[1] = 0;
  if (is_off()) return {};
  void* on_device = nullptr;
  FLEETMARK_GPU(gpuHostGetDevicePointer(&on_device, const_cast<int*>(flag_), 0));
  hold_kernel<<<1, 1, 0, stream>>>(static_cast<volatile int*>(on_device));
  FLEETMARK_GPU(gpuGetLastError());
  return {};
}

void Hold::release() { flag_[0] = 1; }

}  // namespace fleetmark::gpu

// SPDX-License-Identifier: Apache-2.0
// See guards.h.
#include <array>
#include <map>
#include <mutex>

#include "kernels/gpu/gpu_check.h"
#include "kernels/gpu/guards.h"

namespace fleetmark::gpu {
namespace {

// Keeps the alignment that the allocator gives (256 bytes at least; TMA asks for 16).
constexpr std::size_t kGuardBytes = 1024;
constexpr unsigned char kPattern = 0xA5;
using Guard = std::array<unsigned char, kGuardBytes>;

struct Registry {
  std::mutex mutex;
  std::map<char*, std::size_t> buffers;  // user pointer, bytes
};
Registry& registry() {
  static Registry the_registry;
  return the_registry;
}

Result<> check_guard(const char* guard, std::size_t buffer_bytes, const char* side) {
  Guard found;
  FLEETMARK_GPU(gpuMemcpy(found.data(), guard, kGuardBytes, gpuMemcpyDeviceToHost));
  for (std::size_t i = 0; i < kGuardBytes; ++i) {
    if (found[i] == kPattern) continue;
    return Error{ErrorCode::kWrongAnswer, "a kernel wrote " + std::string(side) + " a buffer of " +
                                              std::to_string(buffer_bytes) + " bytes, at byte " +
                                              std::to_string(i) + " of its guard"};
  }
  return {};
}

}  // namespace

Result<void*> guarded_allocate(std::size_t bytes) {
  void* memory = nullptr;
  FLEETMARK_GPU(gpuMalloc(&memory, bytes + 2 * kGuardBytes));
  char* const data = static_cast<char*>(memory) + kGuardBytes;
  const auto cleared = [&]() -> Result<> {
    FLEETMARK_GPU(gpuMemset(memory, kPattern, kGuardBytes));
    FLEETMARK_GPU(gpuMemset(data + bytes, kPattern, kGuardBytes));
    return {};
  }();
  if (!cleared) {
    static_cast<void>(gpuFree(memory));
    return cleared.error();
  }
  const std::lock_guard lock(registry().mutex);
  registry().buffers.emplace(data, bytes);
  return static_cast<void*>(data);
}

void guarded_free(void* data) {
  {
    const std::lock_guard lock(registry().mutex);
    registry().buffers.erase(static_cast<char*>(data));
  }
  static_cast<void>(gpuFree(static_cast<char*>(data) - kGuardBytes));
}

Result<> check_guards() {
  const std::lock_guard lock(registry().mutex);
  for (const auto& [data, bytes] : registry().buffers) {
    FLEETMARK_CHECK(check_guard(data - kGuardBytes, bytes, "before"));
    FLEETMARK_CHECK(check_guard(data + bytes, bytes, "after"));
  }
  return {};
}

}  // namespace fleetmark::gpu

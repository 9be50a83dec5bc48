// SPDX-License-Identifier: Apache-2.0
// See host_buffer.h.
#include "kernels/cpu/host_buffer.h"

#include <sys/mman.h>

namespace fleetmark::cpu {

Result<HostBuffer> HostBuffer::allocate(std::size_t bytes) {
  const std::size_t size = bytes == 0 ? 1 : bytes;
  void* data = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED) {
    return Error{ErrorCode::kOutOfMemory,
                 "the system refused " + std::to_string(size) + " bytes of memory"};
  }
  ::madvise(data, size, MADV_HUGEPAGE);
  return HostBuffer(data, size);
}

HostBuffer::~HostBuffer() {
  if (data_ != nullptr) ::munmap(data_, bytes_);
}

}  // namespace fleetmark::cpu

// SPDX-License-Identifier: Apache-2.0
// Page-aligned memory that nobody has touched yet: the worker that writes a page first owns it
// (first touch), so filling decides on which NUMA node it lies. Huge pages are asked for, not
// required.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "kernels/api/result.h"

namespace fleetmark::cpu {

class HostBuffer {
 public:
  // kOutOfMemory names the bytes that were asked for.
  static Result<HostBuffer> allocate(std::size_t bytes);
  HostBuffer() = default;
  HostBuffer(HostBuffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  HostBuffer& operator=(HostBuffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~HostBuffer();

  template <typename T>
  [[nodiscard]] T* as() const {
    return static_cast<T*>(data_);
  }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  HostBuffer(void* data, std::size_t bytes) : data_(data), bytes_(bytes) {}
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace fleetmark::cpu

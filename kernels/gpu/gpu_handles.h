// SPDX-License-Identifier: Apache-2.0
// Owners of GPU resources, move-only; destructors ignore status, for a lost device frees nothing.
#pragma once

#include <cstddef>
#include <utility>

#include "kernels/gpu/gpu_check.h"
#include "kernels/gpu/guards.h"

namespace fleetmark::gpu {

class DeviceBuffer {
 public:
  static Result<DeviceBuffer> allocate(std::size_t bytes) {
    FLEETMARK_TRY(void* const data, guarded_allocate(bytes == 0 ? 16 : bytes));
    return DeviceBuffer(data);
  }
  DeviceBuffer() = default;
  DeviceBuffer(DeviceBuffer&& other) noexcept : data_(std::exchange(other.data_, nullptr)) {}
  DeviceBuffer& operator=(DeviceBuffer&& other) noexcept {
    std::swap(data_, other.data_);
    return *this;
  }
  ~DeviceBuffer() {
    if (data_ != nullptr) guarded_free(data_);
  }
  template <typename T>
  [[nodiscard]] T* as() const {
    return static_cast<T*>(data_);
  }

 private:
  explicit DeviceBuffer(void* data) : data_(data) {}
  void* data_ = nullptr;
};

class Stream {
 public:
  static Result<Stream> create() {
    gpu_stream stream = nullptr;
    FLEETMARK_GPU(gpuStreamCreate(&stream));
    return Stream(stream);
  }
  Stream() = default;
  Stream(Stream&& other) noexcept : stream_(std::exchange(other.stream_, nullptr)) {}
  Stream& operator=(Stream&& other) noexcept {
    std::swap(stream_, other.stream_);
    return *this;
  }
  ~Stream() {
    if (stream_ != nullptr) static_cast<void>(gpuStreamDestroy(stream_));
  }
  [[nodiscard]] gpu_stream get() const { return stream_; }

 private:
  explicit Stream(gpu_stream stream) : stream_(stream) {}
  gpu_stream stream_ = nullptr;
};

class Event {
 public:
  static Result<Event> create() {
    gpu_event event = nullptr;
    FLEETMARK_GPU(gpuEventCreate(&event));
    return Event(event);
  }
  Event() = default;
  Event(Event&& other) noexcept : event_(std::exchange(other.event_, nullptr)) {}
  Event& operator=(Event&& other) noexcept {
    std::swap(event_, other.event_);
    return *this;
  }
  ~Event() {
    if (event_ != nullptr) static_cast<void>(gpuEventDestroy(event_));
  }
  [[nodiscard]] gpu_event get() const { return event_; }

 private:
  explicit Event(gpu_event event) : event_(event) {}
  gpu_event event_ = nullptr;
};

}  // namespace fleetmark::gpu

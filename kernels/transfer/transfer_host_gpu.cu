// SPDX-License-Identifier: Apache-2.0
// Host and device by the copy engines, from pinned or pageable host memory. Both ways at once run
// on two streams, since an engine serves one direction.
#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "kernels/api/parallel.h"
#include "kernels/gpu/host_node.h"
#include "kernels/transfer/transfer_gpu.h"
#include "kernels/transfer/transfer_spec.h"

namespace fleetmark::transfer {
namespace {

using gpu::DeviceBuffer;
using gpu::gpu_stream;

class HostArray {
 public:
  static Result<HostArray> allocate(std::int64_t n, HostMemory memory) {
    HostArray array;
    if (memory == HostMemory::kPageable) {
      array.pageable_.reset(new float[static_cast<std::size_t>(n)]);
      return array;
    }
    void* data = nullptr;
    FLEETMARK_GPU(
        gpuHostAlloc(&data, static_cast<std::size_t>(n) * sizeof(float), gpuHostAllocDefault));
    array.pinned_ = static_cast<float*>(data);
    return array;
  }
  HostArray() = default;
  HostArray(HostArray&& other) noexcept
      : pageable_(std::move(other.pageable_)), pinned_(std::exchange(other.pinned_, nullptr)) {}
  HostArray& operator=(HostArray&& other) noexcept {
    std::swap(pageable_, other.pageable_);
    std::swap(pinned_, other.pinned_);
    return *this;
  }
  ~HostArray() {
    if (pinned_ != nullptr) static_cast<void>(gpuFreeHost(pinned_));
  }
  [[nodiscard]] float* get() const { return pinned_ != nullptr ? pinned_ : pageable_.get(); }

 private:
  std::unique_ptr<float[]> pageable_;
  float* pinned_ = nullptr;
};

Result<std::optional<int>> node_of_this_device() {
  int device = 0;
  char bus_id[32] = {};
  FLEETMARK_GPU(gpuGetDevice(&device));
  FLEETMARK_GPU(gpuDeviceGetPCIBusId(bus_id, sizeof bus_id, device));
  return gpu::host_node_of("", bus_id, {}).node;
}

class HostTransfer final : public gpu::GpuKernel {
 public:
  HostTransfer(const LinkRow& row, std::int64_t n, HostMemory memory)
      : row_(&row), n_(n), memory_(memory) {}

  Result<> allocate(int sets) {
    FLEETMARK_TRY(device_node_, node_of_this_device());
    if (row_->directions == 2) {
      FLEETMARK_TRY(side_, SideStream::create());
    }
    for (int set = 0; set < sets; ++set) {
      Ends& ends = sets_.emplace_back();
      const std::size_t bytes = static_cast<std::size_t>(n_) * sizeof(float);
      if (goes_up()) {
        FLEETMARK_TRY(ends.host_from, HostArray::allocate(n_, memory_));
        FLEETMARK_TRY(ends.device_to, DeviceBuffer::allocate(bytes));
      }
      if (goes_down()) {
        FLEETMARK_TRY(ends.device_from, DeviceBuffer::allocate(bytes));
        FLEETMARK_TRY(ends.host_to, HostArray::allocate(n_, memory_));
      }
    }
    return {};
  }
  [[nodiscard]] int operand_sets() const override { return static_cast<int>(sets_.size()); }

  Result<> fill(gpu_stream stream, const InputRecipe& recipe) override {
    FLEETMARK_GPU(gpuStreamSynchronize(stream));  // the host's side is written by the host
    for (auto& ends : sets_) {
      if (goes_up()) {
        float* to = ends.host_from.get();
        in_parts(n_, 1 << 16, [&](int, std::int64_t begin, std::int64_t end) {
          for (std::int64_t i = begin; i < end; ++i) {
            to[i] = input_value(recipe, 0, static_cast<std::uint64_t>(i));
          }
        });
      }
      if (goes_down()) {
        FLEETMARK_CHECK(
            fill_device(ends.device_from.as<float>(), n_, recipe, down_operand(), stream));
      }
    }
    return {};
  }

  Result<> poison(gpu_stream stream) override {
    FLEETMARK_GPU(gpuStreamSynchronize(stream));
    for (auto& ends : sets_) {
      if (goes_up()) FLEETMARK_CHECK(poison_device(ends.device_to.as<float>(), n_, stream));
      if (goes_down()) {
        std::fill_n(ends.host_to.get(), n_, std::numeric_limits<float>::quiet_NaN());
      }
    }
    return {};
  }

  Result<> enqueue(gpu_stream stream, int set) override {
    const Ends& ends = sets_[static_cast<std::size_t>(set)];
    const std::size_t bytes = static_cast<std::size_t>(n_) * sizeof(float);
    const bool is_both = row_->directions == 2;
    if (is_both) FLEETMARK_CHECK(side_.fork(stream));
    if (goes_up()) {
      FLEETMARK_GPU(gpuMemcpyAsync(ends.device_to.as<void>(), ends.host_from.get(), bytes,
                                   gpuMemcpyHostToDevice, stream));
    }
    if (goes_down()) {
      FLEETMARK_GPU(gpuMemcpyAsync(ends.host_to.get(), ends.device_from.as<void>(), bytes,
                                   gpuMemcpyDeviceToHost, is_both ? side_.get() : stream));
    }
    if (is_both) FLEETMARK_CHECK(side_.join(stream));
    return {};
  }

  // Asked when the operands are filled: pages lie nowhere before.
  [[nodiscard]] std::string choice() const override {
    const Ends& ends = sets_.front();
    const HostArray& array = goes_up() ? ends.host_from : ends.host_to;
    const std::size_t bytes = static_cast<std::size_t>(n_) * sizeof(float);
    return gpu::host_memory_text(gpu::nodes_of_memory(array.get(), bytes), device_node_);
  }

  // A copy of pageable memory waits in enqueue() for the stream it is on.
  [[nodiscard]] int max_held_launches() const override {
    return memory_ == HostMemory::kPinned ? 64 : 0;
  }

  [[nodiscard]] std::int64_t elements() const override { return n_ * row_->directions; }

  // What went up comes first, then what came down.
  Result<> read(gpu_stream stream, int set, std::int64_t first, std::span<double> out) override {
    FLEETMARK_GPU(gpuStreamSynchronize(stream));
    const Ends& ends = sets_[static_cast<std::size_t>(set)];
    const std::int64_t up = goes_up() ? n_ : 0;
    const std::int64_t from_up =
        std::clamp<std::int64_t>(up - first, 0, static_cast<std::int64_t>(out.size()));
    if (from_up > 0) {
      FLEETMARK_CHECK(read_device(ends.device_to.as<float>() + first,
                                  out.first(static_cast<std::size_t>(from_up)), stream));
    }
    for (std::size_t i = static_cast<std::size_t>(from_up); i < out.size(); ++i) {
      out[i] = ends.host_to.get()[first + static_cast<std::int64_t>(i) - up];
    }
    return {};
  }

 private:
  struct Ends {
    HostArray host_from, host_to;
    DeviceBuffer device_from, device_to;
  };
  [[nodiscard]] bool goes_up() const { return row_->link != Link::kDeviceToHost; }
  [[nodiscard]] bool goes_down() const { return row_->link != Link::kHostToDevice; }
  [[nodiscard]] int down_operand() const { return goes_up() ? 1 : 0; }

  const LinkRow* row_;
  std::int64_t n_;
  HostMemory memory_;
  std::optional<int> device_node_;  // NUMA; empty: the kernel does not tell
  SideStream side_;
  std::vector<Ends> sets_;
};

}  // namespace

Result<std::unique_ptr<gpu::GpuKernel>> make_host(const Problem& problem, int sets,
                                                  HostMemory memory) {
  auto kernel = std::make_unique<HostTransfer>(link_row(problem.kernel), problem.size("n"), memory);
  FLEETMARK_CHECK(kernel->allocate(sets));
  return std::unique_ptr<gpu::GpuKernel>(std::move(kernel));
}

}  // namespace fleetmark::transfer

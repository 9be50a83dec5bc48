// SPDX-License-Identifier: Apache-2.0
// Device to device by the copy engines, or by SMs that store to (push) or load from (pull) the
// other device's memory. One way is from here to there, a pull from there to here; both ways add
// the opposite, run by the other device where SMs do the moving. Launch: 256 threads, 16-byte
// accesses, four in flight per thread.
#include <algorithm>
#include <vector>

#include "kernels/gpu/cache_hints.h"
#include "kernels/transfer/transfer_gpu.h"
#include "kernels/transfer/transfer_plan.h"
#include "kernels/transfer/transfer_spec.h"

namespace fleetmark::transfer {
namespace {

using gpu::DeviceBuffer;
using gpu::gpu_stream;
using gpu::Word16;

constexpr int kInFlight = 4;
constexpr std::int64_t kTile = kThreads * kInFlight;

__global__ void __launch_bounds__(kThreads)
    move_kernel(float* __restrict__ to, const float* __restrict__ from, std::int64_t n) {
  const std::int64_t packs = n / 4;
  auto* packs_to = reinterpret_cast<Word16*>(to);
  const auto* packs_from = reinterpret_cast<const Word16*>(from);
#pragma unroll 1
  for (std::int64_t tile = blockIdx.x; tile * kTile < packs; tile += gridDim.x) {
    Word16 pack[kInFlight] = {};
#pragma unroll
    for (int part = 0; part < kInFlight; ++part) {
      const std::int64_t i = tile * kTile + part * kThreads + threadIdx.x;
      if (i < packs) pack[part] = gpu::load16<false>(packs_from + i);
    }
#pragma unroll
    for (int part = 0; part < kInFlight; ++part) {
      const std::int64_t i = tile * kTile + part * kThreads + threadIdx.x;
      if (i < packs) gpu::store16<false>(packs_to + i, pack[part]);
    }
  }
  const std::int64_t rest = packs * 4 + threadIdx.x;
  if (blockIdx.x == 0 && rest < n) to[rest] = from[rest];
}

// The current device, for a while.
class OnDevice {
 public:
  explicit OnDevice(int device) {
    static_cast<void>(gpuGetDevice(&before_));
    static_cast<void>(gpuSetDevice(device));
  }
  ~OnDevice() { static_cast<void>(gpuSetDevice(before_)); }
  OnDevice(const OnDevice&) = delete;
  OnDevice& operator=(const OnDevice&) = delete;

 private:
  int before_ = 0;
};

Result<> allow_access(int from, int to) {
  int can_access = 0;
  FLEETMARK_GPU(gpuDeviceCanAccessPeer(&can_access, from, to));
  if (can_access == 0) {
    return Error{ErrorCode::kNotSupported, "device " + std::to_string(from) +
                                               " cannot reach the memory of device " +
                                               std::to_string(to) + " directly"};
  }
  const OnDevice here(from);
  const gpu::gpu_error enabled = gpuDeviceEnablePeerAccess(to, 0);
  if (enabled == gpuErrorPeerAccessAlreadyEnabled) {
    static_cast<void>(gpuGetLastError());
    return {};
  }
  FLEETMARK_GPU(enabled);
  return {};
}

// One direction: memory on two devices, and the device whose SMs move the data.
struct Lane {
  int from_device = 0;
  int to_device = 0;
  DeviceBuffer from, to;
};

class PeerTransfer final : public gpu::GpuKernel {
 public:
  PeerTransfer(const LinkRow& row, std::int64_t n, DevicePair pair, Mover mover)
      : row_(&row), n_(n), pair_(pair), mover_(mover) {}

  Result<> allocate(int sets) {
    FLEETMARK_CHECK(allow_access(pair_.here, pair_.there));
    FLEETMARK_CHECK(allow_access(pair_.there, pair_.here));
    if (row_->directions == 2) {
      const OnDevice other(pair_.there);
      FLEETMARK_TRY(side_, SideStream::create());
    }
    for (int set = 0; set < sets; ++set) {
      for (int direction = 0; direction < row_->directions; ++direction) {
        FLEETMARK_TRY(auto lane, make_lane(direction));
        lanes_.push_back(std::move(lane));
      }
    }
    return {};
  }
  [[nodiscard]] int operand_sets() const override {
    return static_cast<int>(lanes_.size()) / row_->directions;
  }

  Result<> fill(gpu_stream stream, const InputRecipe& recipe) override {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      const int operand = static_cast<int>(i) % row_->directions;
      FLEETMARK_CHECK(on_device(lanes_[i].from_device, stream, [&](gpu_stream on) {
        return fill_device(lanes_[i].from.as<float>(), n_, recipe, operand, on);
      }));
    }
    return {};
  }
  Result<> poison(gpu_stream stream) override {
    for (auto& lane : lanes_) {
      FLEETMARK_CHECK(on_device(lane.to_device, stream, [&](gpu_stream on) {
        return poison_device(lane.to.as<float>(), n_, on);
      }));
    }
    return {};
  }

  Result<> enqueue(gpu_stream stream, int set) override {
    const std::size_t first = static_cast<std::size_t>(set * row_->directions);
    if (row_->directions == 1) return move(lanes_[first], stream);
    // The events of the side stream belong to the other device: forked by hand, there is one event
    // per device.
    FLEETMARK_GPU(gpuEventRecord(fork_.get(), stream));
    FLEETMARK_GPU(gpuStreamWaitEvent(side_.get(), fork_.get(), 0));
    FLEETMARK_CHECK(move(lanes_[first], stream));
    {
      const OnDevice other(pair_.there);
      FLEETMARK_CHECK(move(lanes_[first + 1], side_.get()));
    }
    return side_.join(stream);
  }
  [[nodiscard]] int max_held_launches() const override { return 64; }

  [[nodiscard]] std::int64_t elements() const override { return n_ * row_->directions; }
  Result<> read(gpu_stream stream, int set, std::int64_t first, std::span<double> out) override {
    FLEETMARK_GPU(gpuStreamSynchronize(stream));
    std::size_t done = 0;
    while (done < out.size()) {
      const std::int64_t at = first + static_cast<std::int64_t>(done);
      const Lane& lane = lanes_[static_cast<std::size_t>(set * row_->directions + at / n_)];
      const std::size_t count = std::min(out.size() - done, static_cast<std::size_t>(n_ - at % n_));
      FLEETMARK_CHECK(on_device(lane.to_device, stream, [&](gpu_stream on) {
        return read_device(lane.to.as<float>() + at % n_, out.subspan(done, count), on);
      }));
      done += count;
    }
    return {};
  }

 private:
  // Direction 0 is moved by the SMs of this device, direction 1 by those of the other.
  Result<Lane> make_lane(int direction) {
    if (row_->directions == 2 && fork_.get() == nullptr) {
      FLEETMARK_TRY(fork_, gpu::Event::create());
    }
    const int mover = direction == 0 ? pair_.here : pair_.there;
    const int other = direction == 0 ? pair_.there : pair_.here;
    Lane lane;
    lane.from_device = mover_ == Mover::kReader ? other : mover;
    lane.to_device = mover_ == Mover::kReader ? mover : other;
    const std::size_t bytes = static_cast<std::size_t>(n_) * sizeof(float);
    {
      const OnDevice source(lane.from_device);
      FLEETMARK_TRY(lane.from, DeviceBuffer::allocate(bytes));
    }
    const OnDevice destination(lane.to_device);
    FLEETMARK_TRY(lane.to, DeviceBuffer::allocate(bytes));
    return lane;
  }

  // On the caller's current device, whose stream it is.
  Result<> move(const Lane& lane, gpu_stream stream) {
    if (mover_ == Mover::kCopyEngine) {
      FLEETMARK_GPU(gpuMemcpyPeerAsync(lane.to.as<void>(), lane.to_device, lane.from.as<void>(),
                                       lane.from_device,
                                       static_cast<std::size_t>(n_) * sizeof(float), stream));
      return {};
    }
    const int blocks = gpu::plan_block_per_tile({n_ / 4, static_cast<int>(kTile), 0}, 1).blocks;
    move_kernel<<<blocks, kThreads, 0, stream>>>(lane.to.as<float>(), lane.from.as<float>(), n_);
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  }

  // Work on memory of `device`: on the session's stream if it is this one's, else on a stream
  // there, waited for.
  template <typename Body>
  Result<> on_device(int device, gpu_stream stream, Body body) {
    if (device == pair_.here) return body(stream);
    FLEETMARK_GPU(gpuStreamSynchronize(stream));
    const OnDevice other(device);
    FLEETMARK_TRY(const gpu::Stream there, gpu::Stream::create());
    FLEETMARK_CHECK(body(there.get()));
    FLEETMARK_GPU(gpuStreamSynchronize(there.get()));
    return {};
  }

  const LinkRow* row_;
  std::int64_t n_;
  DevicePair pair_;
  Mover mover_;
  SideStream side_;  // on the other device
  gpu::Event fork_;  // on this one
  std::vector<Lane> lanes_;
};

}  // namespace

Result<std::unique_ptr<gpu::GpuKernel>> make_peer(const Problem& problem, int sets, Mover mover) {
  int here = 0;
  int count = 0;
  FLEETMARK_GPU(gpuGetDevice(&here));
  FLEETMARK_GPU(gpuGetDeviceCount(&count));
  FLEETMARK_TRY(const DevicePair pair, pair_at(here, problem.size("offset"), count));
  auto kernel =
      std::make_unique<PeerTransfer>(link_row(problem.kernel), problem.size("n"), pair, mover);
  FLEETMARK_CHECK(kernel->allocate(sets));
  return std::unique_ptr<gpu::GpuKernel>(std::move(kernel));
}

}  // namespace fleetmark::transfer

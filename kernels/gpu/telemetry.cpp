// SPDX-License-Identifier: Apache-2.0
// See telemetry.h. The thread owns the library; everything shared lives as long as either side.
#include "kernels/gpu/telemetry.h"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

namespace fleetmark::gpu {
namespace {

using SteadyClock = std::chrono::steady_clock;

double now_s() {
  return std::chrono::duration<double>(SteadyClock::now().time_since_epoch()).count();
}
std::chrono::duration<double> seconds(double value) { return std::chrono::duration<double>(value); }

}  // namespace

struct Telemetry::Shared {
  TelemetryOptions options;
  std::unique_ptr<Nvml> nvml;

  std::mutex mutex;
  std::condition_variable changed;
  bool must_stop = false;
  bool has_stopped = false;
  double call_began_s = 0;  // 0: no driver call in flight
  bool has_new_reading = false;
  TelemetryWindow window;
  std::optional<double> last_sm_clock_hz;
  TelemetryMeans last;
  int counters_asked = 0;
  int counters_answered = 0;
  std::vector<NvmlCounter> counters;

  // Runs a driver call outside the lock, with its beginning on record.
  template <typename Call>
  auto call(std::unique_lock<std::mutex>& lock, Call driver_call) {
    call_began_s = now_s();
    lock.unlock();
    auto answer = driver_call(*nvml);
    lock.lock();
    call_began_s = 0;
    return answer;
  }
  [[nodiscard]] bool is_overdue() const {
    return call_began_s > 0 && now_s() - call_began_s > options.patience_s;
  }
  [[nodiscard]] Error overdue() const {
    char text[96];
    std::snprintf(text, sizeof text, "the driver did not answer for %.3g s; check the kernel log",
                  options.patience_s);
    return Error{ErrorCode::kDeviceLost, text};
  }
  void watch();
};

void Telemetry::Shared::watch() {
  std::unique_lock lock(mutex);
  double next_energy_s = 0;
  while (!must_stop) {
    const NvmlReading reading = call(lock, [](Nvml& library) { return library.read(); });
    window.add(now_s(), reading);
    last_sm_clock_hz = reading.sm_clock_hz;
    has_new_reading = true;
    if (now_s() >= next_energy_s) {
      const auto energy = call(lock, [](Nvml& library) { return library.energy_j(); });
      if (energy) window.add_energy(*energy);
      next_energy_s = now_s() + options.energy_period_s;
    }
    if (counters_answered < counters_asked) {
      const int answering = counters_asked;
      counters = call(lock, [](Nvml& library) { return library.counters(); });
      counters_answered = answering;
      changed.notify_all();
    }
    changed.wait_for(lock, seconds(options.period_s),
                     [this] { return must_stop || counters_answered < counters_asked; });
  }
  lock.unlock();
  nvml.reset();
  lock.lock();
  has_stopped = true;
  changed.notify_all();
}

std::unique_ptr<Telemetry> Telemetry::start(std::unique_ptr<Nvml> nvml,
                                            const TelemetryOptions& options) {
  auto shared = std::make_shared<Shared>();
  shared->options = options;
  shared->nvml = std::move(nvml);
  std::thread([shared] { shared->watch(); }).detach();
  return std::unique_ptr<Telemetry>(new Telemetry(std::move(shared)));
}

Telemetry::~Telemetry() {
  std::unique_lock lock(shared_->mutex);
  shared_->must_stop = true;
  shared_->changed.notify_all();
  shared_->changed.wait_for(lock, seconds(shared_->options.patience_s),
                            [this] { return shared_->has_stopped; });
}

Result<TelemetryMeans> Telemetry::take() {
  const std::lock_guard lock(shared_->mutex);
  if (shared_->is_overdue()) return shared_->overdue();
  if (shared_->has_new_reading) {
    shared_->last = shared_->window.take();
    shared_->has_new_reading = false;
  }
  return shared_->last;
}

std::optional<double> Telemetry::last_sm_clock_hz() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->last_sm_clock_hz;
}

Result<std::vector<NvmlCounter>> Telemetry::counters() {
  std::unique_lock lock(shared_->mutex);
  const int asked = ++shared_->counters_asked;
  shared_->changed.notify_all();
  const bool is_answered =
      shared_->changed.wait_for(lock, seconds(shared_->options.patience_s),
                                [&] { return shared_->counters_answered >= asked; });
  if (!is_answered) return shared_->overdue();
  return shared_->counters;
}

}  // namespace fleetmark::gpu

// SPDX-License-Identifier: Apache-2.0
// See nvml_patience.h.
#include "kernels/gpu/nvml_patience.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <future>
#include <optional>
#include <thread>

namespace fleetmark::gpu {
namespace {

std::atomic<bool> has_hung_before{false};

// What `call` returns; empty where it is not back in time. It must hold nothing of the caller's.
template <typename Call>
auto within(double patience_s, Call call) -> std::optional<decltype(call())> {
  if (has_hung_before) return std::nullopt;
  std::packaged_task<decltype(call())()> task(std::move(call));
  auto answer = task.get_future();
  std::thread(std::move(task)).detach();
  const std::chrono::duration<double> patience(patience_s);
  if (answer.wait_for(patience) == std::future_status::ready) return answer.get();
  has_hung_before = true;
  return std::nullopt;
}

std::string no_answer(const std::string& library, double patience_s) {
  char text[80];
  std::snprintf(text, sizeof text, ": the driver did not answer for %.3g s; check the kernel log",
                patience_s);
  return library + text;
}

}  // namespace

NvmlOpened open_nvml(const std::string& library, const std::string& pci_bus_id, double patience_s) {
  auto opened = within(patience_s, [library, pci_bus_id] {
    NvmlOpened own;
    own.nvml = Nvml::open(library, pci_bus_id, own.reason);
    return own;
  });
  if (opened) return *std::move(opened);
  return {nullptr, no_answer(library, patience_s), true};
}

NvmlTold nvml_facts(const std::string& library, const std::string& pci_bus_id, double patience_s) {
  auto told = within(patience_s, [library, pci_bus_id] {
    NvmlTold own{{}, "not reported by the driver"};
    const auto nvml = Nvml::open(library, pci_bus_id, own.reason);
    if (nvml) own.facts = nvml->facts();
    return own;
  });
  if (told) return *std::move(told);
  return {{}, no_answer(library, patience_s)};
}

}  // namespace fleetmark::gpu

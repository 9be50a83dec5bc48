// SPDX-License-Identifier: Apache-2.0
// Opening the management library and asking it for facts, with an end: a driver call that hangs is
// left behind on a thread of its own, for nothing can end it, and the caller is told.
#pragma once

#include <memory>
#include <string>

#include "kernels/gpu/nvml.h"

namespace fleetmark::gpu {

// The first call of a process may have to wake the driver up where persistence mode is off.
inline constexpr double kNvmlOpenPatienceS = 30;

struct NvmlOpened {
  std::unique_ptr<Nvml> nvml;  // null: see reason
  std::string reason;          // one line; empty where it is open
  bool has_hung = false;       // the reason is that the driver gave no answer
};

// See Nvml::open. Once a call of this process has hung, the next is refused at once.
NvmlOpened open_nvml(const std::string& library, const std::string& pci_bus_id,
                     double patience_s = kNvmlOpenPatienceS);

struct NvmlTold {
  NvmlFacts facts;
  std::string reason;  // of those that are unknown
};
// Opens, asks and closes.
NvmlTold nvml_facts(const std::string& library, const std::string& pci_bus_id,
                    double patience_s = kNvmlOpenPatienceS);

}  // namespace fleetmark::gpu

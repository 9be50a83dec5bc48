// SPDX-License-Identifier: Apache-2.0
// What can be known of this CPU, as a DeviceInfo; what a virtual machine hides is said to be
// hidden.
#pragma once

#include <string>
#include <vector>

#include "kernels/api/device_info.h"
#include "kernels/cpu/cpu_features.h"
#include "kernels/cpu/topology.h"

namespace fleetmark::cpu {

// `root` is "" but in tests, where it holds a /proc and a /sys of their own.
DeviceInfo read_cpu_device(const Topology& topology, const CpuFeatures& features,
                           const std::vector<int>& cpus, const std::string& root);

// The first "key : value" of a /proc/cpuinfo text; empty when absent.
std::string cpuinfo_value(const std::string& cpuinfo, const std::string& key);

// Current core clock from cpufreq, mean over `cpus`; empty where the machine has no cpufreq.
std::optional<Hertz> current_clock(const std::vector<int>& cpus, const std::string& root);

// Seconds that `cpus` have spent on anything but idling, from a /proc/stat text.
double busy_seconds(const std::string& proc_stat, const std::vector<int>& cpus,
                    double ticks_per_second);

}  // namespace fleetmark::cpu

// SPDX-License-Identifier: Apache-2.0
// Every figure of a profile under the key its file gives it: what `show` prints and checks walk.
#pragma once

#include <string>
#include <vector>

#include "harness/model/device_profile.h"

namespace fleetmark::model {

struct NamedFigure {
  std::string key;                 // "memory.bandwidth", "prices.0.low", "utilisation.2.value"
  const Figure* figure = nullptr;  // null: UNKNOWN. Lives as long as the profile.
  std::string context = {};        // what it is a figure of, where the key does not say
  std::string detail = {};         // how it came about: stack and basis, what ran
};

struct NamedFact {
  std::string key;
  const Fact* fact = nullptr;
};

// In the order of the file's sections; unknown ones included.
std::vector<NamedFigure> figures_of(const DeviceProfile& profile);
std::vector<NamedFact> facts_of(const DeviceProfile& profile);

// What nobody published for this device, by key, in the order of the file: null figures and facts,
// then "prices", "leases", the operator classes without a published efficiency, the latency of a
// small operator, the draw under load, "software.*" and "export_status". A null peak may also be a
// type that the silicon does not have.
std::vector<std::string> unknown_keys(const DeviceProfile& profile);

// The best share of peak that anyone published at one level for one operator class; null where none
// did. Empty dtype: of any. Planned values are nobody's share, and
// a lower bound of our own kernels is not the best.
const Utilisation* best_share(const DeviceProfile& profile, const std::string& operator_class,
                              const std::string& dtype, Level level);

// The figure of one specification key ("memory.bandwidth", "peak_dense.bf16_matrix"), without
// prices and published results. Null where the key is unknown or the figure is.
const Figure* find_figure(const DeviceProfile& profile, const std::string& key);

}  // namespace fleetmark::model

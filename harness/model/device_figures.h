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
};

struct NamedFact {
  std::string key;
  const Fact* fact = nullptr;
};

// In the order of the file's sections; unknown ones included.
std::vector<NamedFigure> figures_of(const DeviceProfile& profile);
std::vector<NamedFact> facts_of(const DeviceProfile& profile);

// The figure of one specification key ("memory.bandwidth", "peak_dense.bf16_matrix"), without
// prices and published results. Null where the key is unknown or the figure is.
const Figure* find_figure(const DeviceProfile& profile, const std::string& key);

}  // namespace fleetmark::model

// SPDX-License-Identifier: Apache-2.0
// What carries a cache from one device to another: the link of a scale-up domain while all devices
// fit into one, else the network.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/model/device_profile.h"
#include "harness/model/known.h"

namespace fleetmark::model {

struct TransferLink {
  double bytes_per_s = 0;  // of one device to one other, one direction, as its source states it
  std::string origin;      // "scale-up link, 450 GB/s, datasheet of 2023-03-01"
};

// `given_bytes_per_s` takes the place of any figure. Unknown names the figure that is missing:
// there is no default for a link.
Known<TransferLink> transfer_link(const DeviceProfile& profile, std::int64_t devices,
                                  std::optional<double> given_bytes_per_s);

}  // namespace fleetmark::model

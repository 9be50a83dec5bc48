// SPDX-License-Identifier: Apache-2.0
// See transfer_link.h.
#include "harness/model/predict/transfer_link.h"

namespace fleetmark::model {
namespace {

TransferLink link_from(const Figure& figure, const std::string& what) {
  const std::string date = figure.date.empty() ? "" : " of " + figure.date;
  return {figure.value,
          what + ", " + figure.as_written + ", " + std::string(name_of(figure.kind)) + date};
}

}  // namespace

Known<TransferLink> transfer_link(const DeviceProfile& profile, std::int64_t devices,
                                  std::optional<double> given_bytes_per_s) {
  if (given_bytes_per_s) return TransferLink{*given_bytes_per_s, "as given"};
  const bool is_one_domain =
      profile.scale_up_domain && static_cast<double>(devices) <= profile.scale_up_domain->value;
  if (!is_one_domain) {
    if (!profile.scale_out_per_direction) {
      return Unknown{{"link.scale_out_per_direction of " + profile.id}};
    }
    return link_from(*profile.scale_out_per_direction, "scale-out link");
  }
  // Point to point, two devices have no more than the link between them.
  if (profile.link_per_peer)
    return link_from(*profile.link_per_peer, "scale-up link of two devices");
  if (!profile.link_per_direction) {
    return Unknown{{"link.bandwidth_per_direction of " + profile.id}};
  }
  return link_from(*profile.link_per_direction, "scale-up link");
}

}  // namespace fleetmark::model
